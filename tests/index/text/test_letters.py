from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.letters import plain_letters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Évêché d'Été", "eveche d'ete"),
        ("L’Île\u00a0à\u202fl’Est", "l'ile a l'est"),
        ("mi\u2011juin – 5", "mi-juin - 5"),
        ("Œuvre 5 €", "œuvre 5 €"),
    ],
)
def test_case_accents_and_typography_go(text: str, plain: str) -> None:
    assert plain_letters(text) == plain


@given(st.text())
def test_every_offset_stays(text: str) -> None:
    assert len(plain_letters(text)) == len(text)
