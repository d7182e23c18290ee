"""The parts of the summary that tell what was discussed: the sessions, and the proposals session by session."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from flask_babel import gettext

from jcmevents.agenda.programme import span
from jcmevents.discussion.models import Progress, Theme
from jcmevents.document import Block, Heading, KeyValues, ListBlock, Paragraph, Runs, Strong, Text
from jcmevents.proposals.states import Kind, State
from jcmevents.record.choices import Grouping
from jcmevents.record.proceedings import Point, Proceedings, SessionRecord, Tabled, Task
from jcmevents.record.wording import paragraphs, said
from jcmevents.text import current_language, joined, joined_names, localized, written_date

Group = tuple[Text, Sequence[Tabled]]


def discussion(proceedings: Proceedings, *, with_moderators: bool) -> Iterator[Block]:
    told = [record for record in proceedings.sessions if record.is_told]
    if told:
        yield Heading(gettext("Sessions"))
    for record in told:
        yield Heading(title_of(record), 3)
        yield KeyValues(_particulars(record, with_moderators))
        yield from paragraphs(record.summaries)
        if record.key_points:
            yield Paragraph(gettext("Key points"), "label")
            yield ListBlock([said(texts) for texts in record.key_points])
        yield from _points(record.points)
        yield from tasks(record.tasks)


def proposals(proceedings: Proceedings, grouping: str = Grouping.SESSION) -> Iterator[Block]:
    groups = list(_by_theme(proceedings) if grouping == Grouping.THEME else _by_session(proceedings))
    if groups:
        yield Heading(gettext("Proposals and reports"))
    for title, tabled in groups:
        yield Heading(title, 3)
        for each in tabled:
            yield from told_proposal(each)


def _by_session(proceedings: Proceedings) -> Iterator[Group]:
    for record in proceedings.sessions:
        if record.proposals:
            yield title_of(record), record.proposals
    if proceedings.unassigned:
        yield Text(gettext("Outside of the sessions")), proceedings.unassigned


def _by_theme(proceedings: Proceedings) -> Iterator[Group]:
    """By the first theme of each, the themes in the order of telling; those without one come last. Numbered anew."""
    groups: dict[Theme | None, list[Tabled]] = {}
    for tabled in proceedings.proposals:
        groups.setdefault(next(iter(tabled.proposal.themes), None), []).append(tabled)
    numbers = count(1)
    for theme, members in sorted(groups.items(), key=lambda group: group[0] is None):
        title = said(theme.labels) if theme else Text(gettext("Other themes"))
        yield title, [replace(each, number=next(numbers)) for each in members]


def title_of(record: SessionRecord) -> Text:
    """Code and title of the session."""
    code, title = record.session.code, said(record.session.titles)
    if code.isdecimal():
        code = gettext("Session %(number)s:", number=code)
    return Text(f"{code} {title.text}".strip(), lang=title.lang)


def _particulars(record: SessionRecord, with_moderators: bool) -> list[tuple[Runs, Runs]]:
    session, lang = record.session, current_language()
    hours = span(session.starts_at, session.ends_at)
    when = gettext("%(day)s, %(hours)s", day=written_date(session.day.held_on, lang), hours=hours)
    pairs: list[tuple[Runs, Runs]] = [(gettext("Time"), when)]
    if session.moderators and with_moderators and session.reveals_names:
        pairs.append((gettext("Moderator"), joined((moderator.name for moderator in session.moderators), lang)))
    if record.themes:
        themes = joined((localized(theme.labels) for theme in record.themes), lang)
        pairs.append((gettext("Themes"), capital(themes)))
    if not session.reveals_points:
        pairs.append((gettext("Record"), gettext("Closed session: nothing is reported.")))
    elif not session.reveals_names:
        pairs.append((gettext("Record"), gettext("Chatham House Rule: reported without names.")))
    return pairs


def told_proposal(tabled: Tabled) -> Iterator[Block]:
    proposal = tabled.proposal
    title = said(proposal.titles)
    yield Heading(Text(f"({tabled.number}) {title.text}", lang=title.lang), 4, listed=True)
    yield KeyValues([pair for pair in _about(tabled) if pair[1]])
    yield from paragraphs(tabled.summaries)
    if proposal.is_translated(current_language()):
        yield Paragraph(gettext("Translation by the secretariat"), "note")
    yield from _points(tabled.points)
    if any(proposal.outcomes.values()):
        yield Paragraph(gettext("Outcome"), "label")
        yield from paragraphs(proposal.outcomes)
    yield from tasks(tabled.tasks)


def _about(tabled: Tabled) -> list[tuple[Runs, Runs]]:
    proposal, lang = tabled.proposal, current_language()
    rule = said(proposal.related_rules)
    return [
        (gettext("Kind"), capital(Kind(proposal.kind).label)),
        (gettext("Tabled by"), joined_names((sponsor.name(form="formal") for sponsor in tabled.sponsors), lang)),
        (gettext("Themes"), capital(joined((theme.label for theme in proposal.themes), lang))),
        (gettext("Related rule or guideline"), rule if rule.text else ""),
        (gettext("Status"), capital(State(proposal.state).label)),
    ]


def tasks(told: Iterable[Task]) -> Iterator[Block]:
    """What is to be done, by whom, until when, and how far it is."""
    if items := [_task(task) for task in told]:
        yield Paragraph(gettext("Follow-ups"), "label")
        yield ListBlock(items)


def _task(task: Task) -> Runs:
    lang = current_language()
    until = gettext("until %(day)s", day=written_date(task.due_on, lang)) if task.due_on else ""
    remarks = joined(filter(None, [until, Progress(task.state).label]), lang)
    brackets = ("（", "）") if lang == "ja" else (" (", ")")
    runs: list[str | Text] = [said(task.texts), f"{brackets[0]}{remarks}{brackets[1]}"]
    if any(task.results.values()):
        runs += ["\n", said(task.results)]
    return [Strong(task.owner.name() + _colon()), *runs] if task.owner else runs


def _colon() -> str:
    return "：" if current_language() == "ja" else ": "


def _points(points: Iterable[Point]) -> Iterator[Block]:
    labels = {
        "point": gettext("Points discussed"),
        "recommendation": gettext("Recommendations"),
        "decision": gettext("Decisions"),
    }
    for kind, label in labels.items():
        if items := [_point(point) for point in points if point.kind == kind]:
            yield Paragraph(label, "label")
            yield ListBlock(items)


def _point(point: Point) -> Runs:
    if point.raised_by is None:
        return said(point.texts)
    return [Strong(point.raised_by.name() + _colon()), said(point.texts)]


def capital(label: str) -> str:
    return label[:1].upper() + label[1:]
