from __future__ import annotations

from datetime import date

import pytest

from index.records import Article
from qa.disagreement import with_disagreement
from qa.records import Evidence, Sentence
from tests.fakes import make_article, make_evidence

ASKED = "Combien de morts la crue de Brenne a-t-elle faits ?"


def report(
    day: int | None,
    quote: str,
    title: str = "Crue de Brenne",
    before: str = "La crue a frappé Brenne.",
    **told: str,
) -> Article:
    published = None if day is None else date(2019, 3, day)
    return make_article(f"{before} {quote}".strip(), title, published, **told)


def gathered(*articles: Article) -> tuple[Evidence, ...]:
    """The last sentence of each article, and of one that has a line break, the last two."""
    found = []
    for article in articles:
        quotes = article.text.split("\n")[1:] or [article.text.split(". ", 1)[1]]
        found += [(article, quote) for quote in quotes]
    return tuple(make_evidence(article, quote, number) for number, (article, quote) in enumerate(found, 1))


def told(
    question: str, language: str, evidence: tuple[Evidence, ...], cited: int = 1, text: str = ""
) -> list[str]:
    """What the answer says after the step; the answer is the cited words unless told otherwise."""
    said = Sentence(text=text or evidence[cited - 1].text, citations=(cited,), verified=True)
    return [
        " ".join([sentence.text, *(f"[{number}]" for number in sentence.citations)])
        for sentence in with_disagreement([said], question, language, evidence)
    ]


def test_a_toll_of_children_is_not_told_as_that_of_all_the_dead() -> None:
    evidence = gathered(
        report(10, "Douze enfants ont été tués à Brenne."),
        report(12, "Quinze enfants ont été tués à Brenne."),
    )
    assert told("Combien d'enfants ont été tués à Brenne par la crue ?", "fr", evidence) == [
        "Les articles ne concordent pas : Quinze selon celui du 12 mars 2019. [2]",
        "Douze selon celui du 10 mars 2019. [1]",
    ]


FIRST = report(10, "La crue a fait 78 morts à Brenne.")
TOLLS = gathered(
    FIRST,
    report(12, "Le bilan de la crue s'élève à 137 morts à Brenne."),
    report(11, "La crue a tué au moins 100 personnes à Brenne."),
)


@pytest.mark.parametrize("cited", [1, 2, 3])
def test_a_toll_that_climbs_is_told_whole_the_latest_first_whichever_was_cited(cited: int) -> None:
    assert told(ASKED, "fr", TOLLS, cited) == [
        "Les articles ne concordent pas : 137 morts selon celui du 12 mars 2019. [2]",
        "100 selon celui du 11 mars 2019. [3]",
        "78 selon celui du 10 mars 2019. [1]",
    ]


def test_an_english_question_is_told_in_english_what_french_articles_give() -> None:
    asked = "How many people were killed by the flood in Brenne?"
    assert told(asked, "en", TOLLS, 1, "The flood killed 78 people.") == [
        "The articles disagree: 137 dead according to that of 12 March 2019. [2]",
        "100 according to that of 11 March 2019. [3]",
        "78 according to that of 10 March 2019. [1]",
    ]


def test_articles_of_one_day_that_differ_are_told_apart() -> None:
    evidence = gathered(
        report(12, "La crue a fait 12 morts à Brenne."), report(12, "La crue a fait 15 morts à Brenne.")
    )
    assert told(ASKED, "fr", evidence) == [
        "Les articles ne concordent pas : 12 morts selon celui du 12 mars 2019. [1]",
        "15 selon un autre du 12 mars 2019. [2]",
    ]


def test_a_figure_given_by_several_articles_is_told_once_with_the_latest() -> None:
    evidence = gathered(
        FIRST,
        report(11, "La crue a fait 78 morts à Brenne, selon la mairie."),
        report(12, "La crue a fait 91 morts à Brenne."),
    )
    assert told(ASKED, "fr", evidence) == [
        "Les articles ne concordent pas : 91 morts selon celui du 12 mars 2019. [3]",
        "78 selon celui du 11 mars 2019. [2]",
    ]


