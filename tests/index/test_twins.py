from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexMismatch
from index.twins import DAYS, SIGNATURE_BYTES, TwinFinder, TwinRow, are_versions, jaccard, shingles_of

DAY = date(2020, 5, 4)


def words(first: int, last: int) -> str:
    return " ".join(
        f"mot{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(first, last)
    )


class Archive:
    """Texts by key, and the finder that reads them; `read` keeps which."""

    def __init__(self, rows: tuple[TwinRow, ...] = (), texts: dict[int, str] | None = None) -> None:
        self.texts = dict(texts or {})
        self.read: list[int] = []
        self.finder = TwinFinder(self._read, rows)

    def add(self, key: int, text: str, published: date | None = DAY) -> int:
        self.texts[key] = text
        return self.finder.add(key, text, published)

    def _read(self, key: int) -> str:
        self.read.append(key)
        return self.texts[key]


@pytest.mark.parametrize(
    ("text", "days", "story"),
    [
        (words(0, 100), 0, 1),
        (words(0, 100).upper(), 0, 1),
        (words(0, 190), 1, 1),
        (words(30, 115), 1, 1),
        (words(0, 100), 400, 1),
        (words(0, 190), 400, 2),
        (words(100, 200), 0, 2),
        (words(60, 160), 0, 2),
    ],
)
def test_versions_of_a_story_are_found(text: str, days: int, story: int) -> None:
    archive = Archive()
    archive.add(1, words(0, 100))
    assert archive.add(2, text, DAY + timedelta(days)) == story


DRAW = words(0, 60) + " Les numéros sont {} {} {} {} {} pour un gain de {} euros."


def test_a_series_with_one_template_is_many_stories() -> None:
    archive = Archive()
    draws = [DRAW.format(*range(n, n + 6)) for n in range(10, 70, 10)]
    assert [archive.add(key, text, DAY + timedelta(key)) for key, text in enumerate(draws)] == list(range(6))


def test_a_toll_that_rises_is_one_story() -> None:
    archive = Archive()
    tolls = [
        f"{words(0, 60)} Le 3 mai à 10 heures, on comptait {n} morts et 12 blessés." for n in (78, 100, 137)
    ]
    assert [archive.add(key, text) for key, text in enumerate(tolls)] == [0, 0, 0]


@pytest.mark.parametrize("text", ["", "Non.", "Plus de détails à suivre."])
def test_a_text_of_a_few_words_is_a_story_of_its_own(text: str) -> None:
    archive = Archive()
    assert [archive.add(1, text), archive.add(2, text)] == [1, 2]


@pytest.mark.parametrize(("days", "read"), [(DAYS, [1]), (DAYS + 1, [])])
def test_a_text_is_read_only_where_it_can_be_like_enough(days: int, read: list[int]) -> None:
    archive = Archive()
    archive.add(1, words(0, 100))
    archive.add(2, words(0, 190), DAY + timedelta(days))
    assert archive.read == read


def test_the_search_goes_on_from_rows_that_were_kept() -> None:
    first = Archive()
    first.add(1, words(0, 100))
    first.add(2, words(0, 110), None)
    rows = (first.finder.row(1), first.finder.row(2))
    assert [(row.story, row.published, len(row.signature)) for row in rows] == [
        (1, DAY, SIGNATURE_BYTES),
        (1, None, SIGNATURE_BYTES),
    ]
    second = Archive(rows, first.texts)
    assert second.add(3, words(0, 105)) == 1
    assert second.finder.row(1) == rows[0]


def test_a_signature_of_another_length_is_refused() -> None:
    with pytest.raises(IndexMismatch, match="article 7: its signature has 3 bytes, not 512"):
        Archive((TwinRow(7, 7, None, b"abc"),))


def test_a_story_is_found_among_all_that_were_kept_and_added() -> None:
    archive = Archive()
    archive.add(0, words(0, 100))
    kept = archive.finder.row(0)
    others = tuple(TwinRow(key, key, None, key.to_bytes(4, "little") * 128) for key in range(1, 3000))
    large = Archive((kept, *others), archive.texts)
    large.add(3000, words(200, 300))
    for key in range(3001, 4200):
        large.add(key, f"Texte {key} court.")
    assert [large.add(4200, words(0, 100)), large.add(4201, words(200, 300))] == [0, 3000]


@pytest.mark.parametrize(
    ("alike", "days", "text", "other", "versions"),
    [
        (0.4, 0, "", "", True),
        (0.39, 0, "", "", False),
        (0.4, 3, "", "", True),
        (0.89, 4, "", "", False),
        (0.9, 4, "", "", True),
        (0.4, None, "", "", True),
        (0.95, 7, "1 2 3 4", "1 2 5 6", True),
        (0.95, 7, "1 2 3 4", "1 6 7 8", False),
        (0.95, 0, "1 2 3", "6 7 8", True),
        (0.95, 0, "1.500 2 3 4", "1.500 2 3 4 5 6 7 8", True),
    ],
)
def test_days_and_figures_tell_versions_from_a_series(
    alike: float, days: int | None, text: str, other: str, versions: bool
) -> None:
    assert are_versions(alike, days, text, other) is versions


@given(st.sets(st.text(max_size=3)), st.sets(st.text(max_size=3)))
def test_similarity_is_a_share_and_the_same_both_ways(one: set[str], other: set[str]) -> None:
    assert 0 <= jaccard(one, other) == jaccard(other, one) <= 1
    assert jaccard(one, one) == bool(one)


@given(st.text())
def test_case_and_punctuation_do_not_tell_texts_apart(text: str) -> None:
    assert shingles_of(f"Le pont, {text}") == shingles_of(f"LE «pont» {text}")
