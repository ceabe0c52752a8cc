from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.archive_index import ArchiveIndex
from qa.examples import NOT_FOUND
from qa.records import Turn
from qa.rewrite import standalone_question
from tests.fakes import build_tiny_index, make_article, make_evidence
from training.reader_examples import answering_words, is_of, reader_examples, shortest, turns_before


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("La digue mesure 840 mètres.", "La digue mesure 840 mètres.", True),
        ("La digue  mesure 840 mètres.", "la digue mesure 840\nmètres.", True),
        ("La digue mesure 840 mètres.", "Hier, la digue mesure 840 mètres.", True),
        ("La digue mesure 840 mètres, dit-on.", "La digue mesure 840 mètres", True),
        ("La digue mesure 840 mètres, selon la mairie de Brenne.", "La digue", False),
        ("La digue mesure 840 mètres.", "Le port a rouvert.", False),
        ("La digue mesure 840 mètres.", "", False),
    ],
)
def test_a_sentence_is_found_however_it_was_cut(sentence: str, text: str, expected: bool) -> None:
    assert is_of(sentence, text) is expected


TOLD = "Les 840 mètres de digue ont cédé jeudi, deux ans après."
ITEM = make_evidence(make_article(TOLD, published=date(2013, 12, 20)), TOLD)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"answers": ["840", "840 mètres"], "lang": "fr"}, "840 mètres"),
        ({"answers": ["840 mètres"], "span": "Les 840 mètres", "lang": "fr"}, "Les 840 mètres"),
        ({"answers": ["840 METRES", "840 MÈTRES"], "lang": "fr"}, "840 mètres"),
        ({"answers": ["84"], "lang": "fr"}, None),
        ({"answers": ["December 19, 2013"], "span": "jeudi", "lang": "en"}, "19 December 2013"),
        ({"answers": ["19 décembre 2013"], "lang": "fr"}, "19 décembre 2013"),
        ({"answers": ["2 years"], "lang": "en"}, "deux ans"),
        ({"answers": ["", "la mairie"], "lang": "fr"}, None),
        ({"answers": ["840 mètres"], "span": "Les  840 mètres [de digue]", "lang": "fr"}, "840 mètres"),
        ({"answers": ["Les"], "span": "Les\n840", "lang": "fr"}, "Les 840"),
    ],
)
def test_the_words_that_answer_are_those_of_the_excerpt_as_it_is_shown(
    row: dict[str, Any], expected: str | None
) -> None:
    assert answering_words(row, ITEM) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("le 12 mars", "12 mars"),
        ("mardi 12 mars", "12 mars"),
        ("le mardi 12 mars", "12 mars"),
        ("on Tuesday, March 12", "Tuesday, March 12"),
        ("Tuesday 12 March", "12 March"),
        ("mardi", "mardi"),
        ("en Allemagne", "Allemagne"),
        ("l'Allemagne", "Allemagne"),
        ("d’août à mai", "août à mai"),
        ("de la mairie", "mairie"),
        ("in the north", "north"),
        ("La Rochelle", "La Rochelle"),
        ("Le Monde", "Le Monde"),
        ("une personne", "une personne"),
        ("plus de 200 personnes", "plus de 200 personnes"),
        ("lesquels", "lesquels"),
        ("la", "la"),
        ("", ""),
    ],
)
def test_an_answer_is_copied_in_its_shortest_form(words: str, expected: str) -> None:
    assert shortest(words) == expected


def test_the_turns_before_a_question_are_understood_one_after_the_other() -> None:
    before = [
        {
            "question": "Quand le pont de Brenne a-t-il fermé ?",
            "answer": "Il a fermé en 2013.",
            "articles": ["a1"],
        },
        {"question": "Et en 2014 ?", "answer": ""},
    ]
    assert turns_before({"question": "Et en 2015 ?", "before": before}) == [
        Turn(
            question="Quand le pont de Brenne a-t-il fermé ?",
            standalone_question="Quand le pont de Brenne a-t-il fermé ?",
            answer="Il a fermé en 2013.",
            articles=("a1",),
        ),
        Turn(
            question="Et en 2014 ?",
            standalone_question="Quand le pont de Brenne a-t-il fermé en 2014 ?",
            answer="",
        ),
    ]
    assert turns_before({"question": "Et en 2014 ?"}) == []


