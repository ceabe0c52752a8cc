from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from index.side_by_side import FEWEST_BATCHES, Rows, encode_side_by_side


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def lengths_of(texts: list[str]) -> Rows:
    return np.array([[len(text), text.count("a")] for text in texts], np.float32)


@pytest.mark.parametrize("threads", [1, 3])
@given(texts=st.lists(st.text("ab", max_size=9), min_size=1, max_size=60), batch_size=st.integers(1, 8))
def test_each_text_gets_its_own_row_however_many_threads(
    threads: int, texts: list[str], batch_size: int
) -> None:
    with torch_threads(threads):
        rows = encode_side_by_side(lengths_of, texts, batch_size)
    np.testing.assert_array_equal(rows, lengths_of(texts))


def test_many_batches_go_side_by_side_a_thread_each_and_few_do_not() -> None:
    both = threading.Barrier(2, timeout=10)
    seen: list[tuple[str, int, int]] = []

    def encode(texts: list[str]) -> Rows:
        if threading.current_thread() is not threading.main_thread():
            both.wait()
        seen.append((threading.current_thread().name, torch.get_num_threads(), len(texts)))
        return lengths_of(texts)

    with torch_threads(2):
        encode_side_by_side(encode, ["a"] * (FEWEST_BATCHES - 1), 1)
        few, seen = seen, []
        encode_side_by_side(encode, ["a"] * FEWEST_BATCHES, 1)
        after = torch.get_num_threads()
    main = threading.main_thread().name
    assert few == [(main, 2, 1)] * (FEWEST_BATCHES - 1)
    assert [each[1:] for each in seen] == [(1, 1)] * FEWEST_BATCHES
    assert len({name for name, *_ in seen} - {main}) == 2
    assert after == 2


def test_a_batch_that_fails_is_said_and_torch_keeps_its_threads() -> None:
    def fail(texts: list[str]) -> Rows:
        raise MemoryError(f"{len(texts)} texts")

    with torch_threads(2):
        with pytest.raises(MemoryError, match="2 texts"):
            encode_side_by_side(fail, ["a"] * 2 * FEWEST_BATCHES, 2)
        after = torch.get_num_threads()
    assert after == 2
