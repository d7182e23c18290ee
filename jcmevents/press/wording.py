"""What a correction changes, passage by passage."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Change(NamedTuple):
    """A passage as it was and as it is; empty where there was none or is none any more."""

    old: str
    new: str


def changes(before: str, after: str) -> list[Change]:
    """The lines of `before` that differ in `after`, lines that changed together as one passage."""
    old, new = before.splitlines(), after.splitlines()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Change("\n".join(old[a:b]), "\n".join(new[c:d])) for tag, a, b, c, d in steps if tag != "equal"]
