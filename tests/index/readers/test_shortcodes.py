from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.shortcodes import strip_shortcodes
from index.text.cleaning import clean_text


@pytest.mark.parametrize(
    ("post", "text"),
    [
        (
            '[caption id="a1" width="300"]<img src="x"/> La place, lundi.[/caption]Texte.',
            "La place, lundi.\n\nTexte.",
        ),
        ("Avant.[gallery ids='1,2,3']Après.", "Avant.\n\nAprès."),
        ("Avant.[gallery]Après.", "Avant.\n\nAprès."),
        ("[box color=red]Un encadré.[/box]", "Un encadré."),
        ("Un mot [highlight]fort[/highlight] ici.", "Un mot fort ici."),
        ('[su_button url="https://a.example/b"]Lire[/su_button]', "Lire"),
        (
            "Il a dit « je croi [sic] » et […] puis [Vidéo].",
            "Il a dit « je croi [sic] » et […] puis [Vidéo].",
        ),
        ("La note [1] et [NDLR : la loi de 2015].", "La note [1] et [NDLR : la loi de 2015]."),
        ("Un.\n[embed]https://video.example/1[/embed]\nDeux.", "Un.\n\nDeux."),
        ("Un.\n\nhttps://video.example/1\n\nDeux.", "Un.\n\nDeux."),
        ("Voir https://a.example/1 pour la suite.", "Voir https://a.example/1 pour la suite."),
        ('<!-- wp:paragraph {"align":"left"} -->Un.<!-- /wp:paragraph -->', "Un."),
        ("Un.<!--more-->Deux.<!--nextpage-->Trois.", "Un.\n\nDeux.\n\nTrois."),
    ],
)
def test_shortcodes_go_and_what_the_writer_put_in_brackets_stays(post: str, text: str) -> None:
    assert clean_text(strip_shortcodes(post).replace('<img src="x"/>', "")) == text


@given(text=st.text(st.characters(exclude_characters="[]<>:")))
def test_text_without_brackets_stays_as_it_is(text: str) -> None:
    assert strip_shortcodes(text) == text


@pytest.mark.parametrize(
    "piece", ["[caption", "[a b=", "[a b='", "[/a", "<!-- wp:", "[a ", "https://", "[a b=c "]
)
def test_brackets_without_end_take_no_time(piece: str) -> None:
    started = time.process_time()
    strip_shortcodes(piece * 20_000)
    assert time.process_time() - started < 5
