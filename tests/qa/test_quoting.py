from __future__ import annotations

from qa.quoting import quote_best
from qa.records import Sentence
from tests.fakes import make_article, make_evidence

ARTICLE = make_article("Le port\nest fermé. La digue est longue. Le bac attend.")
EVIDENCE = [
    make_evidence(ARTICLE, "Le port\nest fermé.", 1, 0.2),
    make_evidence(ARTICLE, "La digue est longue.", 2, 0.9),
    make_evidence(ARTICLE, "Le bac attend.", 3, 0.5),
]


def test_the_best_sentences_are_quoted_best_first_and_cite_themselves() -> None:
    assert quote_best(EVIDENCE) == [
        Sentence(text="« La digue est longue. »", citations=(2,), verified=True),
        Sentence(text="« Le bac attend. »", citations=(3,), verified=True),
    ]


def test_a_quotation_is_one_line() -> None:
    assert quote_best(EVIDENCE, 3)[2].text == "« Le port est fermé. »"


def test_no_evidence_is_no_quotation() -> None:
    assert quote_best([]) == []
