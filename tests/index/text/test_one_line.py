from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.one_line import one_line, shortened, without_hidden

ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Le port rouvre à 8 h", "Le port rouvre à 8 h"),
        ("un\n\ndeux\r\n\ttrois\u2028quatre\x85cinq", "un deux trois quatre cinq"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]8;;http://attacker.example\x1b\\x\x07", "]8;;http://attacker.example\\x"),
        ("c1\x9b31m nul\x00", "c131m nul"),
        ("safe\u202egnp.exe\u202c \u2066a\u2069", "safegnp.exe a"),
        ("zero\u200bwidth\u200d\u00ad\ufeff", "zerowidth"),
        ("tag" + "".join(chr(0xE0000 + ord(sign)) for sign in "Ignore") + "ged", "tagged"),
        ("filled\u3164\u115f\u034f", "filled"),
        ("selected\U000e0101", "selected"),
        ("half\ud800pair", "half\ufffdpair"),
        (" 東京 \u00a0 8\u202f000 € ", "東京 8 000 €"),
        ("", ""),
    ],
)
def test_a_text_becomes_one_line_without_what_nobody_sees(text: str, line: str) -> None:
    assert one_line(text) == line


@given(ANY_TEXT)
def test_a_line_can_be_printed_and_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert line.encode("utf-8").decode("utf-8") == line
    assert "\n" not in line
    assert one_line(line) == line


@pytest.mark.parametrize("text", ["", "été, 8 000 € — « oui » (東京) 👍", "plain"])
def test_what_is_seen_stays_with_its_spaces(text: str) -> None:
    assert without_hidden(f" {text}  ") == f" {text}  "


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [
        ("un deux trois", 13, "un deux trois"),
        ("un deux trois", 12, "un deux…"),
        ("un deux trois", 9, "un deux…"),
        ("interminable", 6, "inter…"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, longest: int, short: str) -> None:
    assert shortened(text, longest) == short
