"""How far a build or an update is, as it is told while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from index.records import Record

Step = Literal["reading", "embedding"]


class Progress(Record):
    """How far a build is.

    `share` is the part of the step that is done, from 0 to 1; `seconds` and `seconds_left` are the
    step's. None: nobody knows yet. `embedded` counts the passages of this run, without those that an
    earlier one left.
    """

    step: Step
    articles: int
    passages: int
    embedded: int
    skipped: int
    seconds: float
    share: float | None = None
    seconds_left: float | None = None

    @property
    def rate(self) -> float:
        """Of the step: articles or passages embedded in a second, since the work began."""
        return (self.articles if self.step == "reading" else self.embedded) / max(self.seconds, 1e-9)


OnProgress = Callable[[Progress], None]


class Pace:
    """Times the two steps of a build, and tells how far they are."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self.started = time.monotonic()
        self._step_started = self.started

    @property
    def seconds(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.started

    def tell_reading(self, articles: int, skipped: int, share: float) -> None:
        """Tell of articles read: `share` is that of the bytes of all files."""
        self._tell("reading", share, share, articles=articles, passages=0, embedded=0, skipped=skipped)

    def begin_embedding(self) -> None:
        """Begin the second step."""
        self._step_started = time.monotonic()

    def tell_embedding(self, articles: int, passages: int, embedded: int, skipped: int, share: float) -> None:
        """Tell of passages embedded: `share` is that of the characters of all texts."""
        # What an earlier run had embedded took no time, and says nothing about the time that is left.
        paid = share * embedded / passages if passages else 0.0
        counts = {"articles": articles, "passages": passages, "embedded": embedded, "skipped": skipped}
        self._tell("embedding", share, paid, **counts)

    def _tell(self, step: Step, share: float, paid: float, **counts: int) -> None:
        now = time.monotonic()
        left = (now - self._step_started) * (1 - share) / paid if paid > 0 else None
        self._on_progress(
            Progress(step=step, seconds=now - self._step_started, share=share, seconds_left=left, **counts)
        )
