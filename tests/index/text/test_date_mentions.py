from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.date_mentions import DateMention, find_dates, same_date

REFERENCE = date(2013, 12, 26)
"""A Thursday."""


def days(text: str, reference: date | None = REFERENCE) -> list[str]:
    """Write each mention as its interval, "2013-12-19" or "2013-12-01 2013-12-31", "…" where it is open."""
    found = []
    for mention in find_dates(text, reference):
        first = "…" if mention.first == date.min else str(mention.first)
        last = "…" if mention.last == date.max else str(mention.last)
        interval = first if first == last else f"{first} {last}"
        found.append(interval if mention.year_known else interval.replace("2000-", "?-"))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le 19 décembre 2013", ["2013-12-19"]),
        ("December 19, 2013", ["2013-12-19"]),
        ("Thursday, December 19, 2013", ["2013-12-19"]),
        ("19th of December 2013", ["2013-12-19"]),
        ("19 déc. 2013", ["2013-12-19"]),
        ("5 Mar 2013", ["2013-03-05"]),
        ("19 December", ["2013-12-19"]),
        ("Dec. 19", ["2013-12-19"]),
        ("jeudi 28 novembre", ["2013-11-28"]),
        ("ce dimanche 30 octobre", ["2013-10-30"]),
        ("le 1er janvier", ["2014-01-01"]),
        ("le premier janvier 2012", ["2012-01-01"]),
        ("2019-02-17", ["2019-02-17"]),
        ("17/02/2019", ["2019-02-17"]),
        ("17.02.2019", ["2019-02-17"]),
        ("les 8 et 9 décembre 2017", ["2017-12-08", "2017-12-09"]),
        ("du 3 au 5 mars 2014", ["2014-03-03 2014-03-05"]),
        ("December 19-21, 2013", ["2013-12-19 2013-12-21"]),
        ("entre le 22 et le 27 avril 2020", ["2020-04-22 2020-04-27"]),
        ("29 février 2012", ["2012-02-29"]),
    ],
)
def test_days_are_read(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jeudi", ["2013-12-26"]),
        ("Thursday", ["2013-12-26"]),
        ("vendredi", ["2013-12-20"]),
        ("hier", ["2013-12-25"]),
        ("yesterday", ["2013-12-25"]),
        ("aujourd'hui", ["2013-12-26"]),
        ("aujourd’hui", ["2013-12-26"]),
        ("avant-hier", ["2013-12-24"]),
        ("the day before yesterday", ["2013-12-24"]),
        ("demain", ["2013-12-27"]),
        ("lundi dernier", ["2013-12-23"]),
        ("jeudi dernier", ["2013-12-19"]),
        ("last Monday", ["2013-12-23"]),
        ("mardi prochain", ["2013-12-31"]),
        ("next Tuesday", ["2013-12-31"]),
        ("Le groupe va jouer en direct dimanche.", ["2013-12-29"]),
        ("Le procès s'ouvrira lundi.", ["2013-12-30"]),
        ("Lundi, le tribunal tranchera.", ["2013-12-30"]),
        ("Il doit être jugé mardi.", ["2013-12-31"]),
        ("The trial is due to open on Monday.", ["2013-12-30"]),
        ("She will speak on Tuesday.", ["2013-12-31"]),
        ("Une séance est prévue mercredi.", ["2014-01-01"]),
        ("Il sera jugé, a annoncé lundi le parquet.", ["2013-12-23"]),
        ("Le groupe, qui jouera à Lyon, est arrivé lundi.", ["2013-12-23"]),
        ("Il jouera. Le groupe est arrivé lundi.", ["2013-12-23"]),
        ("La caméra installée lundi à l'opéra", ["2013-12-23"]),
        ("Le concert aura lieu jeudi.", ["2013-12-26"]),
        ("jeudi 19", ["2013-12-19"]),
        ("jeudi 28 personnes", ["2013-12-26"]),
        ("last week", ["2013-12-16 2013-12-22"]),
        ("la semaine dernière", ["2013-12-16 2013-12-22"]),
        ("le mois dernier", ["2013-11-01 2013-11-30"]),
        ("next month", ["2014-01-01 2014-01-31"]),
        ("l'an dernier", ["2012-01-01 2012-12-31"]),
        ("last year", ["2012-01-01 2012-12-31"]),
        ("cette année", ["2013-01-01 2013-12-31"]),
        ("last summer", ["2013-06-01 2013-09-20"]),
        ("avril dernier", ["2013-04-01 2013-04-30"]),
        ("depuis mars", ["2014-03-01 …"]),
    ],
)
def test_what_counts_from_the_day_of_the_text_is_resolved(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mars 2019", ["2019-03-01 2019-03-31"]),
        ("in May 2014", ["2014-05-01 2014-05-31"]),
        ("en 2018", ["2018-01-01 2018-12-31"]),
        ("the 2018 census", ["2018-01-01 2018-12-31"]),
        ("2018", ["2018-01-01 2018-12-31"]),
        (
            "La campagne de 2016, puis 2017 et 2018.",
            [f"{year}-01-01 {year}-12-31" for year in (2016, 2017, 2018)],
        ),
        ("début 2019", ["2019-01-01 2019-05-01"]),
        ("early 2019", ["2019-01-01 2019-05-01"]),
        ("fin octobre 2018", ["2018-10-21 2018-10-31"]),
        ("late October 2018", ["2018-10-21 2018-10-31"]),
        ("mi-juillet 2018", ["2018-07-11 2018-07-20"]),
        ("été 2018", ["2018-06-01 2018-09-20"]),
        ("summer of 2018", ["2018-06-01 2018-09-20"]),
        ("hiver 2018", ["2018-12-01 2019-03-20"]),
        ("premier trimestre 2018", ["2018-01-01 2018-03-31"]),
        ("second half of 2018", ["2018-07-01 2018-12-31"]),
        ("the last week of 2019", ["2019-12-25 2019-12-31"]),
        ("les années 1990", ["1990-01-01 1999-12-31"]),
        ("les années 90", ["1990-01-01 1999-12-31"]),
        ("the 1990s", ["1990-01-01 1999-12-31"]),
        ("2016-2018", ["2016-01-01 2018-12-31"]),
        ("entre 2016 et 2018", ["2016-01-01 2018-12-31"]),
        ("between 2016 and 2018", ["2016-01-01 2018-12-31"]),
        ("de 2016 à 2018", ["2016-01-01 2018-12-31"]),
        ("from 2016 to 2018", ["2016-01-01 2018-12-31"]),
        ("de mars à juin 2018", ["2018-03-01 2018-06-30"]),
        ("d'août 2018 à juillet 2019", ["2018-08-01 2019-07-31"]),
        ("avant 2015", ["… 2014-12-31"]),
        ("before 2015", ["… 2014-12-31"]),
        ("jusqu'en 2015", ["… 2015-12-31"]),
        ("après mars 2016", ["2016-04-01 …"]),
        ("since 2017", ["2017-01-01 …"]),
        ("depuis 2017", ["2017-01-01 …"]),
        ("dès 2017", ["2017-01-01 …"]),
        ("up to 2017", ["… 2017-12-31"]),
        ("en mai et juin 2016", ["2016-05-01 2016-05-31", "2016-06-01 2016-06-30"]),
        ("in November and January 2016", ["2015-11-01 2015-11-30", "2016-01-01 2016-01-31"]),
        ("le 3 mai, et en juin 2010", ["2014-05-03", "2010-06-01 2010-06-30"]),
        ("à la fin de l'année 2016", ["2016-09-01 2016-12-31"]),
        ("fin d'année 2016", ["2016-09-01 2016-12-31"]),
        ("la semaine du 6 mars 2019", ["2019-03-04 2019-03-10"]),
        ("the weekend of 8 March 2019", ["2019-03-08 2019-03-10"]),
        ("Q2 2018", ["2018-04-01 2018-06-30"]),
        ("T2 2018 et troisième trimestre 2018", ["2018-04-01 2018-06-30", "2018-07-01 2018-09-30"]),
        ("from 2014 through 2016", ["2014-01-01 2016-12-31"]),
        ("between 2016 and 2018 killed", ["2016-01-01 2018-12-31"]),
        ("entre 2016 et 2018 visaient", ["2016-01-01 2018-12-31"]),
        ("en 2016 et 2017 selon Norvia", ["2016-01-01 2016-12-31", "2017-01-01 2017-12-31"]),
        ("After 2015 who", ["2016-01-01 …"]),
        ("In 2003 people were killed", ["2003-01-01 2003-12-31"]),
        ("between March and May", ["2014-03-01 2014-05-31"]),
        ("in march 2019", ["2019-03-01 2019-03-31"]),
        ("since may 2018", ["2018-05-01 …"]),
        ("from march to june 2018", ["2018-03-01 2018-06-30"]),
        ("in april", ["2014-04-01 2014-04-30"]),
        ("In 2012 lines formed", ["2012-01-01 2012-12-31"]),
        ("in April or May", ["2014-04-01 2014-04-30", "2014-05-01 2014-05-31"]),
    ],
)
def test_months_years_and_spans_are_intervals(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Il rêve d'aller sur Mars",
        "It may rain and they march on",
        "this march drew thousands, and by may they had the right to march 2000 miles",
        "In 2000 words, en 2000 mots",
        "those who opt in may leave, and the country they come from may close",
        "Theresa May spoke to April Jones",
        "Octobre rouge",
        "31 février 2014",
        "le 30 February",
        "2013-13-45",
        "plus de 2000 personnes",
        "won the 1500 metres by 2000 votes",
        "depuis 1500 mètres, une partie des 1500 salariés",
        "ils étaient 2000 selon la police",
        "plus de 2000 sans abri",
        "about 2000 who left",
        "between 1500 and 2000 people marched and may win",
        "2013 euros et 2013 %",
        "il a été vu",
        "les lundis, chaque mardi, every Sunday",
        "le second et la seconde",
        "ce week-end",
        "5G, A2018 et 20.18",
        "",
    ],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le 19 décembre", ["?-12-19"]),
        ("en mars", ["?-03-01 ?-03-31"]),
        ("19 décembre 2013", ["2013-12-19"]),
        ("jeudi, hier, last week, cet été", []),
    ],
)
def test_without_a_reference_the_year_is_unknown_and_weekdays_say_nothing(
    text: str, expected: list[str]
) -> None:
    assert days(text, None) == expected


