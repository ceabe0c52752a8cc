"""How far a long work is: one line rewritten on a terminal, a line now and then in a log."""

from __future__ import annotations

import math
from typing import TextIO

from index.progress import Progress

SECONDS_BETWEEN_LINES = 5.0
_BAR_LENGTH = 20
_CLEAR_TO_END = "\x1b[K"
_SECONDS_IN_MINUTE, _MINUTES_IN_HOUR = 60, 60


class ProgressLine:
    """Shows progress on a stream; in a log at most every `SECONDS_BETWEEN_LINES`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._shown_at = -math.inf
        self._step = ""

    def show(self, progress: Progress) -> None:
        """Show how far a build is; each of its steps has a line of its own."""
        if progress.step != self._step:
            self.end()
            self._step, self._shown_at = progress.step, -math.inf
        bar = _bar(progress.share) if self._is_terminal and progress.share is not None else ""
        self.show_text(bar + progress_text(progress), progress.seconds)

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
            self._shown_at = -math.inf


def progress_text(progress: Progress) -> str:
    """Write a progress: `embedding 45%, 12 articles, 80 passages, 9.5/s, 3 min left, 1 skipped`."""
    parts = [progress.step if progress.share is None else f"{progress.step} {progress.share:.0%}"]
    parts.append(f"{progress.articles} articles")
    if progress.step == "embedding":
        parts.append(f"{progress.passages} passages")
    parts.append(f"{progress.rate:.1f}/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    parts.append(f"{progress.skipped} skipped")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Write a time as a person says it: `8 s`, `3 min`, `2 h 05 min`."""
    if round(seconds) < _SECONDS_IN_MINUTE:
        return f"{round(seconds)} s"
    minutes = round(seconds / _SECONDS_IN_MINUTE)
    hours, rest = divmod(minutes, _MINUTES_IN_HOUR)
    return f"{hours} h {rest:02d} min" if hours else f"{minutes} min"


def _bar(share: float) -> str:
    done = round(_BAR_LENGTH * min(1.0, max(0.0, share)))
    return f"[{'#' * done}{'-' * (_BAR_LENGTH - done)}] "
