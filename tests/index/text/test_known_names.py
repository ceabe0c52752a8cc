from __future__ import annotations

import pytest

from index.text.bodies import BODIES
from index.text.known_names import is_people, known_names, rows_of
from index.text.places import PLACES

ROWS = [line.split(", ") for line in f"{PLACES.strip()}\n{BODIES.strip()}".splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_form_of_a_row_is_found_under_it(row: list[str]) -> None:
    shared = frozenset.intersection(*(rows_of(form) for form in row if not form.endswith("-")))
    assert [ROWS[number][0] for number in shared] == [row[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("la Guinée équatoriale et la Guinée", ["Guinée équatoriale", "Guinée"]),
        ("aux Etats-Unis, les Américaines", ["Etats-Unis", "Américaines"]),
        ("the U.S. Senate", ["U.S", "Senate"]),
        ("tell us who is it", []),
        ("le turc, la turque, les Turcs", ["turc", "turque", "Turcs"]),
        ("Nations. Unies", []),
        ("le couple franco-allemand", ["franco", "allemand"]),
        ("la frontière américano-mexicaine", ["américano", "mexicaine"]),
        ("Franco est mort en 1975", []),
        ("Franco a - dit-on - menti", []),
        ("les pays anglo-saxons", ["anglo-saxons"]),
    ],
)
def test_the_longest_form_is_found_in_its_case(text: str, found: list[str]) -> None:
    assert [text[name.start : name.end] for name in known_names(text)] == found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Américains", True),
        ("Dutch", True),
        ("Italiennes", True),
        ("Russians", True),
        ("Chine", False),
        ("United States", False),
        ("ONU", False),
        ("Norvia", False),
        ("", False),
    ],
)
def test_peoples_are_told_from_their_places(name: str, expected: bool) -> None:
    assert is_people(name) is expected
