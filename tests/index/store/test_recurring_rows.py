from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.store.catalogue_writer import CatalogueWriter
from index.store.recurring_rows import load_recurring_lines, save_recurring_lines
from index.text.recurring import CountedLine, RecurringLines

LINES = [CountedLine("La Gazette", -(2**63), 7, 1, 9), CountedLine("Le Courrier", 2**63 - 1, 5, 0, 5)]
ARTICLES = [("La Gazette", 12), ("Le Courrier", 6)]


def test_counts_come_back_as_they_were_kept_last(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        for lines, articles in ((LINES[:1], [("La Gazette", 8)]), (LINES, ARTICLES)):
            save_recurring_lines(catalogue.writer, RecurringLines(lines, articles))
        kept = load_recurring_lines(catalogue.writer)
        assert (sorted(kept.lines()), sorted(kept.articles())) == (LINES, ARTICLES)


def test_a_new_catalogue_has_counted_nothing(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        kept = load_recurring_lines(catalogue.writer)
        assert (list(kept.lines()), list(kept.articles())) == ([], [])
