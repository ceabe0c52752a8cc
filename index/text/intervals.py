"""Intervals of days, both ends included: whole months and years, their thirds, and moves to another year."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

Interval = tuple[date, date]

UNKNOWN_YEAR = 2000
"""Stands for the year of a day or a month named without one; a leap year, so that it has every day."""

_SHORTEST_WITH_PARTS, _LONGEST_WITH_PARTS = 28, 3660


def month_interval(year: int, month: int) -> Interval:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def year_interval(year: int) -> Interval:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def shifted(day: date, days: int) -> date | None:
    """Return the day so many days later, or None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def third_of(interval: Interval, part: int) -> Interval:
    """Return the first, second or third third (0, 1, 2) of a month, a year or a decade; others stay."""
    first, last = interval
    days = (last - first).days + 1
    if not _SHORTEST_WITH_PARTS <= days <= _LONGEST_WITH_PARTS:
        return interval
    third = timedelta(days=days // 3)
    starts = (first, first + third, first + 2 * third)
    return starts[part], last if part == 2 else starts[part + 1] - timedelta(days=1)  # noqa: PLR2004


def moved_to_year(interval: Interval, year: int) -> Interval | None:
    """Return the same days of another year, or None where it lacks them (29 February)."""
    first, last = interval
    years = last.year - first.year
    if not date.min.year <= year <= date.max.year - years:
        return None
    is_february_end = (last.month, last.day) == (2, 29) and first != last
    try:
        moved = first.replace(year=year)
        if is_february_end:
            return moved, month_interval(year + years, 2)[1]
        return moved, last.replace(year=year + years)
    except ValueError:
        return None


def nearest_to(interval: Interval, reference: date) -> Interval | None:
    """Return the same days of the year that brings them nearest to `reference`, or None if there is none."""

    def distance(moved: Interval) -> int:
        return max((moved[0] - reference).days, (reference - moved[1]).days, 0)

    years = (reference.year, reference.year - 1, reference.year + 1)
    candidates = [moved for year in years if (moved := moved_to_year(interval, year))]
    return min(candidates, key=distance, default=None)


def is_within(inner: Interval, outer: Interval) -> bool:
    """Tell whether every day of `inner` is one of `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
