from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.date_mentions import find_dates
from qa.dated import with_dates_written, write_date

PUBLISHED = date(2019, 3, 1)  # a Friday


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Il a été jugé jeudi.", "fr", "Il a été jugé jeudi 28 février 2019."),
        ("Il a été jugé jeudi.", "en", "Il a été jugé jeudi 28 February 2019."),
        ("Elle est partie hier soir.", "fr", "Elle est partie hier 28 février 2019 soir."),
        ("Le 19 décembre, tout ferme.", "fr", "Le 19 décembre 2018, tout ferme."),
        ("Le 19 décembre 2013, tout ferme.", "fr", "Le 19 décembre 2013, tout ferme."),
        ("En mars 2018 et en 2017.", "fr", "En mars 2018 et en 2017."),
        ("It closed on Thursday.", "en", "It closed on Thursday 28 February 2019."),
        ("Elle a été élue mardi 26 février.", "fr", "Elle a été élue mardi 26 février 2019."),
        ("Le procès s'ouvrira lundi.", "fr", "Le procès s'ouvrira lundi 4 mars 2019."),
        ("Rendez-vous jeudi 28 à Paris.", "fr", "Rendez-vous jeudi 28 février 2019 à Paris."),
        ("Rien à dater ici.", "fr", "Rien à dater ici."),
    ],
)
def test_a_day_without_its_year_is_written_out(text: str, language: str, expected: str) -> None:
    assert with_dates_written(text, PUBLISHED, language) == expected


def test_an_undated_article_is_left_as_it_is() -> None:
    assert with_dates_written("Il a été jugé jeudi.", None, "fr") == "Il a été jugé jeudi."


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)), language=st.sampled_from(["fr", "en"]))
def test_a_written_date_reads_back_as_the_same_day(day: date, language: str) -> None:
    found = find_dates(write_date(day, language))
    assert [(mention.first, mention.last) for mention in found] == [(day, day)]
