from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.markup import strip_markup
from index.text.cleaning import clean_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un.</p><p>Deux.</p>", "Un.\n\nDeux."),
        ("Un<br/>deux", "Un\ndeux"),
        ("<a href='x'>Un</a>, <b>deux</b>", "Un, deux"),
        ("<ul><li>Un<li>deux</ul>", "Un\n\ndeux"),
        ("Un<script>var a = '<p>';</script> deux<style>p {}</style>", "Un deux"),
        ("<p>Un</p><script>sans fin", "Un"),
        ("<p>3 &lt; 4 &amp; 5</p>", "3 < 4 & 5"),
        ("&Eacute;t&eacute; &#233; &nbsp;!", "Été é !"),
        ("3 < 4, <3 et > 2, R&D", "3 < 4, <3 et > 2, R&D"),
        ("écrire à <nom@exemple.org>", "écrire à <nom@exemple.org>"),
        ("<p>Un</p><!-- caché --><p>Deux", "Un\n\nDeux"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert clean_text(strip_markup(markup)) == text


@given(text=st.text(st.characters(exclude_characters="<&")))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert strip_markup(text) == text
