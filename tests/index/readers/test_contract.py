"""What holds for every reader. A new format is one row of FORMATS."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import textwrap
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.readers.registry import READERS, read_file
from index.records import Article, Skipped, article_id
from index.text.cleaning import clean_text
from tests.index.readers.printed import PrintedLine, make_pdf

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
    write: Callable[[str, str, date], str | bytes]
    """One article (title, text, day) in that format; bytes where it says itself how it is encoded."""
    inside: str = ""
    """What the article's path has after the file's."""

    def encode(self, title: str, text: str, published: date, encoding: str = "utf-8") -> bytes:
        written = self.write(title, text, published)
        return written if isinstance(written, bytes) else written.encode(encoding)


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


def write_nitf(title: str, text: str, published: date) -> str:
    return (
        f'<?xml version="1.0"?><nitf><head><docdata><date.issue norm="{published:%Y%m%d}"/></docdata></head>'
        f"<body><body.head><hedline><hl1>{title}</hl1></hedline></body.head>"
        f"<body.content><block>{paragraphs(text)}</block></body.content></body></nitf>"
    )


def write_newsml(title: str, text: str, published: date) -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:agence.example:1">'
        f"<itemMeta><firstCreated>{published.isoformat()}T08:00:00+02:00</firstCreated></itemMeta>"
        f"<contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineXML>"
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>jamais lu</title></head>'
        f"<body>{paragraphs(text)}</body></html></inlineXML></contentSet></newsItem>"
    )


def paragraphs(text: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))


def write_rss(title: str, text: str, published: date) -> str:
    return (
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>La Gazette</title><item><title>{title}</title>"
        f"<pubDate>{published.day} {published:%b %Y} 08:00:00 +0200</pubDate>"
        f"<content:encoded><![CDATA[{paragraphs(text)}]]></content:encoded></item></channel></rss>"
    )


def write_atom(title: str, text: str, published: date) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>La Gazette</title>'
        f"<entry><id>urn:gazette:1</id><title>{title}</title><published>{published.isoformat()}T08:00:00Z</published>"
        f'<content type="html"><![CDATA[{paragraphs(text)}]]></content></entry></feed>'
    )


def write_wordpress_export(title: str, text: str, published: date) -> str:
    return (
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>La Gazette</title>'
        f"<item><title>{title}</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>"
        f"<wp:status>publish</wp:status><wp:post_date>{published.isoformat()} 08:00:00</wp:post_date>"
        f"<content:encoded><![CDATA[{paragraphs(text)}]]></content:encoded></item></channel></rss>"
    )


def write_web_archive(title: str, text: str, published: date) -> bytes:
    page = write_page(title, text, published).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/marche\r\n"
        b"WARC-Date: 2020-01-01T00:00:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(answer), answer)
    )


def write_pdf(title: str, text: str, published: date) -> bytes:
    lines = [PrintedLine(title, 50, 780, 20)]
    for paragraph in text.split("\n\n"):
        below = lines[-1].y - 24
        wrapped = textwrap.wrap(paragraph, 70, break_on_hyphens=False)
        lines += [PrintedLine(line, 50, below - 12 * number, 10) for number, line in enumerate(wrapped)]
    return make_pdf([lines], {"CreationDate": f"D:{published:%Y%m%d}080000+02'00'"})


def write_word_document(title: str, text: str, published: date) -> bytes:
    document = docx.Document()
    document.core_properties.created = datetime(published.year, published.month, published.day, tzinfo=UTC)
    document.add_heading(title, level=0)
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def write_zip(title: str, text: str, published: date) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("une/page.html", write_page(title, text, published))
    return file.getvalue()


def write_tar(title: str, text: str, published: date) -> bytes:
    file, page = io.BytesIO(), write_page(title, text, published).encode()
    with tarfile.open(fileobj=file, mode="w") as packed:
        info = tarfile.TarInfo("une/page.html")
        info.size = len(page)
        packed.addfile(info, io.BytesIO(page))
    return file.getvalue()


TEXT_FORMATS = [
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
    Format(".nitf", write_nitf),
    Format(".xml", write_nitf),
    Format(".xml", write_newsml),
    Format(".xml", write_wordpress_export),
    Format(".wxr", write_wordpress_export),
    Format(".xml", write_rss),
    Format(".rss", write_rss),
    Format(".atom", write_atom),
]
BYTE_FORMATS = [
    Format(".warc", write_web_archive),
    Format(".pdf", write_pdf),
    Format(".docx", write_word_document),
    Format(".zip", write_zip, inside="!une/page.html"),
    Format(".tar", write_tar, inside="!une/page.html"),
]
FORMATS = TEXT_FORMATS + BYTE_FORMATS


def name_of(form: Format) -> str:
    return f"{form.suffix}-{form.write.__name__}"


every_format = pytest.mark.parametrize("form", FORMATS, ids=name_of)
every_text_format = pytest.mark.parametrize("form", TEXT_FORMATS, ids=name_of)


def write_sample(folder: Path, form: Format, encoding: str = "utf-8") -> Path:
    path = folder / f"sample{form.suffix}"
    path.write_bytes(form.encode(TITLE, TEXT, PUBLISHED, encoding))
    return path


def test_every_reader_has_a_row_here(tmp_path: Path) -> None:
    tried = {
        next(reader.name for reader in READERS if reader.accepts(write_sample(tmp_path, form)))
        for form in FORMATS
    }
    assert tried == {reader.name for reader in READERS}


@every_format
def test_an_article_comes_out_as_it_went_in(form: Format, tmp_path: Path) -> None:
    [article] = read_file(write_sample(tmp_path, form))
    assert isinstance(article, Article)
    assert (article.title, article.text, article.published) == (TITLE, TEXT, PUBLISHED)
    assert article.language == "fr"
    assert article.source.path == str(tmp_path / f"sample{form.suffix}") + form.inside


@every_format
def test_the_same_article_has_the_same_id_in_every_format(form: Format, tmp_path: Path) -> None:
    [article] = read_file(write_sample(tmp_path, form))
    assert isinstance(article, Article)
    assert article.id == article_id(TITLE, TEXT, PUBLISHED)


@every_text_format
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
    packed.write_bytes(gzip.compress(form.encode(TITLE, TEXT, PUBLISHED))[:-12])
    found = list(read_file(packed))
    assert [type(item) for item in found][-1:] == [Skipped]
    assert {item.path for item in found if isinstance(item, Skipped)} == {str(packed)}


@every_format
def test_text_is_clean_text(form: Format, tmp_path: Path) -> None:
    dirty = (
        TEXT.replace("marché", "mar\u00adché").replace(" », a", "\u00a0»,\u200b a").replace("É", "E\u0301")
    )
    path = tmp_path / f"sample{form.suffix}"
    path.write_bytes(form.encode(TITLE, dirty, PUBLISHED))
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
    path.write_bytes(form.encode(TITLE, " ".join(PARAGRAPHS), PUBLISHED))
    [skipped] = read_file(path, limit=200)
    assert isinstance(skipped, Skipped)
    assert skipped.path == str(path) + form.inside
    assert skipped.reason.startswith("more than 200 bytes in one article")


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
    path.write_bytes(form.encode(TITLE, TEXT, PUBLISHED)[:kept])
    for item in read_file(path):
        assert isinstance(item, Skipped) or clean_text(item.text) == item.text
