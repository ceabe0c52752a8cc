"""The demo archive keeps its promises: dated articles of a known size, questions they can answer."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[1] / "demo"
ANSWERABLE = {"number", "when", "who", "where", "what"}
UNANSWERABLE = {"unanswerable-near": 4, "false-premise": 3, "out-of-archive": 3}
ARTICLE_FIELDS = {"id", "title", "lede", "text", "date", "section", "author", "lang"}
QUESTION_FIELDS = {"id", "question", "lang", "answers", "doc_ids", "kind"}
TURN_FIELDS = {"question", "standalone", "lang", "answers", "doc_ids"}


def rows(name: str) -> list[dict[str, Any]]:
    lines = (DEMO / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "", f"{name}.jsonl must end with a line break"
    return [json.loads(line) for line in lines]


ARTICLES = rows("articles")
QUESTIONS = rows("questions")
CONVERSATIONS = rows("conversations")
TURNS = [turn for conversation in CONVERSATIONS for turn in conversation["turns"]]
ANSWERED = [question for question in QUESTIONS if question["kind"] in ANSWERABLE] + TURNS
BY_ID = {article["id"]: article for article in ARTICLES}


def plain(text: str) -> str:
    """Fold case, typographic apostrophes and every kind of space."""
    return " ".join(text.casefold().replace("’", "'").split())


def says(text: str, answer: str) -> bool:
    """Whether the answer stands in the text as whole words; "66" does not stand in "1 66" or "6,66"."""
    return (
        re.search(rf"(?<!\w)(?<!\d[ .,]){re.escape(plain(answer))}(?![\w]|[ .,]\d)", plain(text)) is not None
    )


@pytest.mark.parametrize(
    ("text", "answer", "stands"),
    [
        ("Quelque 66\u00a0000 personnes", "66 000", True),
        ("Quelque 66 000 personnes", "66", False),
        ("le nitrate d’ammonium", "nitrate d'ammonium", True),
        ("de 5 à 7 la gravité", "7", True),
        ("la comète 67P", "7", False),
        ("soit 5,4 grammes.", "5,4", True),
        ("soit 5,4 grammes.", "4", False),
    ],
)
def test_an_answer_stands_in_a_text_only_as_whole_words(text: str, answer: str, stands: bool) -> None:
    assert says(text, answer) is stands


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_an_article_has_every_field_a_date_in_the_decade_and_150_to_300_words(
    article: dict[str, Any],
) -> None:
    assert set(article) == ARTICLE_FIELDS
    assert all(value.strip() == value != "" for value in article.values())
    assert date(2011, 1, 1) <= date.fromisoformat(article["date"]) <= date(2020, 12, 31)
    assert article["lang"] in {"fr", "en"}
    assert 150 <= len(f"{article['lede']} {article['text']}".split()) <= 300
    assert article["lede"] not in article["text"]


def test_the_archive_is_mostly_french_and_large_enough() -> None:
    languages = Counter(article["lang"] for article in ARTICLES)
    assert len(ARTICLES) >= 24
    assert languages["fr"] >= 20
    assert languages["en"] >= 5


@pytest.mark.parametrize("name", ["articles", "questions", "conversations"])
def test_no_id_is_used_twice(name: str) -> None:
    assert [row for row, times in Counter(row["id"] for row in rows(name)).items() if times > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_question_has_answers_and_articles_exactly_when_its_kind_says_so(question: dict[str, Any]) -> None:
    assert set(question) == QUESTION_FIELDS
    assert question["kind"] in ANSWERABLE | set(UNANSWERABLE)
    assert question["lang"] in {"fr", "en"}
    assert bool(question["answers"]) is (question["kind"] in ANSWERABLE)
    assert bool(question["doc_ids"]) is (question["kind"] in ANSWERABLE)


def test_questions_are_half_french_half_english_and_a_quarter_cannot_be_answered() -> None:
    assert Counter(question["lang"] for question in QUESTIONS) == {"fr": 20, "en": 20}
    kinds = Counter(question["kind"] for question in QUESTIONS)
    assert {kind: times for kind, times in kinds.items() if kind in UNANSWERABLE} == UNANSWERABLE
    assert sum(kinds[kind] for kind in ANSWERABLE) == 30
    assert set(kinds) >= ANSWERABLE


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["question"])
def test_each_article_named_by_a_question_says_an_accepted_answer(question: dict[str, Any]) -> None:
    silent = [
        name
        for name in question["doc_ids"]
        if not any(
            says(BY_ID[name][field], answer)
            for field in ("title", "lede", "text")
            for answer in question["answers"]
        )
    ]
    assert question["doc_ids"] != []
    assert silent == []


def test_at_least_five_articles_hold_an_answer_in_the_lede_alone() -> None:
    lede_alone = {
        name
        for question in ANSWERED
        for name in question["doc_ids"]
        if any(says(BY_ID[name]["lede"], answer) for answer in question["answers"])
        and not any(
            says(BY_ID[name][field], answer) for field in ("title", "text") for answer in question["answers"]
        )
    }
    assert len(lede_alone) >= 5


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation["id"])
def test_a_conversation_opens_with_a_standalone_question_and_goes_on(conversation: dict[str, Any]) -> None:
    first, *following = conversation["turns"]
    assert set(conversation) == {"id", "turns"}
    assert all(set(turn) == TURN_FIELDS for turn in conversation["turns"])
    assert first["standalone"] == first["question"]
    assert following != []
    assert all(turn["standalone"] != turn["question"] for turn in following)
