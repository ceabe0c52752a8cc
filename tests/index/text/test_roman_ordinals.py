from __future__ import annotations

import pytest

from index.text.roman_ordinals import roman_ordinals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le XIIe siècle", [("XIIe", 12)]),
        ("François Ier et la IVème République", [("Ier", 1), ("IVème", 4)]),
        ("les XIXe et XXe siècles", [("XIXe", 19), ("XXe", 20)]),
        ("Ce vélo, Le Vie, De Me", []),
        ("Louis XIV et e, er", []),
        ("IIIIe", []),
    ],
)
def test_an_ordinal_in_roman_figures_is_read(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(text[start:end], value) for start, end, value in roman_ordinals(text)] == expected
