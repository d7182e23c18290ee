from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from jcmevents.agenda.walltime import instant, zone_label


@pytest.mark.parametrize(
    ("zone", "day", "label"),
    [
        ("Asia/Tokyo", date(2025, 2, 17), "JST (UTC+9)"),
        ("Europe/Zurich", date(2024, 1, 31), "CET (UTC+1)"),
        ("Europe/Zurich", date(2024, 7, 31), "CEST (UTC+2)"),
        ("America/New_York", date(2025, 2, 17), "EST (UTC−5)"),
        ("Asia/Kolkata", date(2025, 2, 17), "IST (UTC+5:30)"),
        ("America/Sao_Paulo", date(2025, 2, 17), "UTC−3"),
        ("Asia/Dubai", date(2025, 2, 17), "UTC+4"),
        ("Australia/Lord_Howe", date(2025, 2, 17), "UTC+11"),
        ("Australia/Lord_Howe", date(2025, 7, 17), "UTC+10:30"),
        ("Europe/London", date(2025, 2, 17), "GMT (UTC)"),
        ("UTC", date(2025, 2, 17), "UTC"),
    ],
)
def test_a_zone_is_named_as_on_that_day(zone: str, day: date, label: str) -> None:
    assert zone_label(instant(day, time(12), ZoneInfo(zone))) == label