def test_an_example_of_a_follow_up_holds_the_question_as_the_rules_make_it_stand_alone(
    index: ArchiveIndex,
) -> None:
    row = {
        "id": "b",
        "lang": "fr",
        "question": "Et la digue ?",
        "before": [{"question": "Quelle est la longueur du port de Brenne ?", "answer": "1 200 mètres."}],
        "sentence": "La digue est longue de 840 mètres.",
        "answers": ["840 mètres"],
        "reply": "La digue mesure 840 mètres.",
    }
    understood = standalone_question("Et la digue ?", turns_before(row))
    assert understood != row["question"]
    examples = list(reader_examples(index, [row], random.Random(1), times=9))
    assert examples
    assert all(understood in example["messages"][1][1] for example in examples)


@pytest.fixture
def index(tmp_path: Path) -> ArchiveIndex:
    return build_tiny_index(tmp_path)


def test_what_answered_before_is_shown_first(index: ArchiveIndex) -> None:
    ids = {each.source.record: each.id for each in index.catalogue.articles()}

    def first_shown(record: str) -> str:
        before = {
            "question": "Que dit-on du port de Brenne ?",
            "answer": "Il a fermé.",
            "articles": [ids[record]],
        }
        row = {
            "id": "d",
            "lang": "fr",
            "question": "Et pourquoi ?",
            "before": [before],
            "sentence": "",
            "answers": [],
            "reply": NOT_FOUND,
        }
        example = made(index, row, 1)
        assert example is not None
        return str(example["messages"][1][1]).splitlines()[0]

    titles = {each.source.record: each.title for each in index.catalogue.articles()}
    for record in ("harbour-1", "harbour-2"):
        assert titles[record] in first_shown(record)


def made(index: ArchiveIndex, row: dict[str, Any], seed: int) -> dict[str, Any] | None:
    return next(reader_examples(index, [row], random.Random(seed)), None)


def test_the_reply_cites_the_excerpt_that_answers_or_nothing_shown_answers(index: ArchiveIndex) -> None:
    row = {
        "id": "a",
        "lang": "fr",
        "question": "Quelle est la longueur de la digue de Brenne ?",
        "sentence": "La digue est longue de 840 mètres.",
        "answers": ["840 mètres", "840 m"],
        "reply": "La digue de Brenne mesure 840 mètres.",
    }
    replies = set()
    for seed in range(40):
        example = made(index, row, seed)
        if example is None:
            continue
        replies.add(example["reply"] == NOT_FOUND)
        excerpts = {
            line.split(" ", 1)[0]: line for line in example["messages"][1][1].split("\n") if line[:1] == "["
        }
        if example["reply"] == NOT_FOUND:
            assert not any("840" in line for line in excerpts.values())
        else:
            words, text = example["reply"].split("\n")
            text, _, number = text.rpartition(" ")
            assert (words, text) == ("840 mètres", row["reply"])
            assert "840 mètres" in excerpts[number]
    assert False in replies


def test_without_a_reply_the_words_alone_are_copied(index: ArchiveIndex) -> None:
    row = {
        "id": "c",
        "lang": "en",
        "question": "How long is the dyke of Brenne?",
        "sentence": "La digue est longue de 840 mètres.",
        "answers": ["840 mètres"],
    }
    replies = {example["reply"] for example in reader_examples(index, [row], random.Random(1), times=9)}
    assert "840 mètres\n" in replies
    assert replies <= {"840 mètres\n", NOT_FOUND}


def test_what_the_archive_does_not_say_is_to_be_refused(index: ArchiveIndex) -> None:
    row = {
        "id": "b",
        "lang": "en",
        "question": "Who built the dyke of Brenne?",
        "sentence": "La digue est longue de 840 mètres.",
        "answers": [],
        "reply": NOT_FOUND,
    }
    example = made(index, row, 1)
    assert example is not None
    assert (example["id"], example["lang"], example["reply"]) == ("b", "en", NOT_FOUND)
    assert example["messages"][1][1].endswith("Question: Who built the dyke of Brenne?\nAnswer in English.")