def test_a_mention_covers_its_words() -> None:
    text = "Né début 2001, élu entre mars et mai 2018, parti avant le 19 décembre 2019 au soir."
    words = [text[mention.start : mention.end] for mention in find_dates(text)]
    assert words == ["début 2001", "entre mars et mai 2018", "avant le 19 décembre 2019"]


@pytest.mark.parametrize(
    ("claim", "evidence", "same"),
    [
        ("December 19, 2013", "jeudi dernier", True),
        ("19 décembre 2013", "19 December", True),
        ("December 2013", "19 décembre 2013", True),
        ("2013", "jeudi", True),
        ("19 décembre 2013", "December 2013", False),
        ("19 décembre 2013", "20 décembre 2013", False),
        ("19 décembre 2013", "19 décembre 2012", False),
        ("fin octobre 2018", "28 octobre 2018", True),
        ("fin octobre 2018", "3 octobre 2018", False),
        ("été 2018", "juillet 2018", True),
        ("les années 1990", "1994", True),
        ("since 2017", "depuis 2017", True),
        ("since 2017", "depuis mars 2017", True),
        ("since 2017", "depuis 2019", False),
        ("since 2017", "avant 2017", False),
        ("before 2015", "en 2013", True),
        ("before 2015", "en 2015", False),
        ("2017", "depuis 2017", True),
        ("2017", "avant 2017", False),
        ("entre 2016 et 2018", "between 2016 and 2018", True),
        ("entre 2016 et 2018", "2019", False),
        ("in 1996", "de 1990 à 1996", True),
        ("October 26, 1972", "du 26 octobre 1972 au 1er août 1990", True),
        ("in August 1990", "du 26 octobre 1972 au 1er août 1990", True),
        ("January 1, 1990", "de 1990 à 1996", False),
        ("in 1993", "de 1990 à 1996", False),
        ("since 1990", "de 1990 à 1996", False),
        ("in March 2014", "de mars à juin", True),
        ("in March 2000", "de mars à juin", False),
        ("from 1990 to 2003", "de 1995 à 2003", False),
        ("from 1995 to 2013", "de 1995 à 2003", False),
        ("from 1995 to 2003", "du 3 mai 1995 au 4 juin 2003", True),
        ("from 1990 to 1999", "les années 1990", True),
        ("from 1990 to 1999", "1994", False),
        ("May 12 to 16, 2015", "du 12 au 15 mai 2015", False),
        ("May 12 to 15, 2015", "du 12 au 15 mai 2015", True),
        ("on May 12, 2015", "du 12 au 15 mai 2015", True),
        ("15 May 2015", "du 12 au 15 mai 2015", True),
        ("13 May 2015", "du 12 au 15 mai 2015", False),
    ],
)
def test_evidence_supports_a_date_at_the_precision_of_the_claim(
    claim: str, evidence: str, same: bool
) -> None:
    asked, given_ = find_dates(claim, REFERENCE)[0], find_dates(evidence, REFERENCE)[0]
    assert same_date(asked, given_) is same


