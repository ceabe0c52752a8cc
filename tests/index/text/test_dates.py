from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import ENGLISH_MONTHS, FRENCH_MONTHS, calendar_date, read_date

DAY = date(2013, 12, 26)
FRENCH_NAMES = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
ENGLISH_NAMES = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2013-12-26", DAY),
        ("2013-12-26T23:59:59Z", DAY),
        ("2013-12-26T23:59:59.123-05:00", DAY),
        ("2013-12-26 23:59:59", DAY),
        ("  2013-12-26\n", DAY),
        ("2013/12/26", DAY),
        ("2013.12.26", DAY),
        ("20131226", DAY),
        ("20131226T235959Z", DAY),
        ("20131226235959", DAY),
        ("26/12/2013", DAY),
        ("26/12/2013 à 10h05", DAY),
        ("26-12-2013", DAY),
        ("26.12.2013", DAY),
        ("3/2/2014", date(2014, 2, 3)),
        ("Thu, 26 Dec 2013 23:59:59 -0500", DAY),
        ("Thu Dec 26 2013", DAY),
        ("26 décembre 2013", DAY),
        ("26 DÉCEMBRE 2013", DAY),
        ("26 de\u0301cembre\u00a02013", DAY),
        ("jeudi 26 déc. 2013", DAY),
        ("Publié le 26 décembre 2013 à 10h05, mis à jour le 27 décembre 2013", DAY),
        ("1er janvier 2014", date(2014, 1, 1)),
        ("1er août 1914", date(1914, 8, 1)),
        ("4 févr. 2014", date(2014, 2, 4)),
        ("December 26, 2013", DAY),
        ("Dec. 26 2013", DAY),
        ("December 26th, 2013, 5:00 pm", DAY),
        ("26th of December 2013", DAY),
        ("26-Dec-2013", DAY),
        ("26 Dec 2013", DAY),
        ("1388102399", DAY),
        ("1388102399000", DAY),
        ("1388102399.5", DAY),
        ("2000-02-29", date(2000, 2, 29)),
        ("1500-01-01", date(1500, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
    ],
)
def test_a_date_is_read(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "hier", "2013", "décembre 2013", "2013-12", "2014-02-30", "31/02/2014", "12/26/2013",
        "30 février 2014", "2013-13-01", "1499-12-31", "2101-01-01", "0000-00-00", "20139999", "26/12/13",
        "26 foo 2013", "12345", "9999999999", "06 12 34 56 78", "2013-12-261", "1.2.3.4",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


days = st.dates(date(1500, 1, 1), date(2100, 12, 31))
WRITERS: list[Callable[[date], str]] = [
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.day:02}/{day.month:02}/{day.year}",
    lambda day: f"{'1er' if day.day == 1 else day.day} {FRENCH_NAMES[day.month - 1]} {day.year}",
    lambda day: f"{ENGLISH_NAMES[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day} {ENGLISH_NAMES[day.month - 1][:3]}. {day.year}",
]


@given(day=days, writer=st.sampled_from(WRITERS))
def test_a_date_written_is_read_back(day: date, writer: Callable[[date], str]) -> None:
    assert read_date(writer(day)) == day


@given(day=days, hours=st.integers(-12, 12), minutes=st.integers(0, 1439))
def test_a_time_never_moves_the_day_it_is_written_with(day: date, hours: int, minutes: int) -> None:
    zone = timezone(timedelta(hours=hours))
    moment = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone)
    assert read_date(moment.isoformat()) == day
    assert read_date(format_datetime(moment)) == day


@given(day=st.dates(date(1973, 3, 4), date(2100, 12, 31)), second=st.integers(0, 86_399))
def test_seconds_and_milliseconds_since_1970_are_read(day: date, second: int) -> None:
    seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + second
    assert (read_date(str(seconds)), read_date(str(seconds * 1000))) == (day, day)


@given(text=st.text(st.sampled_from("0123456789/-. :TZaédecmbrjnvi,")))
def test_no_text_makes_it_fail(text: str) -> None:
    day = read_date(text)
    assert day is None or calendar_date(day.year, day.month, day.day) == day


@pytest.mark.parametrize(("names", "table"), [(FRENCH_NAMES, FRENCH_MONTHS), (ENGLISH_NAMES, ENGLISH_MONTHS)])
def test_every_month_has_its_number(names: list[str], table: dict[str, int]) -> None:
    plain = [name.lower().replace("é", "e").replace("û", "u") for name in names]
    assert [table[name] for name in plain] == list(range(1, 13))
    assert set(table.values()) == set(range(1, 13))
