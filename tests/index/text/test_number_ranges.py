from __future__ import annotations

import pytest

from index.text.number_ranges import shared_readings
from index.text.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 à 50 000 livres", ["40", "40000"]),
        ("forty to fifty thousand books", ["40", "40000"]),
        ("trois à quatre cents livres", ["3", "300"]),
        ("20 à 30 %", ["20 percent"]),
        ("entre 2 et 3 millions d'euros", ["2 euro", "2000000 euro"]),
        ("20-30 %", ["20 percent"]),
        ("60 à 50 000 livres", ["60"]),
        ("2 et 3 millions d'euros", []),
        ("20 livres à 30 %", []),
        ("2 % à 3 euros", []),
    ],
)
def test_the_first_of_a_range_may_share_scale_and_unit_of_the_second(text: str, expected: list[str]) -> None:
    found = shared_readings(text, find_numbers(text))
    assert [f"{number.value.normalize():f} {number.unit or ''}".strip() for number in found] == expected
