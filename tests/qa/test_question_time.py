from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import DateRange, Hit, Passage, SearchFilter
from qa.question_time import FAR_BELOW, SearchPlan, is_enough, read_time, search_plan
from qa.records import AskedTime
from tests.fakes import make_article

TODAY = date(2020, 6, 15)
DATE_WORDS = ("en", "2018", "mars", "vers", "19", "avant", "début", "articles", "de", "1999", ".")
EXPLICIT, VAGUE, PUBLISHED = "explicit", "vague", "published"
MARCH_2019 = "2019-03-01 2019-03-31"
YEARS = "2016-01-01 2018-12-31"
OF_2018, OF_2019 = "2018-01-01 2018-12-31", "2019-01-01 2019-12-31"


def read(question: str, today: date | None = None) -> tuple[str, str, str] | None:
    """Return the words read, their days and what kind of time they are."""
    time = read_time(question, today)
    if time is None:
        return None
    assert question[time.start : time.end] == time.words
    kind = PUBLISHED if time.is_publication else EXPLICIT if time.is_explicit else VAGUE
    return time.words, f"{time.first or ''} {time.last or ''}", kind


@pytest.mark.parametrize(
    ("question", "words", "days", "kind"),
    [
        ("Que s'est-il passé en mars 2019 ?", "mars 2019", MARCH_2019, EXPLICIT),
        ("What happened in March 2019?", "March 2019", MARCH_2019, EXPLICIT),
        ("Mars 2019 : qui a rouvert le port ?", "Mars 2019", MARCH_2019, EXPLICIT),
        ("Combien de grèves en 2018 ?", "2018", OF_2018, EXPLICIT),
        ("In 2018, who won?", "2018", OF_2018, EXPLICIT),
        ("Combien de grèves au cours de l'année 2018 ?", "2018", OF_2018, EXPLICIT),
        ("Quel prix a-t-elle annoncé courant 2018 ?", "2018", OF_2018, EXPLICIT),
        ("Combien d'attaques entre 2016 et 2018 ?", "entre 2016 et 2018", YEARS, EXPLICIT),
        ("How many attacks between 2016 and 2018?", "between 2016 and 2018", YEARS, EXPLICIT),
        ("Combien de grèves de 2016 à 2018 ?", "de 2016 à 2018", YEARS, EXPLICIT),
        (
            "Who ruled between March and June 2018?",
            "between March and June 2018",
            "2018-03-01 2018-06-30",
            EXPLICIT,
        ),
        ("Combien de ventes en 2016-2017 ?", "2016-2017", "2016-01-01 2017-12-31", EXPLICIT),
        ("Combien de morts en 2016 et en 2018 ?", "2016 et en 2018", YEARS, EXPLICIT),
        ("Combien de morts en 2016, 2017 et 2018 chez Norvia ?", "2016, 2017 et 2018", YEARS, EXPLICIT),
        ("How many raids between 2016 and 2018 hit ports?", "between 2016 and 2018", YEARS, EXPLICIT),
        ("Qui est mort le 19 décembre 2013 ?", "19 décembre 2013", "2013-12-19 2013-12-19", EXPLICIT),
        ("Who died on 19 December 2013?", "19 December 2013", "2013-12-19 2013-12-19", EXPLICIT),
        (
            "Qui est mort le jeudi 19 décembre 2013 ?",
            "jeudi 19 décembre 2013",
            "2013-12-19 2013-12-19",
            EXPLICIT,
        ),
        ("What happened in the last week of 2019?", "last week of 2019", "2019-12-25 2019-12-31", EXPLICIT),
        ("What happened last week of 2019?", "last week of 2019", "2019-12-25 2019-12-31", EXPLICIT),
        ("What happened in the summer of 2018?", "summer of 2018", "2018-06-01 2018-09-20", EXPLICIT),
        ("Que s'est-il passé à l'été 2018 ?", "l'été 2018", "2018-06-01 2018-09-20", EXPLICIT),
        ("Combien au premier trimestre 2019 ?", "premier trimestre 2019", "2019-01-01 2019-03-31", EXPLICIT),
        ("Qui était maire avant 2015 ?", "avant 2015", " 2014-12-31", EXPLICIT),
        ("Who was mayor before 2015?", "before 2015", " 2014-12-31", EXPLICIT),
        ("Qui est maire depuis mars 2018 ?", "depuis mars 2018", "2018-03-01 ", EXPLICIT),
        ("Who has been mayor since 2017?", "since 2017", "2017-01-01 ", EXPLICIT),
        ("Que disent les articles de mars 2019 ?", "mars 2019", MARCH_2019, PUBLISHED),
        ("According to articles from March 2019, who won?", "March 2019", MARCH_2019, PUBLISHED),
        ("Dans la presse de 2019, que lit-on du port ?", "2019", OF_2019, PUBLISHED),
        ("Les articles parus entre 2016 et 2018", "entre 2016 et 2018", YEARS, PUBLISHED),
        ("Combien d'articles de l'archive datés de mars 2019 ?", "mars 2019", MARCH_2019, PUBLISHED),
        ("Articles published in March 2019 on the port", "March 2019", MARCH_2019, PUBLISHED),
        ("Qui a donné une conférence de presse en mars 2019 ?", "mars 2019", MARCH_2019, EXPLICIT),
        ("Which book was published in March 2019?", "March 2019", MARCH_2019, EXPLICIT),
        ("Qui gouvernait début 2019 ?", "début 2019", "2019-01-01 2019-05-01", VAGUE),
        (
            "Fin de l'année 2019, qui gouvernait ?",
            "Fin de l'année 2019",
            "2019-08-31 2019-12-31",
            VAGUE,
        ),
        ("Find articles from 2019 about the port", "2019", OF_2019, PUBLISHED),
        ("Show me stories dated 2019 about the port", "2019", OF_2019, PUBLISHED),
        (
            "Qui a vu le port en février et mars 2019 ?",
            "février et mars 2019",
            "2019-02-01 2019-03-31",
            EXPLICIT,
        ),
        (
            "Combien de navires en janvier, février et mars 2019 ?",
            "janvier, février et mars 2019",
            "2019-01-01 2019-03-31",
            EXPLICIT,
        ),
        ("How many ships in 2016, 2017 and 2018?", "2016, 2017 and 2018", YEARS, EXPLICIT),
        ("Combien de navires en 2016 et 2018 ?", "2016 et 2018", YEARS, EXPLICIT),
        ("Combien de navires en 2016 et fin 2018 ?", "2016 et fin 2018", YEARS, VAGUE),
        (
            "Who led the port in the week of 6 March 2019?",
            "the week of 6 March 2019",
            "2019-03-04 2019-03-10",
            EXPLICIT,
        ),
        (
            "Qui a vu le port le week-end du 9 mars 2019 ?",
            "le week-end du 9 mars 2019",
            "2019-03-09 2019-03-10",
            EXPLICIT,
        ),
        ("Combien de navires au T1 2019 ?", "T1 2019", "2019-01-01 2019-03-31", EXPLICIT),
        ("How many ships in Q4 2019?", "Q4 2019", "2019-10-01 2019-12-31", EXPLICIT),
        ("Who led the port from 2016 through 2018?", "from 2016 through 2018", YEARS, EXPLICIT),
        ("Who led the port up to 2015?", "up to 2015", " 2015-12-31", EXPLICIT),
        ("Quelles escales du 5 au 17 mars 2019 ?", "5 au 17 mars 2019", "2019-03-05 2019-03-17", EXPLICIT),
        ("Qui gouvernait fin mars 2019 ?", "fin mars 2019", "2019-03-21 2019-03-31", VAGUE),
        ("Who ruled in early 2019?", "early 2019", "2019-01-01 2019-05-01", VAGUE),
        ("Who ruled in the 2000s?", "the 2000s", "2000-01-01 2009-12-31", VAGUE),
        (
            "Le chômage à la fin des années 2010 ?",
            "fin des années 2010",
            "2016-08-31 2019-12-31",
            VAGUE,
        ),
        ("Who led the party around 2016?", "2016", "2015-07-02 2017-07-02", VAGUE),
        ("Qui dirigeait le parti vers mars 2019 ?", "mars 2019", "2019-02-14 2019-04-15", VAGUE),
        ("Who won the 2018 World Cup?", "2018", OF_2018, VAGUE),
        ("Who won in the 2018 election?", "2018", OF_2018, VAGUE),
        ("Qui a gagné la Coupe du monde 2018 ?", "2018", OF_2018, VAGUE),
        ("Qui a gagné l'élection de 2018 ?", "2018", OF_2018, VAGUE),
        ("Les morts des attaques du 13 novembre 2015 ?", "13 novembre 2015", "2015-11-13 2015-11-13", VAGUE),
        ("What did a March 2019 report say?", "March 2019", MARCH_2019, VAGUE),
        ("What did the mayor's March 2019 speech announce?", "March 2019", MARCH_2019, VAGUE),
        ("Quel est le bilan de l'été 2018 ?", "l'été 2018", "2018-06-01 2018-09-20", VAGUE),
        ("Who resigned after the 2018 strike?", "after the 2018", OF_2018, VAGUE),
        ("Qui régnait trois ans après 2008 ?", "après 2008", "2009-01-01 ", VAGUE),
        ("What happened two years before 2018?", "before 2018", " 2017-12-31", VAGUE),
        ("Combien en 2016, selon le rapport de 2018 ?", "2016, selon le rapport de 2018", YEARS, VAGUE),
        (
            "Combien en 2016, selon un rapport paru fin 2018 ?",
            "2016, selon un rapport paru fin 2018",
            YEARS,
            VAGUE,
        ),
    ],
)
def test_the_time_of_a_question_is_read(question: str, words: str, days: str, kind: str) -> None:
    assert read(question) == (words, days, kind)