def test_a_cost_that_differs_is_told_in_the_articles_words() -> None:
    evidence = gathered(
        report(10, "La reconstruction de la digue a coûté 3,3 millions d'euros."),
        report(12, "La reconstruction de la digue a coûté 5 millions d'euros."),
    )
    assert told("Combien la reconstruction de la digue de Brenne a-t-elle coûté ?", "fr", evidence) == [
        "Les articles ne concordent pas : 5 millions d'euros selon celui du 12 mars 2019. [2]",
        "3,3 millions d'euros selon celui du 10 mars 2019. [1]",
    ]


def test_sentences_that_give_other_figures_stay_behind() -> None:
    said = [
        Sentence(text="La crue a fait 78 morts.", citations=(1,), verified=True),
        Sentence(text="La mairie est fermée.", citations=(3,), verified=True),
    ]
    assert [sentence.text for sentence in with_disagreement(said, ASKED, "fr", TOLLS)][-2:] == [
        "78 selon celui du 10 mars 2019.",
        "La mairie est fermée.",
    ]


NO_DISAGREEMENT: dict[str, tuple[str, tuple[Evidence, ...]]] = {
    "the same figure": (
        ASKED,
        gathered(
            FIRST,
            report(12, "La crue de Brenne a tué 78 personnes."),
        ),
    ),
    "the same figure, rounded": (
        ASKED,
        gathered(
            report(10, "La crue a fait plus de 130 morts à Brenne."),
            report(12, "La crue a fait 137 morts à Brenne."),
        ),
    ),
    "the dead and the wounded": (
        ASKED,
        gathered(
            FIRST,
            report(12, "La crue a fait 200 blessés à Brenne."),
        ),
    ),
    "the dead, and the dead and missing": (
        ASKED,
        gathered(
            FIRST,
            report(12, "La crue a fait 95 morts ou disparus à Brenne."),
        ),
    ),
    "all the dead, and the children among them": (
        ASKED,
        gathered(
            FIRST,
            report(12, "Douze enfants ont été tués à Brenne."),
        ),
    ),
    "a total, and a part of it": (
        ASKED,
        gathered(
            FIRST,
            report(12, "Les victimes, dont 12 morts à Brenne, sont nommées."),
        ),
    ),
    "a total, and those of another place": (
        ASKED,
        gathered(
            FIRST,
            report(12, "La crue a fait 12 morts à Lugny."),
        ),
    ),
    "a total, and those of a place beside it": (
        ASKED,
        gathered(FIRST, report(12, "La crue a fait 90 morts à Brenne et à Lugny.")),
    ),
    "a total, and an increase": (
        ASKED,
        gathered(
            FIRST,
            report(12, "La crue a fait 12 morts supplémentaires à Brenne."),
        ),
    ),
    "a count, and a forecast": (
        ASKED,
        gathered(
            FIRST,
            report(12, "Le bilan pourrait atteindre 500 morts à Brenne."),
        ),
    ),
    "a count, and an earlier one told again": (
        ASKED,
        gathered(
            FIRST,
            report(12, "Un précédent bilan de la crue de Brenne donnait 60 morts."),
        ),
    ),
    "one day's dead, and all": (
        ASKED,
        gathered(
            FIRST,
            report(12, "La crue a fait 5 morts en 24 heures à Brenne."),
        ),
    ),
    "another event of the same place": (
        ASKED,
        gathered(
            FIRST,
            report(12, "L'incendie a fait 5 morts à Brenne.", "Incendie à Brenne", "Un immeuble a brûlé."),
        ),
    ),
    "the same kind of event on another day": (
        "Combien de morts l'attentat de Brenne a-t-il faits ?",
        gathered(
            report(
                5,
                "L'attentat a fait 12 morts à Brenne.",
                "Attentat",
                "Une bombe a explosé à Brenne le 4 mars 2019.",
            ),
            report(
                25,
                "L'attentat a fait 30 morts à Brenne.",
                "Attentat",
                "Une bombe a explosé à Brenne le 24 mars 2019.",
            ),
        ),
    ),
    "the same kind of event long before": (
        ASKED,
        gathered(
            FIRST,
            make_article(
                "Crue à Brenne. La crue a fait 12 morts à Brenne.", "Crue de Brenne", date(2016, 3, 9)
            ),
        ),
    ),
    "an event of the past that is recalled": (
        ASKED,
        gathered(
            FIRST,
            report(11, "En 1987, la crue a fait 300 morts à Brenne."),
        ),
    ),
    "prices of two years": (
        "Combien le pain coûte-t-il à Brenne ?",
        gathered(
            report(10, "Le kilo de pain coûtait 3 euros à Brenne en 2018."),
            report(12, "Le kilo de pain coûte 4 euros à Brenne en 2019."),
        ),
    ),
    "sums of different things": (
        "Combien la digue de Brenne a-t-elle coûté ?",
        gathered(
            report(10, "La digue a coûté 3 millions d'euros à la ville."),
            report(12, "La région a versé 9 millions d'euros aux sinistrés."),
        ),
    ),
    "a sum, and one that is asked for": (
        "Combien la digue de Brenne a-t-elle coûté ?",
        gathered(
            report(10, "La digue a coûté 3 millions d'euros."),
            report(12, "L'entreprise réclame 9 millions d'euros pour la digue, qui a coûté cher."),
        ),
    ),
    "shares": (
        "Quel pourcentage des habitants de Brenne ont voté ?",
        gathered(
            report(10, "À Brenne, 40 % des habitants ont voté."),
            report(12, "À Brenne, 55 % des habitants ont voté."),
        ),
    ),
    "ages": (
        "Quel âge a le maire de Brenne ?",
        gathered(
            report(10, "Le maire de Brenne a 51 ans."),
            report(12, "Le maire de Brenne a 52 ans."),
        ),
    ),
    "an article without a date": (
        ASKED,
        gathered(
            FIRST,
            report(None, "La crue a fait 100 morts à Brenne."),
        ),
    ),
    "one article that gives two": (
        ASKED,
        gathered(
            FIRST,
            report(12, "\nLa crue a fait 91 morts à Brenne.\nLa crue a tué 12 personnes à Brenne."),
        ),
    ),
    "a question that asks for no figure": (
        "Que s'est-il passé à Brenne ?",
        gathered(
            FIRST,
            report(12, "La crue a fait 100 morts à Brenne."),
        ),
    ),
    "a question for two figures": (
        "Combien de morts et de blessés la crue de Brenne a-t-elle faits ?",
        gathered(
            report(10, "La crue a fait 78 morts et 90 blessés à Brenne."),
            report(12, "La crue a fait 100 morts et 120 blessés à Brenne."),
        ),
    ),
    "an answer that is given by one article alone": (ASKED, gathered(FIRST)),
}


@pytest.mark.parametrize("case", NO_DISAGREEMENT)
@pytest.mark.parametrize("cited", [1, 2])
def test_an_answer_stays_as_it_is_where_figures_cannot_be_compared(case: str, cited: int) -> None:
    question, evidence = NO_DISAGREEMENT[case]
    said = Sentence(
        text=evidence[-1 if cited > len(evidence) else cited - 1].text, citations=(cited,), verified=True
    )
    assert with_disagreement([said], question, "fr", evidence) == [said]


def test_what_cites_nothing_known_stays_as_it_is() -> None:
    said = [Sentence(text="La crue a fait 78 morts.", citations=(9,), verified=True)]
    assert with_disagreement(said, ASKED, "fr", TOLLS) == said
    assert with_disagreement([], ASKED, "fr", TOLLS) == []
