"""The pages that are measured."""

from dataclasses import dataclass

PEOPLE = 1_000
PROPOSALS = 100
SAMPLE_SLUG = f"sample-{PEOPLE}"
SAMPLE = f"/meetings/{SAMPLE_SLUG}"


@dataclass(frozen=True)
class Page:
    """`cold` pages are asked for once, with nothing in the cache of documents; `staff` ones by an organizer."""

    name: str
    path: str
    staff: bool = False
    cold: bool = False


PAGES = (
    Page("Meeting", SAMPLE),
    Page("Agenda", f"{SAMPLE}/agenda"),
    Page(f"Roster of {PEOPLE:,}", f"{SAMPLE}/registrations/", staff=True),
    Page("Roster, searched", f"{SAMPLE}/registrations/?search=director", staff=True),
    Page("Roster by delegation", f"{SAMPLE}/registrations/by-delegation", staff=True),
    Page("Proposals of all meetings", "/proposals/"),
    Page("Proposals of all meetings, searched", "/proposals/?search=credits"),
    Page("Release", "/releases/jcm-gp-4"),
    Page("Release as PDF, cold", "/releases/jcm-gp-4.pdf", cold=True),
    Page("Release as PDF, cached", "/releases/jcm-gp-4.pdf"),
    Page(f"Summary of {PROPOSALS} proposals, to read", f"{SAMPLE}/proposals/summary.html"),
)
FROZEN = Page(f"Summary of {PROPOSALS} proposals, frozen", f"{SAMPLE}/proposals/summary.pdf")
