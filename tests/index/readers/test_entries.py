from __future__ import annotations

from pathlib import Path

from index.readers.entries import named, read_entry
from index.records import Article, Skipped


def test_what_is_said_of_an_entry_names_it_and_no_line() -> None:
    article, remark = read_entry({"text": "Un texte.", "published": "hier"}, Path("a.xml"), "post-7")
    assert isinstance(article, Article)
    assert article.source.record == "post-7"
    assert remark == Skipped(
        path="a.xml", reason="date 'hier' cannot be read; article kept without date (record post-7)"
    )


def test_a_name_without_end_is_cut() -> None:
    assert (
        named(Skipped(path="a", line=3, reason="no text"), "x" * 5000).reason
        == f"no text (record {'x' * 200})"
    )
