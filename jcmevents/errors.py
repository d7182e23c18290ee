"""Errors that carry a sentence for the reader. The web layer turns each into its answer in one place."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError


class RuleBroken(Exception):
    """A rule of the domain forbids the act. `message` is a translated sentence that says what to do.

    `field` names the form field the sentence belongs to, when there is one.
    """

    def __init__(self, message: object, field: str | None = None):
        super().__init__(str(message))
        self.message = message
        self.field = field


@contextmanager
def refused_by_database(broken: RuleBroken) -> Iterator[None]:
    """Raise `broken` where a constraint refuses what is written inside the block.

    For rules that were checked before: somebody else may have written the same at the same moment.
    """
    try:
        yield
    except IntegrityError as error:
        raise broken from error


class EditClash(RuleBroken):
    """Somebody else saved the row since it was read. `theirs` maps field names to the stored values."""

    def __init__(self, message: object, theirs: dict[str, object]):
        super().__init__(message)
        self.theirs = theirs


class DocumentFailed(Exception):
    """A document could not be made: out of time, out of memory, or malformed. The message says which."""
