from __future__ import annotations

import io

import pytest

from index.progress import Progress
from index.progress_line import ProgressLine, duration, progress_text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def progress(moment: float, step: str = "embedding", share: float | None = None) -> Progress:
    return Progress.model_validate(
        {
            "step": step,
            "articles": 2,
            "passages": int(12 * moment),
            "embedded": int(10 * moment),
            "skipped": 1,
            "seconds": moment,
            "share": share,
            "seconds_left": None if share is None else 90.0,
        }
    )


def shown_on(stream: io.StringIO, seconds: list[float]) -> str:
    line = ProgressLine(stream)
    for moment in seconds:
        line.show(progress(moment))
    line.end()
    return stream.getvalue()


def test_a_terminal_shows_one_line_that_is_rewritten() -> None:
    assert shown_on(Terminal(), [1, 2]) == (
        "\rembedding, 2 articles, 12 passages, 10.0/s, 1 skipped\x1b[K"
        "\rembedding, 2 articles, 24 passages, 10.0/s, 1 skipped\x1b[K\n"
    )


def test_a_terminal_shows_a_bar_where_the_share_is_known_and_a_line_a_step() -> None:
    stream = Terminal()
    line = ProgressLine(stream)
    line.show(progress(4, "reading", 0.5))
    line.show(progress(1, "embedding", 1.0))
    line.end()
    assert stream.getvalue() == (
        "\r[##########----------] reading 50%, 2 articles, 0.5/s, 2 min left, 1 skipped\x1b[K\n"
        "\r[####################] embedding 100%, 2 articles, 12 passages, 10.0/s, 2 min left, 1 skipped"
        "\x1b[K\n"
    )


def test_a_log_gets_a_line_at_most_every_five_seconds() -> None:
    assert shown_on(io.StringIO(), [1, 3, 5.9, 6, 8, 12, 16]) == "".join(
        f"embedding, 2 articles, {passages} passages, 10.0/s, 1 skipped\n" for passages in (12, 72, 144)
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


def test_a_progress_without_an_end_in_sight_names_none() -> None:
    assert progress_text(progress(3, "reading")) == "reading, 2 articles, 0.7/s, 1 skipped"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (170, "3 min"),
        (3599, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_a_time_is_said_as_a_person_says_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said
