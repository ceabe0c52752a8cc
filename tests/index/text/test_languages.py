from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.languages import detect_language, question_language

FRENCH_QUESTIONS = [
    "Qui a confirmé ?",
    "et en 2018 ?",
    "Combien de roquettes Katioucha Wathiq al Batat dit-il avoir tirées ?",
    "Pourquoi ?",
    "Où ça ?",
    "Quand ?",
    "Combien ?",
    "Et lui ?",
    "Le Brexit ?",
    "Qui est Boris Johnson ?",
    "qui est le maire de new york",
    "Que dit Trump ?",
    "Qu'a dit Jen Psaki ?",
    "Quel est le prix de l'iPhone ?",
    "Quelle heure ?",
    "C'est vrai ?",
    "Est-ce que Facebook a payé ?",
    "Combien de morts a Bagdad",
    "D'où vient-elle ?",
    "Et après ?",
    "Pour combien de temps ?",
    "Parle-moi de Black Lives Matter",
    "Résume l'affaire Weinstein",
    "Quels pays ont signé ?",
    "Le film The Irishman dure combien de temps ?",
    "merci",
    "Et sur Netflix ?",
    "Quoi de neuf ?",
]
ENGLISH_QUESTIONS = [
    "how many Hellfire missiles were delivered?",
    "Who confirmed ?",
    "why?",
    "When?",
    "Where?",
    "how much",
    "and in 2018?",
    "What about him?",
    "And the others?",
    "Who is the mayor of Paris?",
    "who is Édouard Philippe",
    "What did Le Figaro say?",
    "When did Libération publish it?",
    "How old is Gérard Depardieu?",
    "What happened in Nanfang'ao?",
    "Which countries signed?",
    "Is it true?",
    "Didn't he resign?",
    "What's the price of the iPhone?",
    "Tell me more",
    "Where is the Côte d'Azur?",
    "who won the Tour de France",
    "Did the Gilets jaunes march in Besançon?",
    "Anything else?",
    "thanks",
    "How many people live in Saint-Étienne?",
    "List the victims",
    "Who was the conducteur?",
]


@pytest.mark.parametrize("default", ["fr", "en"])
@pytest.mark.parametrize(
    ("question", "language"),
    [(question, "fr") for question in FRENCH_QUESTIONS]
    + [(question, "en") for question in ENGLISH_QUESTIONS],
)
def test_a_question_has_its_language_whatever_the_default(question: str, language: str, default: str) -> None:
    assert detect_language(question, default) == language


@pytest.mark.parametrize("default", ["fr", "en"])
@pytest.mark.parametrize(
    ("question", "language"),
    [
        (
            "Why did Emmanuel Macron and Angela Merkel meet Vladimir Putin in Paris in December 2019?",
            "en",
        ),
        (
            "Did Donald Trump ask James Comey to stop the FBI investigation of Michael Flynn in 2017?",
            "en",
        ),
        (
            "Pourquoi Odile Marchand et Lucien Roy ont-ils rencontré Helen Archer et Paul Verdier à Lugny ?",
            "fr",
        ),
    ],
)
def test_a_question_full_of_names_is_french_or_english(question: str, language: str, default: str) -> None:
    assert question_language(question, default) == language


@pytest.mark.parametrize("default", ["fr", "en"])
@given(text=st.text())
def test_a_question_is_french_or_english_whatever_it_is(default: str, text: str) -> None:
    assert question_language(text, default) in {"fr", "en"}


@pytest.mark.parametrize("text", ["", "2018 ?", "Donald Trump", "???", "Brexit"])
@pytest.mark.parametrize("default", ["fr", "en"])
def test_where_nothing_tells_the_default_holds(text: str, default: str) -> None:
    assert detect_language(text, default) == default


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le conseil municipal a voté mardi la gratuité des bus pour les moins de douze ans.", "fr"),
        ("The city council voted on Tuesday to make buses free for children under twelve.", "en"),
        (
            "Der Stadtrat hat am Dienstag beschlossen, dass Busse für alle Kinder künftig kostenlos sind.",
            "de",
        ),
        ("El ayuntamiento aprobó el martes que los autobuses sean gratuitos para los niños menores.", "es"),
        (
            "Il consiglio comunale ha votato martedì la gratuità degli autobus per i bambini più piccoli.",
            "it",
        ),
    ],
)
def test_an_article_may_be_in_any_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(text=st.text())
def test_every_text_has_a_language(text: str) -> None:
    assert detect_language(text, "fr").isalpha()
