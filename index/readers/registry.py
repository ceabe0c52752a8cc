"""Which reader takes a file, and every article of an archive's sources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from index.errors import SourceError
from index.readers import (
    delimited,
    feed,
    jsonl,
    newsml,
    nitf,
    packed,
    pdf,
    plain_text,
    warc,
    web_page,
    word_document,
    wordpress_export,
)
from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.failures import failed
from index.readers.folders import unreadable, walk
from index.records import Article, Skipped


class Reader(Protocol):
    """A file format. A module with these three names is a reader; so is an object.

    To add one: a file beside this one, a line in `READERS`, a row in the readers' contract tests.
    """

    @property
    def name(self) -> str:
        """The format, as a person calls it."""
        ...

    def accepts(self, path: Path) -> bool:
        """Whether this reader takes the file; looks at its name, and at its bytes only if it must."""
        ...

    def read(self, path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
        """Yield every article of a file, and what of it could not be read.

        No article of more than `limit` bytes is held in memory. May raise whatever a broken file makes
        it raise: `read_file` turns that into a `Skipped`.
        """
        ...


READERS: tuple[Reader, ...] = (
    jsonl,
    delimited,
    web_page,
    plain_text,
    wordpress_export,
    feed,
    nitf,
    newsml,
    pdf,
    word_document,
    warc,
    packed,
)
"""The first that accepts a file reads it: the specific before the general."""


def read_sources(sources: Sequence[Path], limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield every article of some files and folders, and what of them could not be read.

    Args:
        sources: Files and folders, in the order in which they are read.
        limit: The most bytes one article may have.

    Raises:
        SourceError: a source does not exist; raised at once, before anything is read.
    """
    missing = [path_name(source) for source in sources if not os.path.lexists(source)]
    if missing:
        raise SourceError(f"no such file or folder: {', '.join(missing)}")
    return chain.from_iterable(_read_source(source, limit) for source in sources)


def read_file(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield every article of one file, and what of it could not be read; never raises for a broken file.

    What only the system did not let us read (a full disk, too many open files) is a `ReadingFailed`.
    """
    reader = next((reader for reader in READERS if reader.accepts(path)), None)
    if reader is None:
        yield Skipped(path=path_name(path), reason="no reader takes this file")
        return
    try:
        yield from reader.read(path, limit)
    except OSError as error:
        yield failed(path_name(path), unreadable(path, error).reason, error)
    except Exception as error:  # noqa: BLE001 - parsers fail in their own ways; one file must not cost the others
        yield failed(path_name(path), f"broken {reader.name}: {type(error).__name__}: {error}", error)


def _read_source(source: Path, limit: int) -> Iterator[Article | Skipped]:
    for found in walk(source):
        if isinstance(found, Skipped):
            yield found
        else:
            yield from read_file(found, limit)
