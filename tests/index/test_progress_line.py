from __future__ import annotations

import io

from index.ingest import Progress
from index.progress_line import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on(stream: io.StringIO, seconds: list[float]) -> str:
    line = ProgressLine(stream)
    for moment in seconds:
        line.show(Progress(articles=2, passages=int(10 * moment), skipped=1, seconds=moment))
    line.end()
    return stream.getvalue()


def test_a_terminal_shows_one_line_that_is_rewritten() -> None:
    assert shown_on(Terminal(), [1, 2]) == (
        "\r2 articles, 10 passages, 10.0 passages/s, 1 skipped\x1b[K"
        "\r2 articles, 20 passages, 10.0 passages/s, 1 skipped\x1b[K\n"
    )


def test_a_log_gets_a_line_at_most_every_five_seconds() -> None:
    assert shown_on(io.StringIO(), [1, 3, 5.9, 6, 8, 12, 16]) == (
        "2 articles, 10 passages, 10.0 passages/s, 1 skipped\n"
        "2 articles, 60 passages, 10.0 passages/s, 1 skipped\n"
        "2 articles, 120 passages, 10.0 passages/s, 1 skipped\n"
    )


def test_a_build_that_showed_nothing_leaves_no_line() -> None:
    assert shown_on(Terminal(), []) == shown_on(io.StringIO(), []) == ""


def test_any_long_work_may_show_a_line_of_its_own() -> None:
    stream = io.StringIO()
    line = ProgressLine(stream)
    line.show_text("1 of 3 questions", 2.0)
    line.show_text("2 of 3 questions", 4.0)
    line.show_text("3 of 3 questions", 8.0)
    assert stream.getvalue() == "1 of 3 questions\n3 of 3 questions\n"
