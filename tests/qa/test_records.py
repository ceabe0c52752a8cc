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
    ("cited", "articles"),
    [(("port", "digue", "port"), ("port", "digue")), ((), ())],
)
def test_a_turn_keeps_the_articles_that_its_answer_cites(
    cited: tuple[str, ...], articles: tuple[str, ...]
) -> None:
    answer = Answer(
        question="Et quand ?",
        standalone_question="Quand le port ferme-t-il ?",
        text="Ce soir.",
        language="fr",
        refused=not cited,
        citations=tuple(citation(number, article_id) for number, article_id in enumerate(cited, start=1)),
    )
    assert Turn.of("Et quand ?", answer) == Turn(
        question="Et quand ?",
        standalone_question="Quand le port ferme-t-il ?",
        answer="Ce soir.",
        articles=articles,
    )
