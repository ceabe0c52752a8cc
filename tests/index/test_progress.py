from __future__ import annotations

import time

import pytest

from index.progress import Pace, Progress


def told_after(seconds: float, passages: int, embedded: int, share: float) -> Progress:
    told: list[Progress] = []
    pace = Pace(told.append)
    pace.begin_embedding()
    time.sleep(seconds)
    pace.tell_embedding(1, passages, embedded, 0, share)
    return told[0]


@pytest.mark.parametrize(
    ("passages", "embedded", "share", "left_for_each_second"),
    [(50, 50, 0.5, 1.0), (50, 25, 0.5, 2.0), (10, 10, 1.0, 0.0), (90, 45, 0.9, 0.1 / 0.45)],
)
def test_the_time_left_follows_from_what_took_time(
    passages: int, embedded: int, share: float, left_for_each_second: float
) -> None:
    told = told_after(0.02, passages, embedded, share)
    assert told.seconds_left == pytest.approx(told.seconds * left_for_each_second)


@pytest.mark.parametrize(("passages", "embedded"), [(0, 0), (50, 0)])
def test_nobody_knows_the_time_left_while_nothing_has_been_embedded(passages: int, embedded: int) -> None:
    assert told_after(0, passages, embedded, 0.5).seconds_left is None


def test_reading_is_told_in_articles_and_embedding_in_passages() -> None:
    told: list[Progress] = []
    pace = Pace(told.append)
    pace.tell_reading(5, 1, 0.25)
    pace.begin_embedding()
    pace.tell_embedding(2, 12, 6, 1, 0.5)
    assert [(each.step, each.articles, each.passages, each.embedded, each.skipped) for each in told] == [
        ("reading", 5, 0, 0, 1),
        ("embedding", 2, 12, 6, 1),
    ]
    assert [each.rate * each.seconds for each in told] == pytest.approx([5, 6])
