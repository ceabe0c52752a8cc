from __future__ import annotations

from qa.summary import MEASURES, Figure, Seconds, Summary
from qa.tables import TABLES, render_table, render_tables

ROW = Summary(
    language="fr",
    kind="number",
    questions=12,
    errors=0,
    figures={name: Figure(value=None) for name in MEASURES}
    | {"mrr": Figure(value=0.5, low=0.25, high=0.75), "recall_at_1": Figure(value=1 / 3)},
    seconds={"evidence": Seconds(median=0.26, p90=1.04), "first_word": None, "total": None},
)


def test_words_stand_to_the_left_and_figures_to_the_right() -> None:
    assert render_table(("a", "kind", "n"), [("all", "x", "10")]) == "a    kind   n\nall  x     10"


def test_a_figure_is_shown_with_its_interval_where_there_is_one() -> None:
    retrieval, *_, seconds = render_tables([ROW]).split("\n\n")
    assert retrieval.split("\n") == [
        "Retrieval",
        "language  kind     n   R@1  R@5  R@10               MRR",
        "fr        number  12  0.33    -     -  0.50 [0.25–0.75]",
    ]
    assert seconds.split("\n") == [
        "Seconds (median / 90th percentile)",
        "language  kind     n   evidence  first word  end",
        "fr        number  12  0.3 / 1.0           -    -",
    ]


def test_a_row_without_a_figure_is_left_out() -> None:
    _, answers, *_ = render_tables([ROW]).split("\n\n")
    assert answers == "Answers\nlanguage  kind  n  accuracy  F1  citation precision  citation recall"


def test_errors_are_told_below() -> None:
    everything = ROW.model_copy(update={"errors": 3})
    assert render_tables([ROW, everything]).endswith("\n\n3 questions failed; they count as not answered.")
    assert "failed" not in render_tables([everything, ROW])


def test_every_figure_stands_in_one_table() -> None:
    assert [name for columns in TABLES.values() for name in columns] == list(MEASURES)
