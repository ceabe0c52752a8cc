from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.as_written import as_written

TEXTS = [
    "Hier, le ministre Paul Odero a vu Maria al-Sayed à Weston. Paul Odero dirige l'OMM depuis mars.",
    "Selon Maria al-Sayed, le musée de Weston est fermé. Le Musée et l'État parlent ; l'état des murs gêne.",
    "Le maire de Weston l'a dit à Paul Odero : l'OMM et le Weston Orchestra attendent Odile. Selma dort.",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("qui est paul odero ?", "qui est Paul Odero ?"),
        ("Why was maria al-sayed there?", "Why was Maria al-Sayed there?"),
        ("que dit odero de weston ?", "que dit Odero de Weston ?"),
        # One word behind an article belongs to the topic that is spoken of.
        ("que dit l'omm ?", "que dit l'omm ?"),
        ("combien coûte une odero ?", "combien coûte une odero ?"),
        ("which weston is it?", "which weston is it?"),
        ("combien de murs à weston ?", "combien de murs à Weston ?"),
        # Words that the archive writes small as well, or that only open sentences.
        ("quel est son état ?", "quel est son état ?"),
        ("et le musée ?", "et le musée ?"),
        ("que dit selma ?", "que dit selma ?"),
        ("hier, selon qui ?", "hier, selon qui ?"),
        # A word of a longer name that the question does not say.
        ("which orchestra is it?", "which orchestra is it?"),
        ("what does the weston orchestra play?", "what does the Weston Orchestra play?"),
        # Months and words without meaning of their own are no names, however they are written.
        ("en mars ?", "en mars ?"),
        # Who types capitals means them.
        ("Que dit Odile de weston ?", "Que dit Odile de weston ?"),
        ("", ""),
    ],
)
def test_names_typed_small_are_written_as_the_archive_writes_them(typed: str, expected: str) -> None:
    assert as_written(typed, TEXTS) == expected


def test_without_texts_nothing_changes() -> None:
    assert as_written("qui est paul odero ?", []) == "qui est paul odero ?"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_nothing_but_capitals_and_accents_of_case_changes(question: str, texts: list[str]) -> None:
    assert as_written(question, texts).casefold() == question.casefold()


@given(st.lists(st.sampled_from(["paul", "odero", "de", "weston", "omm", "qui"]), min_size=1))
def test_what_is_written_once_stays(words: list[str]) -> None:
    once = as_written(" ".join(words), TEXTS)
    assert as_written(once, TEXTS) == once
