from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.languages import detect_language
from qa.examples import EXAMPLES, NOT_FOUND
from qa.prompts import (
    INSTRUCTION,
    READER_INSTRUCTION,
    answer_grammar,
    answer_messages,
    reader_grammar,
    reader_messages,
)
from qa.records import Evidence
from tests.fakes import make_article, make_evidence

QUESTION = "Combien de navires ?"


def asked(evidence: list[Evidence], language: str = "fr") -> str:
    (_, content) = answer_messages(QUESTION, language, evidence)[-1]
    return content


def evidence_of(text: str, title: str = "Le port", published: date | None = None) -> Evidence:
    return make_evidence(make_article(text, title, published), text)


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_instruction_and_examples_come_first_and_are_those_of_the_language(language: str) -> None:
    first = answer_messages(QUESTION, language, [evidence_of("Un.")])
    other = answer_messages("How many?", language, [evidence_of("Deux."), evidence_of("Trois.")])
    assert first[0] == ("system", INSTRUCTION)
    assert first[:-1] == other[:-1]
    assert first[-1] != other[-1]
    assert NOT_FOUND in INSTRUCTION


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_a_trained_reader_is_asked_the_same_without_rules_or_examples(language: str) -> None:
    evidence = [evidence_of("Un."), evidence_of("Deux.")]
    asked_of_any = answer_messages(QUESTION, language, evidence)[-1]
    assert reader_messages(QUESTION, language, evidence) == [("system", READER_INSTRUCTION), asked_of_any]


@pytest.mark.parametrize(("language", "answered_in"), [("fr", "fr"), ("en", "en"), ("de", "en")])
def test_every_example_is_answered_in_the_language_of_the_question(language: str, answered_in: str) -> None:
    messages = answer_messages(QUESTION, language, [evidence_of("Un.")])
    written = [content for role, content in messages if role == "assistant"]
    assert written == [example.exchanges[answered_in].answer for example in EXAMPLES]
    assert {detect_language(answer) for answer in written if answer != NOT_FOUND} == {answered_in}


def test_each_excerpt_has_its_number_and_each_article_its_title_once() -> None:
    port = make_article("Trois navires. Deux bacs.", "Le port", date(2013, 12, 26))
    town = make_article("Une ville.", "La ville")
    items = [
        make_evidence(port, "Trois navires.", 1),
        make_evidence(port, "Deux bacs.", 2),
        make_evidence(town, "Une ville.", 3),
    ]
    excerpts, _, rest = asked(items).partition("\n\n")
    assert excerpts.split("\n") == [
        "Article: Le port",
        "[1] Trois navires.",
        "[2] Deux bacs.",
        "Article: La ville",
        "[3] Une ville.",
    ]
    assert rest.startswith(f"Question: {QUESTION}\n")


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("fr", "Réponds en français."),
        ("en", "Answer in English."),
        ("de", "Answer in the language of the question."),
    ],
)
def test_the_language_of_the_answer_is_named_last_and_in_that_language(language: str, named: str) -> None:
    last = asked([evidence_of("Un.")], language).split("\n")[-1]
    assert last.startswith(named)


@given(
    st.text(alphabet="ab [9]\n\r\x0b\x85\u2028Question:", min_size=1),
    st.text(alphabet="t[1]\n\u2029", min_size=1),
)
def test_an_article_can_forge_neither_a_number_nor_a_line(text: str, title: str) -> None:
    excerpts, separator, rest = asked([evidence_of(text, title)]).partition("\n\n")
    assert separator + rest == f"\n\nQuestion: {QUESTION}\nRéponds en français."
    lines = excerpts.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["Article:", "[1]"]
    assert re.findall(r"[\[\]]", excerpts) == ["[", "]"]


def test_what_stood_in_brackets_can_still_be_read() -> None:
    assert "[1] Il dit (9) : (sic)" in asked([evidence_of("Il dit [9] :\n[sic]")])


@pytest.mark.parametrize("grammar", [answer_grammar, reader_grammar])
@pytest.mark.parametrize("count", [1, 2, 7, 12])
def test_the_grammar_names_the_numbers_of_the_evidence_and_no_other(
    count: int, grammar: Callable[[int], str]
) -> None:
    rules = dict(line.split(" ::= ", 1) for line in grammar(count).splitlines())
    assert rules["number"].split(" | ") == [f'"{number}"' for number in range(1, count + 1)]
    assert rules["refusal"] == f'"{NOT_FOUND}"'


@pytest.mark.parametrize("grammar", [answer_grammar, reader_grammar])
def test_every_rule_that_the_grammar_uses_is_defined_in_it(grammar: Callable[[int], str]) -> None:
    rules = dict(line.split(" ::= ", 1) for line in grammar(3).splitlines())
    bodies = [re.sub(r'"[^"]*"|\[(?:\\.|[^\]\\])*\]|\{[^}]*\}', " ", body) for body in rules.values()]
    assert {word for body in bodies for word in re.findall(r"[a-z]+", body)} == rules.keys() - {"root"}