@pytest.mark.parametrize(
    ("claim", "evidence", "same"),
    [
        ("19 December", "19 décembre 2013", True),
        ("19 December", "19 décembre", True),
        ("19 December", "20 décembre", False),
        ("19 December", "2013", False),
        ("en décembre", "le 19 décembre", True),
        ("19 December 2013", "19 décembre", False),
        ("12 May", "du 12 au 15 mai 2015", True),
        ("May 12 to 16", "du 12 au 15 mai 2015", False),
        ("May 12 to 15", "du 12 au 15 mai 2015", True),
    ],
)
def test_a_claim_without_a_year_asks_for_none(claim: str, evidence: str, same: bool) -> None:
    assert same_date(find_dates(claim)[0], find_dates(evidence)[0]) is same


FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_back_in_every_form(day: date) -> None:
    forms = (
        f"le {day.day} {FRENCH[day.month - 1]} {day.year}.",
        f"on {day:%B} {day.day}, {day.year}.",
        f"({day.isoformat()})",
        f"le {day:%d/%m/%Y}.",
    )
    assert [[(m.first, m.last) for m in find_dates(form)] for form in forms] == [[(day, day)]] * 4


PIECES = st.sampled_from(
    [
        "19",
        "31",
        "février",
        "March",
        "may",
        "2013",
        "9999",
        "1500",
        "jeudi",
        "last",
        "week",
        "prochain",
        "fin",
        "entre",
        "et",
        "-",
        "/",
        "avant",
        "depuis",
        "l'an",
        "été",
        "hiver",
        "2099",
        "années",
        "00",
        "premier",
        "trimestre",
        "29",
        ",",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=10).map(" ".join))


@given(TEXTS, st.one_of(st.none(), st.dates()))
def test_mentions_are_in_order_apart_and_within_any_text(text: str, reference: date | None) -> None:
    mentions: list[DateMention] = find_dates(text, reference)
    bounds = [offset for mention in mentions for offset in (mention.start, mention.end)]
    assert bounds == sorted(bounds)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(
        mention.first <= mention.last and mention.named_first <= mention.named_last for mention in mentions
    )


@given(TEXTS, st.dates(date(1600, 1, 1), date(2090, 1, 1)))
def test_every_date_supports_itself_unless_it_is_open(text: str, reference: date) -> None:
    closed = [m for m in find_dates(text, reference) if m.first != date.min and m.last != date.max]
    assert [same_date(mention, mention) for mention in closed] == [True] * len(closed)
