from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.capitals import with_capitals


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("qui est le maire de paris ?", "qui est le maire de Paris ?"),
        ("Combien de morts en italie ?", "Combien de morts en Italie ?"),
        ("et aux etats-unis ?", "et aux Etats-Unis ?"),
        ("l'armée d'irak", "l'armée d'Irak"),
        ("what is the capital of norway?", "what is the capital of Norway?"),
        ("who won in turkey", "who won in Turkey"),
        # Bodies are no places, and words of every day none either.
        ("combien de gilets jaunes", "combien de gilets jaunes"),
        ("what happened to us", "what happened to us"),
        ("turkey or chicken?", "turkey or chicken?"),
        ("qui était à la réunion ?", "qui était à la réunion ?"),
        ("qui vit en chine et en réunion ?", "qui vit en Chine et en Réunion ?"),
        ("the turkey in turkey", "the turkey in Turkey"),
        ("comment dit-on oui en français ?", "comment dit-on oui en français ?"),
        ("what happened to people from chile?", "what happened to people from Chile?"),
        ("et en corée du nord ?", "et en corée du nord ?"),
        ("la marche des femmes", "la marche des femmes"),
        # Who types capitals means them.
        ("Que dit Odile de paris ?", "Que dit Odile de paris ?"),
        ("", ""),
    ],
)
def test_places_get_the_capitals_that_were_not_typed(typed: str, expected: str) -> None:
    assert with_capitals(typed) == expected


@given(st.text())
def test_nothing_but_capitals_changes(question: str) -> None:
    assert with_capitals(question).casefold() == question.casefold()
