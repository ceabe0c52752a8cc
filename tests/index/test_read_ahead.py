from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from index.read_ahead import read_ahead


def counted(made: list[int], end: int, failure: BaseException | None = None) -> Iterator[int]:
    for number in range(end):
        made.append(number)
        yield number
    if failure is not None:
        raise failure


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "read-ahead"]


@pytest.mark.parametrize("ahead", [1, 2, 50])
def test_everything_comes_in_its_order(ahead: int) -> None:
    assert list(read_ahead(counted([], 20), ahead)) == list(range(20))
    assert threads() == []


def test_no_more_than_so_many_are_made_ahead_of_the_reader() -> None:
    made: list[int] = []
    with closing(read_ahead(counted(made, 100), 2)) as items:
        for number in items:
            # In hand here, waiting, and one that its maker holds.
            assert len(made) <= number + 1 + 2 + 1


@pytest.mark.parametrize("failure", [ValueError("no more"), KeyboardInterrupt()])
def test_what_the_maker_raises_is_raised_after_what_it_made(failure: BaseException) -> None:
    items = read_ahead(counted([], 3, failure), 1)
    assert [next(items), next(items), next(items)] == [0, 1, 2]
    with pytest.raises(type(failure)) as raised:
        next(items)
    assert (raised.value, threads()) == (failure, [])


def read_three_and_fail(made: list[int]) -> None:
    with closing(read_ahead(counted(made, 10**9), 1)) as items:
        for number in items:
            if number == 2:
                raise ValueError("the reader fails")


def test_a_reader_that_fails_ends_the_maker() -> None:
    made: list[int] = []
    with pytest.raises(ValueError, match="the reader fails"):
        read_three_and_fail(made)
    assert threads() == []
    assert len(made) <= 5
