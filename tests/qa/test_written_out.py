from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.records import Sentence
from qa.written_out import with_days_written, with_original_words
from tests.fakes import make_article, make_evidence

TOLD = (
    "La mairie de Brenne sanctionnera à partir de mercredi, comme le voulait l'accord du lundi 3 août 2015."
)
MONDAY = date(2020, 8, 3)
EVIDENCE = [
    make_evidence(make_article(TOLD, published=MONDAY), TOLD, 1),
    make_evidence(make_article("Le bac reprend lundi."), "Le bac reprend lundi.", 2),
]


def said(text: str, *citations: int) -> list[Sentence]:
    return [Sentence(text=text, citations=citations or (1,), verified=True)]


def days_written(text: str, language: str, *citations: int) -> str:
    (sentence,) = with_days_written(said(text, *citations), language, EVIDENCE)
    return sentence.text


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Elle sanctionnera à partir de mercredi.",
            "fr",
            "Elle sanctionnera à partir de mercredi (5 août 2020).",
        ),
        ("It fines from Wednesday at 6 p.m.", "en", "It fines from Wednesday (5 August 2020) at 6 p.m."),
        ("Il faut attendre mercredi matin.", "fr", "Il faut attendre mercredi matin (5 août 2020)."),
        ("Chaque mercredi, elle sanctionne.", "fr", "Chaque mercredi, elle sanctionne."),
        ('She said "until Wednesday".', "en", 'She said "until Wednesday".'),
        (
            "It was announced on Monday, it says.",
            "en",
            "It was announced on Monday, it says.",
        ),
        ("It was announced on Monday 3 August.", "en", "It was announced on Monday 3 August."),
        ("It was announced on Monday, August 3.", "en", "It was announced on Monday, August 3."),
        ("Cela date de mercredi (5 août).", "fr", "Cela date de mercredi (5 août)."),
        ("C'est pour jeudi.", "fr", "C'est pour jeudi."),
        ("« lundi »", "fr", "« lundi »"),
        ("Tous les lundis, elle sanctionne.", "fr", "Tous les lundis, elle sanctionne."),
        ("Elle sanctionnera.", "fr", "Elle sanctionnera."),
    ],
)
def test_the_day_stands_behind_a_weekday_as_the_cited_evidence_has_it(
    text: str, language: str, expected: str
) -> None:
    assert days_written(text, language) == expected


def test_a_weekday_of_evidence_that_is_not_cited_or_has_no_date_stays_alone() -> None:
    assert days_written("Le bac reprend lundi.", "fr", 2) == "Le bac reprend lundi."


FRENCH = "Ils se retrouvaient dans une boucherie halal de Brenne, où 8 000 euros ont été saisis."
SHOP = [make_evidence(make_article(FRENCH), FRENCH)]


def original_words(text: str, quote: str | None, language: str = "en") -> str:
    (sentence,) = with_original_words(said(text), quote, language, SHOP)
    return sentence.text


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("They met in a bakery.", "boucherie halal", "They met in a bakery (« boucherie halal »)."),
        ("They met in a bakery", "Boucherie  halal", "They met in a bakery"),
        ("They met in a bakery", "boucherie halal", "They met in a bakery (« boucherie halal »)"),
        ("They met in a boucherie halal.", "boucherie halal", "They met in a boucherie halal."),
        ("They met in Brenne.", "Brenne", "They met in Brenne."),
        ("The police took 8,000 euros.", "8 000 euros", "The police took 8,000 euros."),
        ("They met in a bakery.", "boulangerie", "They met in a bakery."),
        ("« boucherie halal »", "halal", "« boucherie halal »"),
        ("They met in a bakery.", None, "They met in a bakery."),
        ("They met in a bakery.", " ", "They met in a bakery."),
    ],
)
def test_translated_words_have_the_original_behind_them(text: str, quote: str | None, expected: str) -> None:
    assert original_words(text, quote) == expected


def test_in_the_language_of_the_article_nothing_is_translated() -> None:
    told = "Ils se retrouvaient dans un commerce."
    assert original_words(told, "boucherie halal", "fr") == told


@given(st.text(max_size=60), st.text(max_size=20))
def test_an_answer_is_only_added_to(text: str, quote: str) -> None:
    assert len(days_written(text, "fr")) >= len(text)
    assert len(original_words(text, quote)) >= len(text)
