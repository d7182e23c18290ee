"""People whose names and details are hard on programs."""

from jcmevents.registration.states import Capacity
from tests.factories import make_delegation, make_meeting, make_organization, make_registration
from tests.pdf.names import NAMES

HARD_NAMES = [
    "=1+1",
    "0012",
    "98765432109876543210",
    "Sutarno",
    'O\'Neil "Null" <b>&amp;',
    "Nguyễn Văn Đạt",
    "Доржийн Ганболд",
    "สมชาย ใจดี",
    "محمد بن راشد",
    "שרה כהן",
    "𠮷野 髙橋",
    "Venkatanarasimharajuvaripeta Krishnamurthy Subrahmanyam Iyer Sri",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenh",
    "می‌خواهم رضایی",
    "ནམ་རྒྱལ རྡོ་རྗེ",
    "Null",
    *NAMES.values(),
]


def hard_meeting():
    """A meeting whose people have HARD_NAMES, half of them in the delegation of a country, half in that of a body."""
    meeting = make_meeting(slug="hard", order_policy="en_un")
    body = make_organization(names={"en": "Institute <R&D>", "ja": "研究所"})
    delegations = [make_delegation(meeting, organization=body, seats=50), make_delegation(meeting, "LA", seats=50)]
    for number, name in enumerate(HARD_NAMES):
        make_registration(
            delegations[number % 2],
            full_name=name,
            honorific="H.E. Mr.",
            function="=cmd|' /C calc'!A0",
            unit="first line\nsecond line",
            phone="+41 22 555 01 01",
            email=f"person{number}@example.org",
            capacity=Capacity.DELEGATE,
            listed=True,
        )
    return meeting
