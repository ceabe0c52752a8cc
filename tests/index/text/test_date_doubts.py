from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Source
from index.text.date_doubts import APART, DateDoubt, DateDoubts, date_doubt
from qa.dated import write_date
from tests.fakes import make_article

FRIDAY = date(2013, 12, 20)
TEXT = "Le port de Brévans a rouvert."


def article(text: str = TEXT, url: str | None = None, published: date | None = FRIDAY) -> Article:
    return make_article(text).model_copy(update={"url": url, "published": published})


def reason(told: DateDoubt | None) -> str | None:
    return told.reason if told else None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("2012/03/04/le-port", "its address says 2012-03-04"),
        ("mer/2012-03-04-le-port.html", "its address says 2012-03-04"),
        ("mer/20120304/", "its address says 2012-03-04"),
        ("20120304-le-port", "its address says 2012-03-04"),
        ("2012/3/4", "its address says 2012-03-04"),
        ("2014/01/21/le-port", "its address says 2014-01-21"),
        ("2014/01/20/le-port", None),
        ("2013/12/19/le-port", None),
        ("2012/03/04/2013/12/20/le-port", None),
        ("2012/13/04/le-port", None),
        ("2012/03/0412", None),
        ("2012/03/le-port", None),
        ("le-port-20120304", None),
        ("le-port-du-2012-03-04", None),
        ("201203041234567-le-port", None),
        ("le-port?vu=/2012/03/04/", None),
        ("le-port#/2012/03/04/", None),
        ("le-port", None),
    ],
)
def test_a_day_in_the_path_of_the_address_is_compared(path: str, told: str | None) -> None:
    assert reason(date_doubt(article(url=f"https://gazette.example/{path}"))) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Publié le 3 mars 2012", "its text says that it was published on 2012-03-03"),
        ("Publié le samedi 3 mars 2012 à 12h30.", "its text says that it was published on 2012-03-03"),
        ("Publié le 03/03/2012 par Anna Lindqvist", "its text says that it was published on 2012-03-03"),
        ("Mis en ligne le 3 mars 2014", "its text says that it was published on 2014-03-03"),
        ("PUBLISHED: March 3, 2012 at 8:59 pm", "its text says that it was published on 2012-03-03"),
        ("Posted on 3 March 2012", "its text says that it was published on 2012-03-03"),
        ("Published 11:11 PM EST March 3, 2012", "its text says that it was published on 2012-03-03"),
        ("Published: March 3, 2012, 6:18 p.m.", "its text says that it was published on 2012-03-03"),
        ("Mis à jour le 3 mars 2012", "its text says that it was updated on 2012-03-03"),
        ("Last updated on March 3, 2012", "its text says that it was updated on 2012-03-03"),
        ("Publié le 20 décembre 2013 | Mis à jour le 3 mars 2014", None),
        ("Publié le 19 novembre 2013", None),
        ("Mis à jour le 3 mars 2014", None),
        ("Updated: March 3, 2014", None),
        ("Publié le 3 mars", None),
        ("Publié en mars 2012", None),
        ("Published 03/04/2012", None),
        ("Publié le 3 mars 2012, le rapport accable l'État.", None),
        ("Publié le 3 mars 2012 par la Gazette, il accable l'État.", None),
        ("Un rapport publié le 3 mars 2012", None),
        ("Published studies of March 3, 2012", None),
    ],
)
def test_the_line_that_says_when_a_text_was_published_is_compared(line: str, told: str | None) -> None:
    assert reason(date_doubt(article(f"{line}\n\n{TEXT}"))) == told


def test_a_line_below_the_article_is_not_its_own() -> None:
    comments = "Published on March 3, 2016\n\nJe suis d'accord."
    assert date_doubt(article(f"{TEXT * 40}\n\n{comments}")) is None
    assert date_doubt(article(f"Publié le 20 décembre 2013\n\n{TEXT}\n\n{comments}")) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Ouvert jeudi 5 mars, le bac a coulé dimanche 8 mars.", 2015),
        ("It opened on Thursday, March 5, and sank on Sunday 8 March.", 2015),
        ("Jeudi 5 mars, vendredi 6 mars, dimanche 8 mars et jeudi 19 décembre", 2015),
        ("Samedi 1er mai puis dimanche 2 mai", 2010),
        ("Jeudi 5 mars puis jeudi 5 mars", None),
        ("Jeudi 5 mars puis lundi 8 mars", None),
        ("Jeudi 5 mars, dimanche 8 mars, jeudi 19 décembre et vendredi 20 décembre", None),
        ("Jeudi 5 mars 2015 puis dimanche 8 mars 2015", None),
        ("Thursday, March 5, 2015, then Sunday, March 8, 2015", None),
        ("Lundi puis jeudi", None),
        ("Jeudi 19 décembre puis vendredi 20 décembre", None),
        ("Lundi 5 mars puis jeudi 8 mars", None),
        ("Mercredi 5 mars puis samedi 8 mars", None),
        ("Lundi 31 février puis jeudi 31 avril", None),
    ],
)
def test_weekdays_that_fit_one_other_year_are_told(text: str, year: int | None) -> None:
    told = reason(date_doubt(article(f"{text}.")))
    expected = year and f"are those of {year}, not of 2012 to 2014"
    assert (told and told[told.index("are those") :]) == expected


def test_the_weekdays_that_do_not_fit_are_quoted() -> None:
    told = reason(date_doubt(article("Jeudi\n5 mars, puis dimanche 8 mars, puis lundi 9 mars.")))
    assert told == ('its weekdays ("Jeudi 5 mars", "dimanche 8 mars") are those of 2015, not of 2012 to 2014')


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(-400, 400), st.sampled_from(["fr", "en"]))
def test_only_what_lies_more_than_a_month_away_is_doubted(day: date, apart: int, language: str) -> None:
    published = day + timedelta(days=apart)
    is_doubted = abs(apart) > APART
    line = f"{'Publié le' if language == 'fr' else 'Published'} {write_date(day, language)}"
    assert (date_doubt(article(line, published=published)) is not None) == is_doubted
    url = f"https://gazette.example/{day:%Y/%m/%d}/le-port"
    assert (date_doubt(article(url=url, published=published)) is not None) == is_doubted


@given(st.text(), st.one_of(st.none(), st.text()))
def test_an_article_without_a_day_has_none_to_doubt(text: str, url: str | None) -> None:
    assert date_doubt(article(text, url, published=None)) is None


@given(st.text(), st.text(), st.dates())
def test_any_text_and_any_address_are_read(text: str, url: str, published: date) -> None:
    told = date_doubt(article(text, f"https://{url}", published))
    assert told is None or told.published == published


def test_a_doubt_is_told_on_one_line_with_its_place() -> None:
    doubted = DateDoubt(source=Source(path="a\x1b[2J.jsonl", record="r\n1"), published=FRIDAY, reason="no")
    assert str(doubted) == "a[2J.jsonl [r 1]: dated 2013-12-20, but no"
    assert str(doubted.model_copy(update={"source": Source(path="a.txt")})) == (
        "a.txt: dated 2013-12-20, but no"
    )


def test_all_doubts_are_counted_and_the_first_hundred_kept() -> None:
    told = [
        DateDoubt(source=Source(path=f"{number}.txt"), published=FRIDAY, reason="") for number in range(103)
    ]
    doubts = DateDoubts()
    for each in told:
        doubts = doubts.with_one_more(each)
    assert doubts == DateDoubts(count=103, first=tuple(told[:100]))
