from __future__ import annotations

import pytest

from index.text.name_titles import stands_before_title


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("the Polish Prime Minister Berg", "Polish", True),
        ("the Nortec CEO Berg", "Nortec", True),
        ("the Polish Deputy Foreign Minister", "Polish", True),
        ("the Polish army", "Polish", False),
        ("the Polish, Minister Berg", "Polish", False),
        ("in Valmont", "Valmont", False),
    ],
)
def test_an_office_behind_a_name_is_seen(text: str, name: str, expected: bool) -> None:
    assert stands_before_title(text.lower(), text.index(name) + len(name)) is expected
