from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from index.readers.registry import read_file
from index.records import Article, Skipped

BODY = "Le phare sera rallumé samedi soir, après trois ans de travaux."


def make_document() -> Document:
    document = docx.Document()
    document.core_properties.author = "Zoé Roy"
    document.core_properties.created = datetime(2015, 9, 18, 7, tzinfo=UTC)
    return document


def read(folder: Path, document: Document) -> Article:
    path = folder / "phare.docx"
    document.save(str(path))
    [article] = read_file(path)
    assert isinstance(article, Article)
    return article


def rewrite(document: Document, part: str, content: bytes) -> bytes:
    """Return a saved document with another content for one of its parts."""
    saved, changed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == part else old.read(info))
    return changed.getvalue()


def test_paragraphs_headings_and_tables_come_in_order(tmp_path: Path) -> None:
    document = make_document()
    document.add_heading("Le phare rallumé", level=0)
    document.add_paragraph(BODY)
    document.add_heading("Les travaux", level=2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Année", "Coût", "2014", "1,2 M€"), strict=True
    ):
        cell.text = text
    document.add_paragraph("La lampe vient du Nord.")
    article = read(tmp_path, document)
    assert article.title == "Le phare rallumé"
    assert article.text.split("\n\n") == [
        BODY,
        "Les travaux",
        "Année | Coût",
        "2014 | 1,2 M€",
        "La lampe vient du Nord.",
    ]


def test_properties_give_the_title_the_author_and_the_day(tmp_path: Path) -> None:
    document = make_document()
    document.core_properties.title = "Le phare se rallume"
    document.core_properties.category = "Littoral"
    document.add_paragraph(BODY)
    article = read(tmp_path, document)
    assert (article.title, article.authors, article.published, article.section) == (
        "Le phare se rallume",
        ("Zoé Roy",),
        date(2015, 9, 18),
        "Littoral",
    )
    assert article.source.record == "phare"


@pytest.mark.parametrize(
    "title", ["", "Microsoft Word - phare.doc", "phare_v2.docx", "Document1", "Sans titre"]
)
def test_a_title_that_a_program_gave_is_not_believed(title: str, tmp_path: Path) -> None:
    document = make_document()
    document.core_properties.title = title
    document.add_heading("Le phare rallumé", level=1)
    document.add_paragraph(BODY)
    assert read(tmp_path, document).title == "Le phare rallumé"


@pytest.mark.parametrize(
    "author", ["python-docx", "Microsoft Office User", "Administrateur", "zoe@gazette.example"]
)
def test_an_author_who_is_nobody_is_left_out(author: str, tmp_path: Path) -> None:
    document = make_document()
    document.core_properties.author = author
    document.add_paragraph(BODY)
    assert read(tmp_path, document).authors == ()


def test_a_short_first_line_serves_as_title(tmp_path: Path) -> None:
    document = make_document()
    document.add_paragraph("Le phare rallumé")
    document.add_paragraph(BODY)
    article = read(tmp_path, document)
    assert (article.title, article.text) == ("Le phare rallumé", BODY)


def test_insertions_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    document = make_document()
    paragraph = document.add_paragraph("La lampe ")
    for kind, tag, text in (("del", "delText", "ancienne "), ("ins", "t", "neuve "), ("ins", "t", "brille.")):
        paragraph._p.append(
            parse_xml(
                f"<w:{kind} {nsdecls('w')}><w:r>"
                f'<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r></w:{kind}>'
            )
        )
    assert read(tmp_path, document).text == "La lampe neuve brille."


def test_what_stands_in_a_content_control_is_read(tmp_path: Path) -> None:
    document = make_document()
    paragraph = document.add_paragraph(BODY)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    paragraph._p.addprevious(control)
    control.append(content)
    content.append(paragraph._p)
    assert read(tmp_path, document).text == BODY


def test_a_cell_that_claims_to_span_a_billion_columns_is_read(tmp_path: Path) -> None:
    document = make_document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "Un texte."
    cell._tc.grid_span = 1_000_000_000
    assert read(tmp_path, document).text == "Un texte."


def test_a_document_without_text_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "vide.docx"
    make_document().save(str(path))
    assert list(read_file(path)) == [Skipped(path=str(path), reason="no text")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "encrypted, or of Word 97-2003: save it as a .docx without a password",
        ),
        (b"PK\x03\x04", "broken Word document: BadZipFile: File is not a zip file"),
        (
            rewrite(make_document(), "word/document.xml", b"<w>" + b" " * (25 << 20)),
            f"refused: a part unpacks to {(25 << 20) + 3} bytes of XML (at most {24 << 20})",
        ),
    ],
    ids=["encrypted", "cut", "bomb"],
)
def test_what_is_no_document_or_a_bomb_is_reported(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "phare.docx"
    path.write_bytes(content)
    assert list(read_file(path)) == [Skipped(path=str(path), reason=reason)]