@pytest.mark.parametrize(
    "question",
    [
        "Qui est le maire de Brenne ?",
        "Who is the mayor?",
        "Qui gouvernait avant l'élection ?",
        "Plus de 2000 personnes ont-elles manifesté ?",
        "En quelle année a-t-il gagné ?",
        "How many died on 30 February?",
        "Que s'est-il passé hier ?",
        "Who was elected last year?",
        "Qui est mort le 19 décembre ?",
        "Qui était maire il y a deux ans ?",
        "",
    ],
)
def test_a_question_without_a_date_of_its_own_names_no_time(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize(
    ("question", "words", "days", "kind"),
    [
        ("Que s'est-il passé hier ?", "hier", "2020-06-14 2020-06-14", EXPLICIT),
        ("Qui a été élu la semaine dernière ?", "la semaine dernière", "2020-06-08 2020-06-14", EXPLICIT),
        ("Who was elected last year?", "last year", OF_2019, EXPLICIT),
        ("Qui est mort le 19 décembre ?", "19 décembre", "2019-12-19 2019-12-19", VAGUE),
        ("Que s'est-il passé en mars ?", "mars", "2020-03-01 2020-03-31", VAGUE),
        ("Qu'a dit le maire depuis mars ?", "depuis mars", "2020-03-01 ", VAGUE),
        ("Qu'a dit le maire cette année ?", "cette année", "2020-01-01 2020-12-31", EXPLICIT),
        ("What happened in March 2019?", "March 2019", MARCH_2019, EXPLICIT),
        ("Qui était maire il y a deux ans ?", "il y a deux ans", "2017-12-15 2018-12-15", VAGUE),
        ("Who was mayor two years ago?", "two years ago", "2017-12-15 2018-12-15", VAGUE),
        ("Qui a coulé il y a trois jours ?", "il y a trois jours", "2020-06-12 2020-06-12", VAGUE),
        (
            "Who was elected in the last three months?",
            "the last three months",
            "2020-03-16 2020-06-15",
            EXPLICIT,
        ),
        (
            "Qui a coulé ces deux dernières semaines ?",
            "ces deux dernières semaines",
            "2020-06-01 2020-06-15",
            EXPLICIT,
        ),
        (
            "Qui a coulé depuis le début de l'année ?",
            "depuis le début de l'année",
            "2020-01-01 2020-06-15",
            EXPLICIT,
        ),
    ],
)
def test_with_a_day_to_count_from_relative_times_are_read(
    question: str, words: str, days: str, kind: str
) -> None:
    assert read(question, TODAY) == (words, days, kind)


@given(st.text() | st.lists(st.sampled_from(DATE_WORDS)).map(" ".join))
def test_whatever_is_asked_the_words_stand_in_it_and_the_days_are_in_order(question: str) -> None:
    for today in (None, TODAY):
        time = read_time(question, today)
        if time is not None:
            assert question[time.start : time.end] == time.words != ""
            assert time.first is None or time.last is None or time.first <= time.last
            assert time.is_explicit or not time.is_publication


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)))
def test_any_day_reads_as_itself(day: date) -> None:
    time = read_time(f"Que s'est-il passé le {day.isoformat()} ?")
    assert time is not None
    assert (time.first, time.last, time.is_explicit) == (day, day, True)


