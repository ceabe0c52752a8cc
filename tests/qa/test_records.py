from __future__ import annotations

import pytest

from qa.records import Answer, Citation, Turn


def citation(number: int, article_id: str) -> Citation:
    return Citation(
        number=number,
        record=None,
        article_id=article_id,
        title="Le port",
        published=None,
        quote="Il ferme.",
        start=0,
        end=9,
    )


@pytest.mark.parametrize(
    ("refused", "articles"),
    [(False, ("port", "digue")), (True, ())],
)
def test_a_turn_keeps_the_articles_that_its_answer_cites(refused: bool, articles: tuple[str, ...]) -> None:
    answer = Answer(
        question="Et quand ?",
        standalone_question="Quand le port ferme-t-il ?",
        text="Ce soir. [1][2][4]",
        language="fr",
        refused=refused,
        citations=(citation(1, "port"), citation(2, "digue"), citation(4, "port")),
    )
    assert Turn.of("Et quand ?", answer) == Turn(
        question="Et quand ?",
        standalone_question="Quand le port ferme-t-il ?",
        answer="Ce soir. [1][2][4]",
        articles=articles,
    )
