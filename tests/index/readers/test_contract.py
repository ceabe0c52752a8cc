"""What holds for every reader. A new format is one row of FORMATS."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.readers.registry import READERS, read_file
from index.records import Article, Skipped, article_id
from index.text.cleaning import clean_text

TITLE = "La mairie rouvre le marché couvert"
PARAGRAPHS = (
    "Le marché couvert a rouvert ses portes samedi matin après deux ans de travaux, a annoncé la mairie.",
    "« Nous avons gardé les étals d'époque », a déclaré l'élue chargée du commerce, devant une foule ravie.",
    "Le chantier a coûté quatre millions d'euros, dont la moitié a été payée par la région et par l'État.",
)
TEXT = "\n\n".join(PARAGRAPHS)
PUBLISHED = date(2019, 4, 27)


class Format(NamedTuple):
    suffix: str
    write: Callable[[str, str, date], str]
    """One article (title, text, day) in that format."""


def write_plain_text(title: str, text: str, published: date) -> str:
    return f"Titre : {title}\nDate : {published:%d/%m/%Y}\n\n{text}\n"


def write_json_line(title: str, text: str, published: date) -> str:
    return (
        json.dumps({"titre": title, "contenu": text, "date": published.isoformat()}, ensure_ascii=False)
        + "\n"
    )


def write_json_list(title: str, text: str, published: date) -> str:
    row = {"headline": title, "body": text, "published": published.isoformat()}
    return json.dumps([row], ensure_ascii=False, indent=1)


def write_table(delimiter: str) -> Callable[[str, str, date], str]:
    def write(title: str, text: str, published: date) -> str:
        file = io.StringIO()
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerows([["title", "text", "date"], [title, text, published.isoformat()]])
        return file.getvalue()

    return write


def write_page(title: str, text: str, published: date) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title><script>var player = 'jamais lu';</script>"
        f'<meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published.isoformat()}T08:00:00+02:00"></head>'
        "<body><nav><a href='/'>Accueil</a> <a href='/sport'>Sport</a></nav>"
        f"<article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


FORMATS = [
    Format(".txt", write_plain_text),
    Format(".text", write_plain_text),
    Format(".jsonl", write_json_line),
    Format(".ndjson", write_json_line),
    Format(".json", write_json_list),
    Format(".json", write_json_line),
    Format(".csv", write_table(",")),
    Format(".csv", write_table(";")),
    Format(".csv", write_table("|")),
    Format(".tsv", write_table("\t")),
    Format(".html", write_page),
    Format(".htm", write_page),
    Format(".xhtml", write_page),
]

every_format = pytest.mark.parametrize(
    "form", FORMATS, ids=lambda form: f"{form.suffix}-{form.write.__name__}"
)


def write_sample(folder: Path, form: Format, encoding: str = "utf-8") -> Path:
    path = folder / f"sample{form.suffix}"
    path.write_bytes(form.write(TITLE, TEXT, PUBLISHED).encode(encoding))
    return path


def test_every_reader_has_a_row_here() -> None:
    tried = {
        next(reader.name for reader in READERS if reader.accepts(Path(f"a{form.suffix}"))) for form in FORMATS
    }
    assert tried == {reader.name for reader in READERS}


@every_format
def test_an_article_comes_out_as_it_went_in(form: Format, tmp_path: Path) -> None:
    [article] = read_file(write_sample(tmp_path, form))
    assert isinstance(article, Article)
    assert (article.title, article.text, article.published) == (TITLE, TEXT, PUBLISHED)
    assert article.language == "fr"
    assert article.source.path == str(tmp_path / f"sample{form.suffix}")


@every_format
def test_the_same_article_has_the_same_id_in_every_format(form: Format, tmp_path: Path) -> None:
    [article] = read_file(write_sample(tmp_path, form))
    assert isinstance(article, Article)
    assert article.id == article_id(TITLE, TEXT, PUBLISHED)


@every_format
@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32"])
def test_accents_are_right_in_every_encoding(form: Format, encoding: str, tmp_path: Path) -> None:
    [article] = read_file(write_sample(tmp_path, form, encoding))
    assert isinstance(article, Article)
    assert (article.title, article.text) == (TITLE, TEXT)


@every_format
def test_a_gzip_file_is_read_as_the_file_inside(form: Format, tmp_path: Path) -> None:
    plain = write_sample(tmp_path, form)
    packed = plain.with_name(plain.name + ".gz")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    [article] = read_file(packed)
    assert isinstance(article, Article)
    assert (article.title, article.text) == (TITLE, TEXT)


@every_format
def test_a_gzip_file_cut_short_is_reported(form: Format, tmp_path: Path) -> None:
    packed = tmp_path / f"sample{form.suffix}.gz"
    packed.write_bytes(gzip.compress(form.write(TITLE, TEXT, PUBLISHED).encode())[:-12])
    found = list(read_file(packed))
    assert [type(item) for item in found][-1:] == [Skipped]
    assert {item.path for item in found if isinstance(item, Skipped)} == {str(packed)}


@every_format
def test_text_is_clean_text(form: Format, tmp_path: Path) -> None:
    dirty = (
        TEXT.replace("marché", "mar\u00adché").replace(" », a", "\u00a0»,\u200b a").replace("É", "E\u0301")
    )
    path = tmp_path / f"sample{form.suffix}"
    path.write_bytes(form.write(TITLE, dirty, PUBLISHED).encode())
    [article] = read_file(path)
    assert isinstance(article, Article)
    assert article.text == clean_text(dirty)


@every_format
def test_an_empty_file_gives_no_article(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"sample{form.suffix}"
    path.touch()
    assert [item for item in read_file(path) if isinstance(item, Article)] == []


@every_format
def test_an_article_over_the_limit_is_reported(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"sample{form.suffix}"
    path.write_text(form.write(TITLE, " ".join(PARAGRAPHS), PUBLISHED), encoding="utf-8")
    [skipped] = read_file(path, limit=200)
    assert isinstance(skipped, Skipped)
    assert skipped.path == str(path)
    assert skipped.reason == "more than 200 bytes in one article"


@every_format
def test_a_folder_named_like_a_file_is_reported(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"sample{form.suffix}"
    path.mkdir()
    assert list(read_file(path)) == [Skipped(path=str(path), reason="cannot be opened: Is a directory")]


@every_format
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
@example(content=b"\x00" * 64)
@example(content=b"\xff\xfe")
@example(content=b"[" * 100_000)
@example(content=b"<html><body><p>" * 2_000)
def test_no_bytes_make_a_reader_raise(form: Format, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"sample{form.suffix}"
    path.write_bytes(content)
    assert {item.path if isinstance(item, Skipped) else item.source.path for item in read_file(path)} <= {
        str(path)
    }


@every_format
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.integers(0, 500))
def test_a_file_cut_anywhere_is_read_or_reported(form: Format, kept: int, tmp_path: Path) -> None:
    path = tmp_path / f"sample{form.suffix}"
    path.write_bytes(form.write(TITLE, TEXT, PUBLISHED).encode()[:kept])
    for item in read_file(path):
        assert isinstance(item, Skipped) or clean_text(item.text) == item.text