def asked(first: str, last: str, *, is_explicit: bool = True, is_publication: bool = False) -> AskedTime:
    return AskedTime(
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
        is_explicit=is_explicit,
        is_publication=is_publication,
        words="then",
        start=0,
        end=4,
    )


@pytest.mark.parametrize(
    ("time", "first", "last"),
    [
        (asked("2013-12-19", "2013-12-19"), "2013-12-19", "2014-01-02"),
        (asked("2019-12-25", "2019-12-31"), "2019-12-25", "2020-01-14"),
        (asked("2019-03-01", "2019-03-31"), "2019-03-01", "2019-05-15"),
        (asked("2018-06-01", "2018-09-20"), "2018-06-01", "2018-12-19"),
        (asked("2019-01-01", "2019-12-31"), "2019-01-01", "2020-03-30"),
        (asked("", "2014-12-31"), "", "2015-03-31"),
        (asked("2017-01-01", ""), "2017-01-01", ""),
        (asked("2019-03-01", "2019-03-31", is_publication=True), "2019-03-01", "2019-03-31"),
    ],
)
def test_an_explicit_time_filters_up_to_some_days_behind_it(time: AskedTime, first: str, last: str) -> None:
    plan = search_plan(time, SearchFilter(languages=("fr",)))
    start = date.fromisoformat(first) if first else None
    end = date.fromisoformat(last) if last else None
    assert plan.search_filter == SearchFilter(
        published_from=start, published_to=end, include_undated=True, languages=("fr",)
    )
    assert plan.prefer == DateRange(first=start, last=end)
    assert plan.is_strict == time.is_publication


