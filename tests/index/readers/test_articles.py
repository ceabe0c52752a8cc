from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.readers.articles import make_article, title_from_text
from index.records import Article, Skipped, article_id

PATH = Path("rows.jsonl")


def made(**fields: Any) -> Article:
    article = make_article(path=PATH, record="7", **fields)
    assert isinstance(article, Article)
    return article


def test_the_id_is_that_of_the_clean_content() -> None:
    day = date(2013, 12, 26)
    article = made(title=" Le\u00a0pont ", text="Il\u00adferme.\r\n", published=day)
    assert article.id == article_id("Le pont", "Ilferme.", day)


@pytest.mark.parametrize(
    ("lede", "text", "whole"),
    [
        ("Le chapeau.", "Le corps.", "Le chapeau.\n\nLe corps."),
        ("Le chapeau.", "LE CHAPEAU — le corps.", "LE CHAPEAU — le corps."),
        ("Le début de l'arti…", "Le début de l’article.", "Le début de l’article."),
        ("", "Le corps.", "Le corps."),
        ("Le chapeau.", "", "Le chapeau."),
        ("Le pont", "Le pont\n\nLe corps.", "Le corps."),
        ("", "Le Pont !\n\nle pont\nLe corps.", "Le corps."),
        ("", "Le pont", "Le pont"),
    ],
)
def test_lede_and_body_make_one_text_without_repetition(lede: str, text: str, whole: str) -> None:
    assert made(title="Le pont", lede=lede, text=text).text == whole


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("fr", "fr"), ("fr-FR", "fr"), ("EN_us", "en"), ("French", "fr"), ("eng", "en"), ("de", "de"),
        ("", "fr"), (None, "fr"), ("?", "fr"), ("klingon", "fr"),
    ],
)  # fmt: skip
def test_a_language_is_a_code_and_else_detected(given: str | None, code: str) -> None:
    assert made(text="Il ferme lundi dans la ville.", language=given).language == code


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" HTTP://example.org ", "HTTP://example.org"),
        ("javascript:alert(1)", None),
        ("/a", None),
        ("", None),
    ],
)
def test_only_web_addresses_are_kept(url: str, kept: str | None) -> None:
    assert made(text="Un.", url=url).url == kept


def test_fields_that_hold_nothing_are_none() -> None:
    article = made(text="Un.", authors=["", " "], publisher=" ", section="\u200b")
    assert (article.authors, article.publisher, article.section) == ((), None, None)


def test_no_text_is_reported_with_its_line() -> None:
    skipped = make_article(path=PATH, record="7", title="Le pont", text="\ufeff \n", line=7)
    assert skipped == Skipped(path="rows.jsonl", line=7, reason="no text")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Il ferme lundi. Il rouvre mardi.", "Il ferme lundi."),
        ("Il ferme à 3.500 euros\nLa suite", "Il ferme à 3.500 euros"),
        ("a" * 300, "a" * 119 + "…"),
    ],
)
def test_without_title_the_start_of_the_text_serves(text: str, title: str) -> None:
    assert title_from_text(text) == title
    assert made(text=text).title == title
