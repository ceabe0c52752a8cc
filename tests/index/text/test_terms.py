from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.terms import WEAK, fold, query_terms, terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Évêché", "eveche"),
        ("Œuvre", "oeuvre"),
        ("Straße", "strasse"),
        ("ex æquo", "ex aequo"),
        ("ﬁn", "fin"),
    ],
)
def test_folding_takes_case_and_accents_off(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l'Irak et l’Iran", ["Irak", "et", "Iran"]),
        ("Qu'il parte jusqu'au bout", ["il", "parte", "au", "bout"]),
        ("aujourd'hui", ["aujourd", "hui"]),
        ("the mayor's car, the dogs' bowls", ["the", "mayor", "car", "the", "dogs", "bowls"]),
        ("O'Brien", ["O", "Brien"]),
        ("États-Unis", ["États", "Unis"]),
        ("y a-t-il", ["il"]),
        ("vitamine A", ["vitamine", "A"]),
        ("8 000, 8.000, 8,000", ["8000", "8000", "8000"]),
        ("8\u00a0000 et 8\u202f000", ["8000", "et", "8000"]),
        ("1 234 567 euros", ["1234567", "euros"]),
        ("3,5 points", ["3", "5", "points"]),
        ("19.12.2013", ["19", "12", "2013"]),
        ("192.168.100.200", ["192168100200"]),
        ("en 2013 500 élus", ["en", "2013", "500", "élus"]),
        ("8 0000", ["8", "0000"]),
        ("…", []),
    ],
)
def test_words_come_without_elision_and_numbers_in_one_piece(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Les élections municipales", "fr", ["elect", "municipal"]),
        ("une élection municipale", "fr", ["elect", "municipal"]),
        ("The elections were rigged", "en", ["elect", "rig"]),
        ("Die Wahlen", "de", ["die", "wahlen"]),
        ("l'ARS et l'OMS", "fr", ["ar", "om"]),
        ("WHO said it, and who heard?", "en", ["who", "said", "heard"]),
        ("A man", "en", ["man"]),
        ("le 4.500e A380", "fr", ["4500e", "a380"]),
        ("", "fr", []),
    ],
)
def test_terms_are_stems_without_the_words_that_say_nothing(
    text: str, language: str, found: list[str]
) -> None:
    assert terms(text, language) == found


@pytest.mark.parametrize(
    ("question", "language", "article_language", "weights"),
    [
        ("Qui préside le Sénat ?", "fr", "fr", {"presid": 1.0, "senat": 1.0}),
        ("Who was sent to Mali in 2013?", "en", "fr", {"sent": WEAK, "mal": 1.0, "2013": 1.0}),
        ("how many missiles", "en", "fr", {"missil": WEAK}),
        ("Paris, paris", "en", "fr", {"paris": 1.0}),
        ("What did the WHO say?", "en", "en", {"who": 1.0, "say": 1.0}),
        ("WHO LED THE STRIKE?", "en", "en", {"led": 1.0, "strike": 1.0}),
        ("Qui est-ce ?", "fr", "fr", {}),
        ("Wer regiert Berlin?", "de", "de", {"wer": 1.0, "regiert": 1.0, "berlin": 1.0}),
    ],
)
def test_a_question_looks_for_each_of_its_words_once(
    question: str, language: str, article_language: str, weights: dict[str, float]
) -> None:
    assert query_terms(question, language, article_language) == weights


@pytest.mark.parametrize(
    ("question", "language", "text", "article_language"),
    [
        ("Que disent les États-Unis ?", "fr", "Etats-Unis", "fr"),
        ("Que font les États-Unis ?", "fr", "ÉTATS-UNIS", "en"),
        ("What happened to Al-Bashir?", "en", "d’Al-Bashir", "fr"),
        ("What about Iraq's Mosul?", "en", "l'Iraq : Mosul", "fr"),
        ("Combien coûte le lot de 8 000 ?", "fr", "8,000", "en"),
    ],
)
def test_a_name_or_a_figure_is_the_same_term_in_question_and_article(
    question: str, language: str, text: str, article_language: str
) -> None:
    asked = query_terms(question, language, article_language)
    assert [asked[term] for term in terms(text, article_language)] == [1.0] * len(words(text))


def test_threads_stem_alike() -> None:
    texts = [f"les élections municipales numéro{n} annoncées" for n in range(400)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: terms(text, "fr"), texts)) == [terms(text, "fr") for text in texts]


@given(st.text(), st.sampled_from(["fr", "en", "de"]))
def test_every_term_of_a_text_can_be_asked_for(text: str, language: str) -> None:
    found = terms(text, language)
    assert all(term and not any(character.isspace() for character in term) for term in found)
