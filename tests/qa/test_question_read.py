from __future__ import annotations

from datetime import date

import pytest

from qa.question_read import question_read
from qa.question_time import read_time
from tests.fakes import make_article, make_evidence

TODAY = date(2020, 1, 1)
WRITTEN = date(2013, 12, 27)


@pytest.mark.parametrize(
    ("asked", "excerpt", "expected"),
    [
        (
            "Combien de ponts ont été fermés à Brenne en décembre 2013 ?",
            "Trois ponts ont été fermés.",
            "Combien de ponts ont été fermés à Brenne ?",
        ),
        (
            "In December 2013, how many bridges were closed?",
            "Trois ponts ont été fermés.",
            "How many bridges were closed?",
        ),
        # The excerpt names the time: it may tell one figure from another.
        (
            "Combien de ponts ont été fermés en décembre 2013 ?",
            "Trois ponts ont été fermés jeudi, contre deux le 3 mai.",
            "Combien de ponts ont été fermés en décembre 2013 ?",
        ),
        ("Combien de ponts ont été fermés ?", "Trois ponts.", "Combien de ponts ont été fermés ?"),
        ("Combien de ponts en 2013 et en 2014 ?", "Trois ponts.", "Combien de ponts ?"),
        # Between two times stands what is asked.
        (
            "Who said in 2014 that the bridge would close in 2016?",
            "The bridge would close, the mayor said.",
            "Who said in 2014 that the bridge would close in 2016?",
        ),
    ],
)
def test_a_time_that_the_search_kept_to_is_asked_of_excerpts_that_name_it(
    asked: str, excerpt: str, expected: str
) -> None:
    evidence = [make_evidence(make_article(excerpt, "Les ponts", WRITTEN), excerpt)]
    assert question_read(asked, read_time(asked, TODAY), evidence) == expected


def test_the_time_of_another_question_is_left_alone() -> None:
    earlier = read_time("Combien de ponts en 2013 ?", TODAY)
    evidence = [make_evidence(make_article("Trois ponts.", "Les ponts", WRITTEN), "Trois ponts.")]
    assert question_read("Pourquoi ces ponts ont-ils été fermés ?", earlier, evidence) == (
        "Pourquoi ces ponts ont-ils été fermés ?"
    )
