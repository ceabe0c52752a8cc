"""The figures of an evaluation as tables of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa.summary import Figure, Seconds, Summary

TABLES = {
    "Retrieval": {"recall_at_1": "R@1", "recall_at_5": "R@5", "recall_at_10": "R@10", "mrr": "MRR"},
    "Answers": {
        "accuracy": "accuracy",
        "f1": "F1",
        "citation_precision": "citation precision",
        "citation_recall": "citation recall",
    },
    "Refusals": {
        "refusal_precision": "precision",
        "refusal_recall": "recall",
        "answerable_refused": "answerable refused",
        "risk_area": "risk/coverage area",
    },
}
STEPS = {"evidence": "evidence", "first_word": "first word", "total": "end"}
SECONDS = "Seconds (median / 90th percentile)"
NOTHING = "-"
_LABELS = ("language", "kind", "n")


def render_tables(summaries: Sequence[Summary]) -> str:
    """Return a table each of retrieval, answers, refusals and seconds; figures have their 95% intervals.

    A row without a figure is left out. The last summary is that of all questions.
    """
    sections = [
        _section(
            title, columns, [(row, [_figure(row.figures[name]) for name in columns]) for row in summaries]
        )
        for title, columns in TABLES.items()
    ]
    times = [(row, [_seconds(row.seconds[step]) for step in STEPS]) for row in summaries]
    sections.append(_section(SECONDS, STEPS, times))
    if summaries and summaries[-1].errors:
        sections.append(f"{summaries[-1].errors} questions failed; they count as not answered.")
    return "\n\n".join(sections)


def _section(title: str, columns: Mapping[str, str], rows: Sequence[tuple[Summary, list[str]]]) -> str:
    cells = [[*_labels(row), *figures] for row, figures in rows if set(figures) != {NOTHING}]
    return f"{title}\n{render_table((*_LABELS, *columns.values()), cells)}"


def render_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return lines of columns two spaces apart: words (the first two) to the left, figures to the right."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    return "\n".join("  ".join(map(_aligned, line, widths, range(len(widths)))).rstrip() for line in lines)


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column < _LABELS.index("n") else cell.rjust(width)


def _labels(row: Summary) -> tuple[str, str, str]:
    return row.language, row.kind, str(row.questions)


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return NOTHING
    if figure.low is None or figure.high is None:
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} [{figure.low:.2f}–{figure.high:.2f}]"


def _seconds(seconds: Seconds | None) -> str:
    return f"{seconds.median:.1f} / {seconds.p90:.1f}" if seconds else NOTHING
