"""Keys of fields and options: short, stable, good as a column heading and as a name in a form."""

import re
from collections.abc import Collection
from itertools import count

from jcmevents.text import folded

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST = 40  # characters


def new_key(text: str, taken: Collection[str], fallback: str = "field") -> str:
    """A key made of `text` that is not `taken`: "T-shirt size" -> t_shirt_size, a second one t_shirt_size_2.

    Of a text without Latin letters it is `fallback`. Never of a single letter: forms send "y" for a ticked box.
    """
    key = _OTHER.sub("_", folded(text)).strip("_")[:LONGEST].strip("_")
    key = key if len(key) > 1 else "_".join(filter(None, (fallback, key)))
    return next(k for n in count(1) if (k := key if n == 1 else f"{key}_{n}") not in taken)
