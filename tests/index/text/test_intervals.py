from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.intervals import (
    Interval,
    is_within,
    month_interval,
    moved_to_year,
    nearest_to,
    shifted,
    third_of,
    year_interval,
)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_the_thirds_of_a_month_cover_it_without_overlap(year: int, month: int) -> None:
    whole = month_interval(year, month)
    thirds = [third_of(whole, part) for part in (0, 1, 2)]
    days = [day.toordinal() for first, last in thirds for day in (first, last)]
    assert (thirds[0][0], thirds[2][1]) == whole
    assert (days[2] - days[1], days[4] - days[3]) == (1, 1)


def test_a_day_has_no_thirds() -> None:
    day = (date(2018, 5, 1), date(2018, 5, 1))
    assert third_of(day, 2) == day


@pytest.mark.parametrize(
    ("interval", "year", "moved"),
    [
        ((date(2000, 2, 29), date(2000, 2, 29)), 2013, None),
        (month_interval(2000, 2), 2013, month_interval(2013, 2)),
        ((date(2000, 12, 20), date(2001, 1, 5)), 2013, (date(2013, 12, 20), date(2014, 1, 5))),
        (year_interval(2000), 10000, None),
    ],
)
def test_an_interval_moves_to_another_year(interval: Interval, year: int, moved: Interval | None) -> None:
    assert moved_to_year(interval, year) == moved


@pytest.mark.parametrize(
    ("month", "day", "reference", "nearest"),
    [
        (1, 1, date(2013, 12, 26), date(2014, 1, 1)),
        (12, 26, date(2014, 1, 1), date(2013, 12, 26)),
        (6, 1, date(2013, 6, 1), date(2013, 6, 1)),
        (2, 29, date(2012, 9, 1), date(2012, 2, 29)),
    ],
)
def test_the_nearest_year_is_chosen(month: int, day: int, reference: date, nearest: date) -> None:
    assert nearest_to((date(2000, month, day), date(2000, month, day)), reference) == (nearest, nearest)


def test_a_shift_beyond_the_calendar_is_none() -> None:
    assert (shifted(date.max, 1), shifted(date(2013, 12, 31), 1)) == (None, date(2014, 1, 1))


def test_within_includes_both_ends() -> None:
    assert is_within(month_interval(2018, 1), year_interval(2018))
    assert not is_within((date(2017, 12, 31), date(2018, 1, 1)), year_interval(2018))
