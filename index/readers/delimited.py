"""Tables: comma, semicolon, tab or pipe between values, one header line, quotes over several lines."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.encoding import decode, open_bytes, plain_suffix, read_lines
from index.readers.rows import field_of, read_row
from index.records import Article, Skipped

name = "delimited table"

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 10_000

_Line = tuple[int, str | None]


def accepts(path: Path) -> bool:
    """Whether the file's name says it is a table."""
    return plain_suffix(path) in {".csv", ".tsv"}


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the articles of a table, and the line of each row that cannot be read.

    The file is streamed: no more than one row is held, of at most `limit` bytes.

    Raises:
        OSError: the file cannot be opened.
    """
    with open_bytes(path) as file:
        lines = ((line, None if raw is None else decode(raw)) for line, raw in read_lines(file, limit))
        header_line = next((text for _, text in lines if text is None or text.strip()), None)
        delimiter, header = _header(header_line or "")
        if not {"text", "lede"} & {field_of(column) for column in header}:
            reason = "no column of the first line is named as a text is (text, body, content, summary…)"
            yield Skipped(path=path_name(path), line=1, reason=reason)
            return
        for line, row in read_rows(lines, delimiter, limit):
            if isinstance(row, str):
                yield Skipped(path=path_name(path), line=line, reason=row)
            elif len(row) > len(header):
                reason = f"{len(row)} values under {len(header)} columns"
                yield Skipped(path=path_name(path), line=line, reason=reason)
            else:
                yield from read_row(dict(zip(header, row, strict=False)), path, line)


def read_rows(lines: Iterable[_Line], delimiter: str, limit: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield `(first line, values)` of each row, or `(line, reason)` for a line that begins no row.

    After a quote that is never closed, or closed in the middle of a value, reading goes on with the very
    next line, so one stray quote costs one line.

    Args:
        lines: `(number, text)`; None for a text stands for a line that is too long.
        delimiter: What parts the values.
        limit: The longest row, in characters.
    """
    csv.field_size_limit(limit)
    waiting = _Lines(lines)
    for line, text in waiting:
        if text is None:
            yield line, f"more than {limit} bytes in one article"
            continue
        taken: list[_Line] = []
        texts = chain([text], _texts(waiting, taken, limit - len(text)))
        try:
            row = next(csv.reader(texts, delimiter=delimiter, strict=True))
        except csv.Error as error:
            yield line, f"not a row: {error}"
            waiting.give_back(taken)
            continue
        if row:
            yield line, row


class _Lines:
    """Lines to come, which can be given back and come again."""

    def __init__(self, lines: Iterable[_Line]) -> None:
        self._lines = iter(lines)
        self._again: deque[_Line] = deque()

    def __iter__(self) -> Iterator[_Line]:
        return self

    def __next__(self) -> _Line:
        return self._again.popleft() if self._again else next(self._lines)

    def give_back(self, lines: list[_Line]) -> None:
        self._again.extendleft(reversed(lines))


def _texts(waiting: Iterator[_Line], taken: list[_Line], limit: int) -> Iterator[str]:
    """Yield the lines that a row goes on with, keeping them in `taken` should it turn out to be none."""
    for number, text in waiting:
        taken.append((number, text))
        limit -= len(text or "")
        if text is None or limit < 0:
            return
        yield text


def _header(line: str) -> tuple[str, list[str]]:
    """Return the delimiter that gives most known columns, and the columns."""
    if len(line) > _LONGEST_HEADER:
        return ",", []
    rows = {mark: next(csv.reader([line], delimiter=mark), []) for mark in _DELIMITERS}
    delimiter = max(rows, key=lambda mark: sum(field_of(column) is not None for column in rows[mark]))
    return delimiter, rows[delimiter]
