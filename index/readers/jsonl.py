"""JSON: one object a line (`.jsonl`, `.ndjson`), or `.json` that holds a list of objects or one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.encoding import decode, open_bytes, plain_suffix, read_lines
from index.readers.json_objects import json_objects
from index.readers.rows import read_row
from index.records import Article, Skipped

name = "JSON"

_LINES = frozenset({".jsonl", ".ndjson"})


def accepts(path: Path) -> bool:
    """Whether the file's name says JSON."""
    return plain_suffix(path) in _LINES | {".json"}


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the articles of a JSON file, and the line of each object that cannot be read.

    The file is streamed: no more than one object is held, of at most `limit` bytes.

    Raises:
        OSError: the file cannot be opened.
    """
    with open_bytes(path) as file:
        objects = read_lines(file, limit) if plain_suffix(path) in _LINES else json_objects(file, limit)
        for line, raw in objects:
            if raw is None:
                reason = f"more than {limit} bytes in one article"
                yield Skipped(path=path_name(path), line=line, reason=reason)
            elif raw.strip():
                yield from _read_object(raw, path, line)


def _read_object(raw: bytes, path: Path, line: int) -> Iterator[Article | Skipped]:
    try:
        row = json.loads(decode(raw).strip())
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at character {error.pos + 1}"
        yield Skipped(path=path_name(path), line=line, reason=reason)
        return
    except (ValueError, RecursionError) as error:
        yield Skipped(path=path_name(path), line=line, reason=f"JSON that cannot be read: {error}")
        return
    if isinstance(row, dict):
        yield from read_row(row, path, line)
    else:
        reason = f"a JSON object was expected, not {type(row).__name__}"
        yield Skipped(path=path_name(path), line=line, reason=reason)
