"""Two texts of one release side by side: which paragraphs belong together, which have changed since they matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from jcmevents import audit
from jcmevents.accounts.models import User
from jcmevents.comparison import Piece, compared
from jcmevents.press.texts import ReleaseText, TextBlock


@dataclass(frozen=True)
class Pair:
    """A block and its twin; either may be missing."""

    left: TextBlock | None
    right: TextBlock | None

    @property
    def is_matched(self) -> bool:
        """Whether somebody has said that the two say the same, be it before their last change."""
        return bool(self.left and self.right and _match_of(self.left, self.right))

    @property
    def changed(self) -> list[TextBlock]:
        """Which of the two have changed since."""
        if not (self.left and self.right and self.is_matched):
            return []
        pairs = ((self.left, self.right), (self.right, self.left))
        return [block for block, twin in pairs if _known_by(twin, block) != block.words]

    @property
    def behind(self) -> list[TextBlock]:
        """Those that may have to follow: the twin has changed since, they have not."""
        changed = self.changed
        return [block for block in (self.left, self.right) if block and changed and block not in changed]

    def changes(self, block: TextBlock) -> list[Piece]:
        """What has changed in the block since the two matched."""
        twin = self.right if block is self.left else self.left
        return compared(_known_by(twin, block), block.words) if twin and self.is_matched else []


def _match_of(block: TextBlock, twin: TextBlock) -> bool:
    return bool(block.matched.get("id") == twin.id and twin.matched.get("id") == block.id)


def _known_by(block: TextBlock, twin: TextBlock) -> str:
    """What the twin said when the two matched."""
    return str(block.matched.get("words", ""))


def match(pair: Pair, *, by: User | None, at: datetime) -> None:
    """Note that both blocks say the same as they stand now."""
    if pair.left and pair.right:
        pair.left.text_in_language.release.require_open()
        for block, twin in ((pair.left, pair.right), (pair.right, pair.left)):
            block.matched = {"id": twin.id, "words": twin.words}
        audit.record(
            "release.match", pair.left.text_in_language.release, by=by, at=at, blocks=[pair.left.id, pair.right.id]
        )


def pairs_of(left: ReleaseText, right: ReleaseText) -> list[Pair]:
    """The blocks of both texts in order: those that were matched together, the others by their kinds."""
    known = {block.id: twin for block in left.blocks for twin in right.blocks if _match_of(block, twin)}
    rest = [block for block in left.blocks if block.id not in known]
    taken = {twin.id for twin in known.values()}
    known |= dict(_guessed(rest, [block for block in right.blocks if block.id not in taken]))
    return list(_in_reading_order(left.blocks, right.blocks, known))


def _guessed(left: list[TextBlock], right: list[TextBlock]) -> Iterator[tuple[int, TextBlock]]:
    kinds = ([block.kind for block in left], [block.kind for block in right])
    for here, there, size in SequenceMatcher(None, *kinds, autojunk=False).get_matching_blocks():
        yield from ((left[here + n].id, right[there + n]) for n in range(size))


def _in_reading_order(
    left: Iterable[TextBlock], right: Iterable[TextBlock], known: dict[int, TextBlock]
) -> Iterator[Pair]:
    """The pairs as the left text has them; what only the right one has stands where it has it."""
    paired = {twin.id for twin in known.values()}
    waiting = list(right)
    for block in left:
        twin = known.get(block.id)
        while twin and waiting and waiting[0].id not in paired:
            yield Pair(None, waiting.pop(0))
        waiting = [each for each in waiting if each is not twin]
        yield Pair(block, twin)
    yield from (Pair(None, each) for each in waiting if each.id not in paired)


def pairs_in(texts: list[ReleaseText]) -> list[Pair]:
    """The pairs of a release with two texts; of one with fewer there are none."""
    return pairs_of(*texts[:2]) if len(texts) > 1 else []
