"""How far a long work is: one line rewritten on a terminal, a line now and then in a log."""

from __future__ import annotations

import math
from typing import TextIO

from index.ingest import Progress

SECONDS_BETWEEN_LINES = 5.0
_CLEAR_TO_END = "\x1b[K"


class ProgressLine:
    """Shows progress on a stream; in a log at most every `SECONDS_BETWEEN_LINES`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._shown_at = -math.inf

    def show(self, progress: Progress) -> None:
        """Show how far a build is."""
        rate = progress.passages / max(progress.seconds, 1e-9)
        self.show_text(
            f"{progress.articles} articles, {progress.passages} passages, {rate:.1f} passages/s,"
            f" {progress.skipped} skipped",
            progress.seconds,
        )

    def show_text(self, line: str, seconds: float) -> None:
        """Show a line that is true so many seconds after the work began."""
        if not self._is_terminal and seconds - self._shown_at < SECONDS_BETWEEN_LINES:
            return
        self._shown_at = seconds
        self._stream.write(f"\r{line}{_CLEAR_TO_END}" if self._is_terminal else f"{line}\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line, so that what is written next stands below it."""
        if self._is_terminal and self._shown_at > -math.inf:
            self._stream.write("\n")
            self._stream.flush()
