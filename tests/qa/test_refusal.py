from __future__ import annotations

import pytest

from qa.examples import NOT_FOUND
from qa.records import Sureness
from qa.refusal import COMMON, NEAREST, WORDS, is_refusal, lacks_names, refusal_reason, refusal_text
from tests.fakes import make_article, make_evidence

EVIDENCE = [
    make_evidence(make_article("L'armée irakienne a reçu 75 missiles.", "Irak : des missiles livrés"), "75")
]


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        (NOT_FOUND, True),
        (f"{NOT_FOUND}.", True),
        ("Not found.", True),
        ("\nnot found in the excerpts", True),
        (f"The answer is {NOT_FOUND} here.", True),
        ("", True),
        (" \n", True),
        ("The wreck was not found [1].", False),
        ("Il y en a 75 [1].", False),
        ("[1]", False),
    ],
)
def test_the_model_s_refusal_is_told_from_an_answer(written: str, is_one: bool) -> None:
    assert is_refusal(written) is is_one


@pytest.mark.parametrize(
    ("written", "quoted", "is_one"),
    [
        (f"The sign read {NOT_FOUND} for an hour [1].", f"The sign read {NOT_FOUND} for an hour.", False),
        (f"The sign read {NOT_FOUND} for an hour [1].", "The sign was read for an hour.", True),
        (f"{NOT_FOUND} [1].", f"The sign read {NOT_FOUND} for an hour.", True),
    ],
)
def test_a_copied_mark_is_no_refusal(written: str, quoted: str, is_one: bool) -> None:
    assert is_refusal(written, [make_evidence(make_article(quoted), quoted)]) is is_one


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("Combien de missiles l'Irak a-t-il reçus ?", False),
        ("How many missiles did Iraq get?", False),
        ("Combien de missiles le Pérou a-t-il reçus ?", True),
        ("How many missiles did Captain Nemo get?", True),
        ("Combien de missiles le Pérou et l'Irak ont-ils reçus ?", False),
        ("Combien de missiles ont été reçus ?", False),
        ("Résume la livraison", False),
        ("Tell me how many missiles there were", False),
        ("Livraison : combien de missiles ?", False),
    ],
)
def test_a_question_lacks_its_names_where_the_articles_hold_none_of_them(question: str, lacks: bool) -> None:
    assert lacks_names(question, EVIDENCE, lambda _: 0.0) is lacks


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("Combien de missiles la France a-t-elle reçus ?", False),
        ("Combien de missiles le Pérou a-t-il reçus ?", True),
        ("Combien de missiles la France a-t-elle livrés au Pérou ?", True),
    ],
)
def test_a_name_that_the_archive_has_everywhere_is_not_lacking(question: str, lacks: bool) -> None:
    shares = {"France": COMMON, "Pérou": COMMON / 2}
    assert lacks_names(question, EVIDENCE, shares.__getitem__) is lacks


def test_a_name_that_stands_only_in_the_title_is_not_lacking() -> None:
    article = make_article("Il a reçu 75 missiles.", "Des missiles pour M. Paul Kerval")
    assert lacks_names("Qu'a reçu Paul Kerval ?", [make_evidence(article, "75")], lambda _: 0.0) is False


@pytest.mark.parametrize(
    ("has_evidence", "written", "reason"),
    [
        (False, "", "no_hits"),
        (True, "", "not_in_archive"),
        (True, NOT_FOUND, "model_refused"),
        (True, "Il y en a 57 [1].", "unsupported"),
    ],
)
def test_a_refusal_has_the_reason_for_which_nothing_was_answered(
    has_evidence: bool, written: str, reason: str
) -> None:
    assert refusal_reason(EVIDENCE if has_evidence else [], written) == reason


def test_a_checked_answer_that_is_too_likely_wrong_is_refused_as_unsure() -> None:
    assert refusal_reason(EVIDENCE, "Il y en a 57 [1].", is_unsure=True) == "unsure"
    assert refusal_reason([], "", is_unsure=True) == "no_hits"


@pytest.mark.parametrize(("refusal", "reason"), [(-0.69, "model_refused"), (-0.7, "unsure")])
def test_where_to_refuse_was_likelier_than_not_the_model_refuses(refusal: float, reason: str) -> None:
    assert refusal_reason(EVIDENCE, "", Sureness(refusal=refusal), is_unsure=True) == reason


@pytest.mark.parametrize(
    ("language", "has_nearest", "text"),
    [
        ("fr", False, WORDS["fr"]),
        ("fr", True, WORDS["fr"] + NEAREST["fr"]),
        ("en", True, WORDS["en"] + NEAREST["en"]),
        ("de", False, WORDS["en"]),
    ],
)
def test_a_refusal_is_worded_in_the_question_s_language(language: str, has_nearest: bool, text: str) -> None:
    assert refusal_text(language, has_nearest=has_nearest) == text
