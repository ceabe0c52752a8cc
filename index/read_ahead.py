"""Two halves of a work at once: one makes things in a thread of its own, the other takes them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")

_END = object()
_LOOK_EVERY_SECONDS = 0.1


def read_ahead(items: Iterator[Item], ahead: int) -> Generator[Item]:
    """Give `items`, made in another thread, at most `ahead` of them waiting.

    What making one raises is raised here, in its turn. When this iterator is closed, or its reader fails
    and closes it, the thread ends after the item in hand, before the close returns.
    """
    waiting: queue.Queue[object] = queue.Queue(ahead)
    stopped = threading.Event()
    failures: list[BaseException] = []

    def put(item: object) -> None:
        while not stopped.is_set():
            with suppress(queue.Full):
                waiting.put(item, timeout=_LOOK_EVERY_SECONDS)
                return

    def make() -> None:
        try:
            for item in items:
                put(item)
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - whatever it is, the reader is to have it
            failures.append(error)
        finally:
            put(_END)

    maker = threading.Thread(target=make, name="read-ahead", daemon=True)
    maker.start()
    try:
        while (item := waiting.get()) is not _END:
            yield item  # type: ignore[misc] # nothing else is put
        if failures:
            raise failures[0]
    finally:
        stopped.set()
        maker.join()
