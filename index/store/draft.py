"""A generation while it is written: rows, terms and vectors that are changed together."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.store.catalogue import Catalogue
from index.store.catalogue_writer import CatalogueWriter
from index.store.generations import copy_files
from index.store.lexical import TantivyIndex
from index.store.manifest import CATALOGUE_NAME, LEXICAL_NAME, VECTORS_NAME, Statistics
from index.store.vector_rows import Vectors
from index.store.vectors import FaissVectors

_FLOAT_BYTES = 4


class Draft:
    """The three stores of a folder, open for writing; `draft_in` gives one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue = CatalogueWriter(folder / CATALOGUE_NAME)
        self.lexical = TantivyIndex(folder / LEXICAL_NAME, writable=True)
        self._vectors: FaissVectors | None = None

    @property
    def vectors(self) -> FaissVectors:
        """The vectors; there are some when an older generation had them, or since `add_vectors`."""
        if self._vectors is None:
            self._vectors = FaissVectors.open(self.folder / VECTORS_NAME, scratch=self.folder)
        return self._vectors

    def add_vectors(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, shape (len(keys), dimension); the first of all say what the dimension is."""
        if self._vectors is None and not (self.folder / VECTORS_NAME).exists():
            self._vectors = FaissVectors(vectors.shape[1], scratch=self.folder)
        self.vectors.add(keys, vectors)

    def remove_articles(self, article_keys: Sequence[int]) -> None:
        """Take articles out, with their passages, terms and vectors."""
        keys = self.catalogue.keys_of_articles(article_keys)
        if keys:
            self.lexical.remove(keys)
            self.vectors.remove(keys)
        self.catalogue.remove_articles(article_keys)

    def renew_lexical(self) -> None:
        """Begin the terms anew."""
        self.lexical.close()
        shutil.rmtree(self.folder / LEXICAL_NAME)
        self.lexical = TantivyIndex(self.folder / LEXICAL_NAME, writable=True)

    def finish(self) -> Statistics:
        """Write everything to disk, and return what there is."""
        self.lexical.close()
        self.catalogue.close()
        if self._vectors is not None:
            # Aside: the file in place may be mapped, and shared with the older generation.
            aside = self.folder / f"{VECTORS_NAME}.new"
            _refuse_full_disk(self.folder, len(self._vectors) * (_FLOAT_BYTES * self._vectors.dimension + 8))
            self._vectors.save(aside)
            self._vectors = None
            aside.replace(self.folder / VECTORS_NAME)
        for lock in self.folder.rglob(".tantivy-*.lock"):
            lock.unlink()
        rows = Catalogue(self.folder / CATALOGUE_NAME)
        try:
            return rows.statistics()
        finally:
            rows.close()

    def abandon(self) -> None:
        """Let go of the files, whatever state they are in."""
        self.lexical.abandon()
        self.catalogue.abandon()
        self._vectors = None


@contextmanager
def draft_in(folder: Path, older: Path | None = None) -> Iterator[Draft]:
    """Give an empty draft in `folder`, or a copy of an older generation.

    Raises:
        OSError: the copy cannot be written.
    """
    if older is not None:
        copy_files(older / LEXICAL_NAME, folder / LEXICAL_NAME)
        shutil.copyfile(older / CATALOGUE_NAME, folder / CATALOGUE_NAME)
        _share(older / VECTORS_NAME, folder / VECTORS_NAME)
    draft = Draft(folder)
    try:
        yield draft
    finally:
        draft.abandon()


def _refuse_full_disk(folder: Path, wanted: int) -> None:
    # Vectors are written through a map. Where a system cannot set their bytes aside (`vector_file`), a disk
    # that fills up meanwhile would end the process.
    if shutil.disk_usage(folder).free < wanted:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _share(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
