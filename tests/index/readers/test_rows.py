from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from index.readers.rows import FIELD_NAMES, author_names, field_of, plain_value, read_row
from index.records import Article, Skipped

PATH = Path("rows.jsonl")


def article_of(row: Mapping[str, object]) -> Article:
    [article] = read_row(row, PATH, line=4)
    assert isinstance(article, Article)
    return article


def test_usual_names_are_understood_in_any_case() -> None:
    article = article_of(
        {
            "_ID": "n-7",
            "Titre": "Le pont",
            "Contenu": "Le corps.",
            "Chapo": "Le chapeau.",
            "PubDate": "26 déc. 2013",
            "Permalink": "https://example.org/7",
            "Rubrique": "Ville",
            "Byline": "Par Zoé Roy et Ann Lee",
            "Source": {"id": None, "name": "La Gazette"},
            "lang": "fr-FR",
            "unknown": {"a": 1},
        }
    )
    assert article == Article(
        id=article.id,
        title="Le pont",
        text="Le chapeau.\n\nLe corps.",
        published=date(2013, 12, 26),
        authors=("Zoé Roy", "Ann Lee"),
        publisher="La Gazette",
        section="Ville",
        url="https://example.org/7",
        language="fr",
        source=article.source,
    )
    assert (article.source.path, article.source.record) == ("rows.jsonl", "n-7")


def test_no_name_stands_for_two_fields() -> None:
    names = [name for names in FIELD_NAMES.values() for name in names]
    assert len(names) == len(set(names))
    assert [field_of(name.upper()) for names in FIELD_NAMES.values() for name in names] == [
        field for field, names in FIELD_NAMES.items() for _ in names
    ]


def test_a_row_without_id_is_named_by_its_line() -> None:
    assert article_of({"text": "Un."}).source.record == "4"


def test_the_first_name_that_holds_something_wins() -> None:
    assert article_of({"body": "Deux.", "content": "Trois.", "text": ""}).text == "Deux."


@pytest.mark.parametrize("row", [{"title": "Seul"}, {}, {"title": "Seul", "text": " \u200b", "lede": None}])
def test_a_row_without_text_and_lede_is_reported(row: dict[str, object]) -> None:
    assert list(read_row(row, PATH, line=4)) == [Skipped(path="rows.jsonl", line=4, reason="no text")]


def test_a_row_with_a_lede_alone_is_an_article() -> None:
    assert article_of({"title": "Le pont", "summary": "Il ferme."}).text == "Il ferme."


def test_a_date_that_cannot_be_read_is_told_and_the_article_kept() -> None:
    article, remark = read_row({"text": "Un.", "date": "31/02/2014"}, PATH, line=4)
    assert isinstance(article, Article)
    assert article.published is None
    assert str(remark) == "rows.jsonl:4: date '31/02/2014' cannot be read; article kept without date"


@pytest.mark.parametrize("written", [1388016000, 1388016000000, "1388016000", 20131226, 1388016000.5])
def test_dates_may_be_numbers(written: object) -> None:
    assert article_of({"text": "Un.", "date": written}).published == date(2013, 12, 26)


def test_markup_in_values_is_stripped() -> None:
    row = {
        "title": "Le <em>pont</em> &amp; la rue",
        "text": "<p>Un &eacute;t&eacute;.</p><script>x()</script><p>Deux<br>trois.</p>",
    }
    article = article_of(row)
    assert (article.title, article.text) == ("Le pont & la rue", "Un été.\n\nDeux\ntrois.")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        ("NaN", ""),
        ("null", ""),
        (3.5, "3.5"),
        ({"rendered": " <p>Un</p> "}, "<p>Un</p>"),
        ({"other": 1}, ""),
        (["Un", None, ["Deux"]], "Un / Deux"),
    ],
)
def test_a_value_becomes_text(value: object, text: str) -> None:
    assert plain_value(value, " / ") == text


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (None, ()),
        ("Zoé Roy", ("Zoé Roy",)),
        ("By Ann Lee and Bo Li", ("Ann Lee", "Bo Li")),
        ("Roy, Zoé; Lee, Ann", ("Roy, Zoé", "Lee, Ann")),
        ("Zoé Roy, Ann Lee", ("Zoé Roy", "Ann Lee")),
        (["Zoé Roy", {"name": "Ann Lee"}], ("Zoé Roy", "Ann Lee")),
        ("<b>Zoé Roy</b>", ("Zoé Roy",)),
        ("Bylaw Press", ("Bylaw Press",)),
    ],
)
def test_a_byline_is_parted_into_names(value: object, names: tuple[str, ...]) -> None:
    assert author_names(value) == names
