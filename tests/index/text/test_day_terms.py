from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.day_terms import day_terms
from index.text.terms import query_terms, terms
from qa.dated import write_date

FRIDAY = date(2013, 12, 20)
DAYS = st.dates(date(1500, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Les missiles sont arrivés jeudi.", ["2013-12-19"]),
        ("The missiles arrived on Thursday.", ["2013-12-19"]),
        ("Ils sont arrivés hier, a dit vendredi la préfecture.", ["2013-12-19", "2013-12-20"]),
        ("They arrived yesterday, it was said on Friday.", ["2013-12-19", "2013-12-20"]),
        ("Ils arriveront mardi prochain.", ["2013-12-24"]),
        ("They will arrive next Tuesday.", ["2013-12-24"]),
        ("arrivés le 19 décembre", ["2013-12-19"]),
        ("arrived on December 19", ["2013-12-19"]),
        ("arrivés le 2 janvier 2012", ["2012-01-02"]),
        ("arrived on January 2, 2012", ["2012-01-02"]),
        ("les 8 et 9 décembre", ["2013-12-08", "2013-12-09"]),
        ("Jeudi matin, oui, jeudi 19 décembre", ["2013-12-19"]),
        ("en décembre 2013", []),
        ("last week", []),
        ("depuis jeudi", []),
        ("before Thursday", []),
        ("du 3 au 5 décembre 2013", []),
        ("le 31 février 2013", []),
        ("les jeudis", []),
        ("", []),
    ],
)
def test_a_passage_has_a_term_for_each_single_day_counted_from_its_article(
    text: str, days: list[str]
) -> None:
    assert day_terms(text, FRIDAY) == days


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Que s'est-il passé le 19 décembre 2013 ?", ["2013-12-19"]),
        ("What happened on December 19, 2013?", ["2013-12-19"]),
        ("Qui a gagné le 1er mai 2019, et le 02/05/2019 ?", ["2019-05-01", "2019-05-02"]),
        ("Que s'est-il passé jeudi ?", []),
        ("What happened yesterday?", []),
        ("What happened on December 19?", []),
        ("Que s'est-il passé en 2013 ?", []),
    ],
)
def test_a_question_has_a_term_for_each_day_that_it_names_with_the_year(
    question: str, days: list[str]
) -> None:
    assert day_terms(question) == days


@given(DAYS, st.sampled_from(["fr", "en"]), st.sampled_from([None, FRIDAY]))
def test_a_day_written_out_is_that_days_term_in_either_language(
    day: date, language: str, published: date | None
) -> None:
    assert day_terms(write_date(day, language), published) == [day.isoformat()]


@given(st.one_of(st.text(), DAYS.map(date.isoformat)), st.sampled_from(["fr", "en", "de"]))
def test_no_word_is_the_term_of_a_day(text: str, language: str) -> None:
    words = [*terms(text, language), *query_terms(text, language, "fr")]
    assert [word for word in words if "-" in word] == []
