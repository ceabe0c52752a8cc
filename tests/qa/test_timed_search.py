from __future__ import annotations

from datetime import date

import pytest

from index.archive_index import DISCUSSED, ArchiveIndex
from index.records import SearchFilter
from qa.assistant import Assistant
from qa.question_time import read_time, search_plan
from qa.records import Answered, EvidenceFound, Turn
from qa.settings import Settings
from qa.timed_search import search_in_time, time_of_follow_up, today_of
from tests.fakes import build_tiny_index

TEXT = "Le port de Brenne a fermé ses portes. Les pêcheurs attendent la fin des travaux de la digue."
DAYS = ["2018-03-02", "2018-03-20", "2018-04-30", "2019-03-02", "2019-03-20", "2019-05-01", "2020-06-01", ""]
# What else each article tells: without it they would be versions of one story, of which a search shows one.
ASIDES = [
    "Un chalutier breton cherche un équipage pour la saison froide au large des îles.",
    "La fanfare municipale répète chaque soir sous le marché couvert du vieux quartier.",
    "Des plongeurs bénévoles ont ramassé deux tonnes de filets perdus près du phare.",
    "Une exposition de maquettes attire les familles dans la chapelle restaurée.",
    "Le conseil examine un emprunt pour refaire les quais et planter des tamaris.",
    "Les hôteliers comptent davantage de voyageurs venus de Belgique et de Suisse.",
    "Un vétérinaire soigne gratuitement les goélands blessés par les hameçons.",
    "Le lycée maritime ouvre une classe de charpente navale avec douze apprentis.",
]
ROWS = [
    {"id": day or "undated", "title": "Le port", "text": f"{TEXT} {aside}", "date": day, "lang": "fr"}
    for day, aside in zip(DAYS, ASIDES, strict=True)
]
QUOTES_ONLY = Settings(chat_model="none")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return build_tiny_index(tmp_path_factory.mktemp("timed"), ROWS)


def found(
    archive: ArchiveIndex, question: str, given: SearchFilter | None = None
) -> tuple[list[str | None], bool]:
    result = search_in_time(archive, question, 10, search_plan(read_time(question), given), given)
    return [hit.article.source.record for hit in result.hits], result.is_filtered


def test_an_explicit_time_leaves_out_what_was_published_at_others(archive: ArchiveIndex) -> None:
    hits, is_filtered = found(archive, "Pourquoi le port de Brenne a-t-il fermé en mars 2019 ?")
    assert is_filtered
    assert set(hits) == {"2019-03-02", "2019-03-20", "2019-05-01", "undated"}


@pytest.mark.parametrize(
    "question",
    [
        "Pourquoi le port de Brenne a-t-il fermé en juin 2020 ?",  # two articles in time: too few
        "Pourquoi le port de Brenne a-t-il fermé en 1999 ?",
    ],
)
def test_where_too_little_is_left_the_time_is_a_preference(archive: ArchiveIndex, question: str) -> None:
    hits, is_filtered = found(archive, question)
    assert not is_filtered
    assert set(hits) == {day or "undated" for day in DAYS}


def test_the_time_of_articles_filters_while_one_is_left(archive: ArchiveIndex) -> None:
    hits, is_filtered = found(archive, "Que disent du port de Brenne les articles de juin 2020 ?")
    assert is_filtered
    assert set(hits) == {"2020-06-01", "undated"}


def test_a_vague_time_ranks_its_articles_higher_and_leaves_none_out(archive: ArchiveIndex) -> None:
    question = "Pourquoi le port de Brenne a-t-il fermé vers mars 2018 ?"
    hits, is_filtered = found(archive, question)
    without = [hit.article.source.record for hit in archive.search(question, 10)]
    assert not is_filtered
    assert len(hits) == len(without) == len(DAYS)
    assert all(hits.index(day) <= without.index(day) for day in DAYS[:3])
    assert sum(map(hits.index, DAYS[:3])) < sum(map(without.index, DAYS[:3]))


def test_a_filter_on_dates_that_was_given_stands(archive: ArchiveIndex) -> None:
    given = SearchFilter(published_from=date(2018, 1, 1), published_to=date(2018, 12, 31))
    hits, is_filtered = found(archive, "Pourquoi le port de Brenne a-t-il fermé en mars 2019 ?", given)
    assert not is_filtered
    assert set(hits) == set(DAYS[:3])