def test_a_vague_time_is_a_preference_and_filters_nothing() -> None:
    plan = search_plan(asked("2019-01-01", "2019-05-01", is_explicit=False), SearchFilter(languages=("fr",)))
    assert plan.search_filter == SearchFilter(languages=("fr",))
    assert plan.prefer == DateRange(first=date(2019, 1, 1), last=date(2019, 7, 30))


@pytest.mark.parametrize(
    "given_filter",
    [SearchFilter(published_from=date(2011, 1, 1)), SearchFilter(published_to=date(2020, 1, 1))],
)
def test_a_filter_on_dates_that_was_given_stands(given_filter: SearchFilter) -> None:
    plan = search_plan(asked("2019-03-01", "2019-03-31"), given_filter)
    assert plan.search_filter == given_filter
    assert plan.prefer == DateRange(first=date(2019, 3, 1), last=date(2019, 5, 15))


@pytest.mark.parametrize("given_filter", [None, SearchFilter(languages=("en",))])
def test_without_a_time_the_search_is_as_it_was(given_filter: SearchFilter | None) -> None:
    plan = search_plan(None, given_filter)
    assert (plan.search_filter, plan.prefer) == (given_filter, None)


@given(st.dates(), st.dates(), st.booleans())
def test_a_plan_holds_every_day_asked_about(one: date, other: date, is_publication: bool) -> None:
    first, last = sorted((one, other))
    plan = search_plan(asked(first.isoformat(), last.isoformat(), is_publication=is_publication))
    assert plan.prefer is not None
    assert plan.prefer.holds(first)
    assert plan.prefer.holds(last)
    assert first == date.min or not plan.prefer.holds(first - timedelta(days=1))


def hit(published: date | None, score: float) -> Hit:
    article = make_article("Le port rouvre.", published=published)
    passage = Passage(id=f"{article.id}:0", article_id=article.id, text="Le port rouvre.", start=0, end=15)
    return Hit(passage=passage, article=article, score=score)


IN_TIME, LATER = date(2019, 3, 2), date(2020, 9, 9)
BEST = hit(LATER, 0.9)
IN_MARCH = DateRange(first=date(2019, 3, 1), last=date(2019, 3, 31))


@pytest.mark.parametrize(
    ("kept", "wide", "enough"),
    [
        (3, [hit(IN_TIME, 0.9), hit(LATER, 0.8)], True),
        (3, [BEST, hit(IN_TIME, 0.9 - FAR_BELOW / 2)], True),
        (3, [BEST, hit(IN_TIME, 0.8 - FAR_BELOW)], False),
        (3, [BEST, hit(LATER, 0.8)], False),
        (3, [BEST, hit(None, 0.8)], False),
        (2, [hit(IN_TIME, 0.9)], False),
        (0, [], False),
    ],
)
def test_a_filter_stands_where_good_hits_pass_it(kept: int, wide: list[Hit], enough: bool) -> None:
    assert is_enough([hit(IN_TIME, 1.0)] * kept, wide, SearchPlan(prefer=IN_MARCH)) is enough


@pytest.mark.parametrize(
    ("kept", "enough"),
    [
        ([hit(IN_TIME, 0.1)], True),
        ([hit(None, 0.9), hit(IN_TIME, 0.1)], True),
        ([hit(None, 0.9)], False),
        ([], False),
    ],
)
def test_the_time_of_articles_filters_while_one_of_that_time_is_left(kept: list[Hit], enough: bool) -> None:
    assert is_enough(kept, [BEST], SearchPlan(prefer=IN_MARCH, is_strict=True)) is enough
