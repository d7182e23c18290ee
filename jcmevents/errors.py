"""Errors that carry a sentence for the reader. The web layer turns each into its answer in one place."""


class RuleBroken(Exception):
    """A rule of the domain forbids the act. `message` is a translated sentence that says what to do.

    `field` names the form field the sentence belongs to, when there is one.
    """

    def __init__(self, message: object, field: str | None = None):
        super().__init__(str(message))
        self.message = message
        self.field = field


class EditClash(RuleBroken):
    """Somebody else saved the row since it was read. `theirs` maps field names to the stored values."""

    def __init__(self, message: object, theirs: dict[str, object]):
        super().__init__(message)
        self.theirs = theirs


class DocumentFailed(Exception):
    """A document could not be made: out of time, out of memory, or malformed. The message says which."""