@pytest.mark.parametrize(
    ("newest", "today"),
    [(date(2020, 6, 1), date(2020, 6, 15)), (date(2020, 6, 15), None), (None, None)],
)
def test_only_an_archive_that_still_grows_has_a_today(newest: date | None, today: date | None) -> None:
    asked_on = date(2020, 6, 15) if today else date(2020, 12, 1)
    assert today_of(newest, asked_on) == today


def test_the_assistant_tells_the_time_it_heeded_unless_told_not_to_heed_it(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, QUOTES_ONLY)
    question = "Pourquoi le port de Brenne a-t-il fermé en mars 2019 ?"
    first, *_, last = assistant.stream(question)
    assert isinstance(first, EvidenceFound)
    assert isinstance(last, Answered)
    assert first.asked_time == last.answer.asked_time == read_time(question)
    assert first.is_filtered_by_time
    assert last.answer.is_filtered_by_time
    assert {hit.article.source.record for hit in first.hits}.isdisjoint(DAYS[:3])
    widened = assistant.ask(question, use_time=False)
    assert (widened.asked_time, widened.is_filtered_by_time) == (None, False)
    assert {hit.article.source.record for hit in widened.hits} >= set(DAYS[:3])


def test_the_time_of_a_follow_up_is_its_own_and_else_that_of_the_question_before(
    archive: ArchiveIndex,
) -> None:
    before = "Pourquoi le port de Brenne a-t-il fermé en mars 2019 ?"
    history = [Turn(question=before, standalone_question=before, answer="Pour travaux.")]
    assistant = Assistant(archive, QUOTES_ONLY)
    own, inherited = assistant.ask("Et en avril 2018 ?", history), assistant.ask("Et qui ?", history)
    assert own.asked_time == read_time("Et en avril 2018 ?")
    assert inherited.asked_time is not None
    assert inherited.asked_time.words == "mars 2019"


@pytest.mark.parametrize(
    ("question", "understood", "first", "is_explicit"),
    [
        ("Et en avril ?", "Combien de ponts en avril 2018 ?", date(2018, 4, 1), True),
        ("Et en 2017 ?", "Combien de ponts en 2017 ?", date(2017, 1, 1), True),
        ("Et en avril ?", "Et en avril ? (à propos de : ponts)", date(2020, 4, 1), False),
        ("Pourquoi ?", "Pourquoi ? (à propos de : ponts, 2018)", date(2018, 1, 1), True),
        ("Et hier ?", "Combien de ponts en mars 2018 et hier ?", date(2020, 6, 14), True),
        ("Et en 2017 ?", "Et en 2017 ? (à propos de : Jeux de 2016)", date(2017, 1, 1), True),
    ],
)
def test_a_month_without_a_year_is_one_of_the_year_it_follows_up(
    question: str, understood: str, first: date, is_explicit: bool
) -> None:
    time = time_of_follow_up(question, understood, date(2020, 6, 15))
    assert time is not None
    assert (time.first, time.is_explicit) == (first, is_explicit)


def test_what_a_conversation_is_about_gains_and_changes_nothing_about_the_time(
    archive: ArchiveIndex,
) -> None:
    ids = {each.source.record: each.id for each in archive.catalogue.articles()}
    for question, discussed in [
        ("Pourquoi le port de Brenne a-t-il fermé en mars 2019 ?", "2019-05-01"),
        ("Pourquoi le port de Brenne a-t-il fermé en mars 2019 ?", "2018-03-02"),
        ("Pourquoi le port de Brenne a-t-il fermé en juin 2020 ?", "2018-03-02"),
        ("Pourquoi le port de Brenne a-t-il fermé ?", "2018-04-30"),
    ]:
        plan = search_plan(read_time(question), None)
        plain = search_in_time(archive, question, 10, plan, None)
        steered = search_in_time(archive, question, 10, plan, None, discussed=[ids[discussed]])
        expected = {
            hit.article.source.record: hit.score + DISCUSSED * (hit.article.source.record == discussed)
            for hit in plain.hits
        }
        scores = {hit.article.source.record: hit.score for hit in steered.hits}
        assert scores == pytest.approx(expected)
        assert steered.is_filtered is plain.is_filtered
