from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.cleaning import bare_letters, clean_text, clean_title, with_lede, without_leading_title

CONTROLS = (
    "\n\r\t\x0b\x0c\x00\x85\x92\xa0\xad\u0301\u200b\u200f\u2028\u202e\u2066\u2029\ufeff\u3000\ud800\udfff"
)
nasty = st.text(st.sampled_from("aé 가각" + CONTROLS))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mar\u00adché", "marché"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("\u202eécrit\u202c \u2067à l'envers\u2069\u200f", "écrit à l'envers"),
        ("l\x92\x9cuvre \x93neuve\x94 \x96 50 \x80", "l’œuvre “neuve” – 50 €"),
        ("un\x00deux\x1b[0m\x7f", "undeux[0m"),
        ("«\u00a0dit-il\u202f»\u2009!", "« dit-il » !"),
        ("8\u202f000", "8 000"),
        ("e\u0301te\u0301", "été"),
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("un\n \n\t\n\ndeux", "un\n\ndeux"),
        ("  un \t deux  \n  trois  ", "un deux\ntrois"),
        ("a\ud83db", "ab"),
        ("👍🏽 ok", "👍🏽 ok"),
        ("", ""),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(text=st.text() | nasty)
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert clean_title(clean_title(text)) == clean_title(text)


@given(text=st.text() | nasty)
def test_clean_text_is_normal_and_can_be_stored(text: str) -> None:
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean.encode("utf-8").decode("utf-8") == clean
    assert not {"\r", "\t", "\u00a0", "\u00ad", "\u200b", "\u202e"} & set(clean)
    assert "\n\n\n" not in clean
    assert "  " not in clean


def test_a_title_is_one_line() -> None:
    assert clean_title(" Le pont\n\nest  fermé ") == "Le pont est fermé"


def test_letters_are_compared_without_case_accents_or_punctuation() -> None:
    assert bare_letters("L’Été, « déjà » : N° 1 !") == "letedejan1"


@pytest.mark.parametrize(
    ("title", "text", "rest"),
    [
        ("Le pont", "Le pont\n\nIl ferme.", "Il ferme."),
        ("Le pont", "LE PONT !\nLe pont\nIl ferme.", "Il ferme."),
        ("Le pont", "Le pont ferme.\nIl ferme.", "Le pont ferme.\nIl ferme."),
        ("Le pont", "Le pont", "Le pont"),
        ("", "\n\nIl ferme.", "\n\nIl ferme."),
        ("!", "?\nIl ferme.", "?\nIl ferme."),
    ],
)
def test_a_title_repeated_at_the_start_is_left_out(title: str, text: str, rest: str) -> None:
    assert without_leading_title(title, text) == rest


@pytest.mark.parametrize(
    ("lede", "text", "whole"),
    [
        ("Il ferme", "Demain.", "Il ferme\n\nDemain."),
        ("Il ferme…", "Il ferme demain.", "Il ferme demain."),
        ("« Il ferme »", "IL FERME demain.", "IL FERME demain."),
        ("Il ferme", "", "Il ferme"),
        ("", "Demain.", "Demain."),
    ],
)
def test_a_lede_stands_once_above_the_text(lede: str, text: str, whole: str) -> None:
    assert with_lede(lede, text) == whole
