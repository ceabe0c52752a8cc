from __future__ import annotations

from datetime import date

import pytest

from index.text.date_mentions import find_dates
from index.text.weekdays import fits_weekday


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("le jeudi 7 mars 2019", True),
        ("le mercredi 7 mars 2019", False),
        ("on Thursday, March 7, 2019", True),
        ("on Friday, March 7, 2019", False),
        ("le 7 mars 2019", True),
        ("mercredi 7 mars", True),
        ("mercredi", True),
        ("en mars 2019", True),
    ],
)
def test_a_weekday_before_a_date_is_that_of_the_calendar(text: str, fits: bool) -> None:
    [found] = find_dates(text, date(2019, 3, 8))
    assert fits_weekday(text, found) is fits
