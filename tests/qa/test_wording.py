from __future__ import annotations

import string
from datetime import date

import pytest

from qa.wording import (
    WORDS,
    Language,
    preferred_language,
    write_count,
    write_date,
    write_language,
    write_period,
    write_seconds,
)


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["fr"].keys() == WORDS["en"].keys()
    assert {key: fields(text) for key, text in WORDS["fr"].items()} == {
        key: fields(text) for key, text in WORDS["en"].items()
    }


def test_no_wording_holds_markup() -> None:
    texts = [text for words in WORDS.values() for text in words.values()]
    assert [text for text in texts if set(text) & set("<>&\"'")] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "fr"),
        ("", "fr"),
        ("*", "fr"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("EN", "en"),
        ("de-DE,de;q=0.9", "en"),
    ],
)
def test_the_browser_s_first_language_decides(accepted: str | None, language: Language) -> None:
    assert preferred_language(accepted) == language


@pytest.mark.parametrize(
    ("day", "language", "written"),
    [
        (date(2019, 3, 1), "fr", "1er mars 2019"),
        (date(2019, 3, 1), "en", "1 March 2019"),
        (date(2012, 12, 31), "fr", "31 décembre 2012"),
        (date(2012, 8, 9), "en", "9 August 2012"),
        (None, "fr", "sans date"),
        (None, "en", "undated"),
    ],
)
def test_a_date_is_written_out(day: date | None, language: Language, written: str) -> None:
    assert write_date(day, language) == written


@pytest.mark.parametrize(
    ("language", "count", "seconds", "name"),
    [("fr", "33\u202f839", "4,2 s", "anglais"), ("en", "33,839", "4.2 s", "English")],
)
def test_figures_and_names_follow_the_language(
    language: Language, count: str, seconds: str, name: str
) -> None:
    assert write_count(33_839, language) == count
    assert write_seconds(4.21, language) == seconds
    assert write_language("en", language) == name
    assert write_language("oc", language) == "oc"


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (date(2019, 3, 1), date(2019, 3, 31), "mars 2019", "March 2019"),
        (date(2020, 2, 1), date(2020, 2, 29), "février 2020", "February 2020"),
        (date(2018, 3, 1), date(2018, 6, 30), "mars 2018 – juin 2018", "March 2018 – June 2018"),
        (date(2019, 1, 1), date(2019, 12, 31), "2019", "2019"),
        (date(2016, 1, 1), date(2018, 12, 31), "2016 – 2018", "2016 – 2018"),
        (date(2013, 12, 19), date(2013, 12, 19), "19 décembre 2013", "19 December 2013"),
        (
            date(2019, 12, 25),
            date(2019, 12, 31),
            "25 décembre 2019 – 31 décembre 2019",
            "25 December 2019 – 31 December 2019",
        ),
        (date(2017, 1, 1), None, "depuis le 1er janvier 2017", "since 1 January 2017"),
        (None, date(2014, 12, 31), "jusqu’au 31 décembre 2014", "until 31 December 2014"),
        (date.min, date.max, "1 – 9999", "1 – 9999"),
    ],
)
def test_a_period_is_written_at_its_precision(
    first: date | None, last: date | None, french: str, english: str
) -> None:
    assert (write_period(first, last, "fr"), write_period(first, last, "en")) == (french, english)
