from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.pdf_layout import (
    Line,
    in_reading_order,
    join_lines,
    read_paragraphs,
    without_running_lines,
)

some_lines = st.lists(
    st.builds(
        lambda text, left, width, bottom, size: Line(text, left, left + width, bottom, size),
        st.sampled_from(["Un mot", "une fin.", "cou-", "pure", "42", "La Gazette"]),
        st.floats(0, 500), st.floats(1, 300), st.floats(0, 800), st.floats(1, 40),
    ),
    max_size=30,
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "words", "joined"),
    [
        (["un pont", "neuf"], {}, "un pont neuf"),
        (["un change-", "ment"], {}, "un changement"),
        (["un change\u00ad", "ment"], {}, "un changement"),
        (["un arc-en-", "ciel"], {"arc-en-ciel": 2}, "un arc-enciel"),
        (["un rendez-", "vous"], {"rendez-vous": 1}, "un rendez-vous"),
        (["a co-", "opérer"], {"co-opérer": 1, "coopérer": 2}, "a coopérer"),
        (["dit-", "il"], {}, "dit-il"),
        (["Saint-", "Malo"], {}, "Saint- Malo"),
        (["Paris-", "2024"], {}, "Paris- 2024"),
        (["une incise -", "et la suite"], {}, "une incise - et la suite"),
        ([], {}, ""),
    ],
)
def test_lines_become_one(lines: list[str], words: dict[str, int], joined: str) -> None:
    assert join_lines(lines, Counter(words)) == joined


def test_lines_that_span_two_columns_part_the_page() -> None:
    def line(text: str, left: float, right: float, bottom: float) -> Line:
        return Line(f"{text}, et ce qui suit", left, right, bottom, 10)

    page = [
        line("b", 50, 250, 700), line("d", 300, 500, 700), line("c", 50, 250, 688), line("e", 300, 500, 688),
        line("a", 50, 500, 760), line("f", 50, 500, 600),
        line("g", 50, 250, 560), line("i", 300, 500, 560), line("h", 50, 250, 548), line("j", 300, 500, 548),
    ]  # fmt: skip
    read = ["".join(line.text[0] for line in block) for block in in_reading_order(page)]
    assert read == ["a", "bc", "de", "f", "gh", "ij"]


@given(lines=some_lines)
def test_reading_order_loses_no_line(lines: list[Line]) -> None:
    read = [line for block in in_reading_order(lines) for line in block]
    assert sorted(read) == sorted(lines)


@given(pages=st.lists(some_lines, max_size=4))
def test_paragraphs_hold_only_letters_that_are_printed(pages: list[list[Line]]) -> None:
    shown = Counter(letter for lines in pages for line in lines for letter in line.text if letter.isalnum())
    read = Counter(letter for part in read_paragraphs(pages) for letter in part.text if letter.isalnum())
    assert read <= shown


def test_a_line_that_stands_on_one_page_only_is_no_running_line() -> None:
    pages = [[Line(f"{text} paragraphe", 50, 200, 700, 10)] for text in ("Premier", "Deuxième", "Dernier")]
    assert without_running_lines(pages) == pages
