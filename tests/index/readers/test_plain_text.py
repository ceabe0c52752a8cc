from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.readers import plain_text
from index.readers.plain_text import split_headers, split_title, without_banner
from index.records import Article, Skipped

BANNER = "Cette page provient de nos anciens numéros."
FOOTER = "Cette page provient de nos collections, que la rédaction ne tient plus."


def read(tmp_path: Path, content: str, name: str = "article.txt") -> Article:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    [article] = plain_text.read(path)
    assert isinstance(article, Article)
    return article


def test_banner_doubled_title_and_footer_are_left_out(tmp_path: Path) -> None:
    title = "Le pont est fermé"
    content = f"{BANNER}\n\n{title}\n\n{title}\n\nIl ferme lundi.\n\nEt mardi.\n\nClose\n{FOOTER}"
    article = read(tmp_path, content)
    assert (article.title, article.text) == ("Le pont est fermé", "Il ferme lundi.\n\nEt mardi.")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{BANNER}\nTitre\nTitre\nCorps.", "Titre\nTitre\nCorps."),
        ("Menu\nAccueil\nTitre\n\nTITRE !\nCorps.", "Titre\n\nTITRE !\nCorps."),
        (f"{BANNER}\n\nTitre\n\nCorps.\n\n{FOOTER}", "Titre\n\nCorps."),
        (f"{BANNER}\n\nTitre\n\nCorps.\n\nFermer\n{FOOTER}\nContact", "Titre\n\nCorps."),
        (f"{BANNER}\n\nTitre\n\nCorps.\n\nVoir aussi\n{FOOTER}", "Titre\n\nCorps.\n\nVoir aussi"),
        ("Titre\n\nCorps.\n\nClose", "Titre\n\nCorps.\n\nClose"),
        ("Titre\nUn.\nDeux.\nTrois.\n4.\n5.\nNon.\nNon.", "Titre\nUn.\nDeux.\nTrois.\n4.\n5.\nNon.\nNon."),
        ("Un titre\n\nUn titre semblable revient.", "Un titre\n\nUn titre semblable revient."),
        ("", ""),
    ],
)  # fmt: skip
def test_what_an_archive_sets_around_an_article_is_left_out(text: str, kept: str) -> None:
    assert without_banner(text) == kept


@pytest.mark.parametrize(
    ("text", "title", "below"),
    [
        ("Le titre\n\nLe corps.", "Le titre", "Le corps."),
        ("Qui a gagné ?\nLe corps.", "Qui a gagné ?", "Le corps."),
        ("Il part.\n\nIl part.\nLe corps.", "Il part.", "Il part.\nLe corps."),
        ("Il part lundi. Il revient.\n\nFin.", "Il part lundi.", "Il part lundi. Il revient.\n\nFin."),
        ("Une ligne seule", "Une ligne seule", "Une ligne seule"),
        ("mot " * 60 + "\nLe corps.", "mot " * 28 + "mot…", "mot " * 60 + "\nLe corps."),
    ],
)  # fmt: skip
def test_the_title_is_the_first_line_or_the_first_sentence(text: str, title: str, below: str) -> None:
    assert split_title(text) == (title, below)


@pytest.mark.parametrize(
    ("text", "headers", "below"),
    [
        (
            "Title: A bridge\nDate: 2013-12-27\nAuthor: Ann Lee\nSection: City\nURL: https://example.org/a\n\nBody.",
            {
                "title": "A bridge",
                "published": "2013-12-27",
                "authors": "Ann Lee",
                "section": "City",
                "url": "https://example.org/a",
            },
            "Body.",
        ),
        (
            "Titre : Un pont\nAuteur : Zoé Roy\nRubrique : Ville\nCorps.",
            {"title": "Un pont", "authors": "Zoé Roy", "section": "Ville"},
            "Corps.",
        ),
        ("Publié le : 3 mai 2014\nCorps.", {"published": "3 mai 2014"}, "Corps."),
        ("Source : une agence\nCorps.", {}, "Source : une agence\nCorps."),
        ("Note : rien\nDate: 2013-12-27", {}, "Note : rien\nDate: 2013-12-27"),
        ("Date: 2013-12-27\nDate: fraîche", {"published": "2013-12-27"}, "Date: fraîche"),
    ],
)
def test_header_lines_are_metadata(text: str, headers: dict[str, str], below: str) -> None:
    assert split_headers(text) == (headers, below)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2013-12-27-drones.txt", date(2013, 12, 27)),
        ("drones_20131227.txt", date(2013, 12, 27)),
        ("drones.2013.12.27.txt", date(2013, 12, 27)),
        ("2013-13-27.txt", None),
        ("000_eb20131227dc.txt", None),
        ("drones.txt", None),
    ],
)
def test_a_date_in_the_file_name_is_the_articles(name: str, day: date | None, tmp_path: Path) -> None:
    assert read(tmp_path, "Titre\n\nCorps.", name).published == day


def test_a_header_date_comes_before_that_of_the_name(tmp_path: Path) -> None:
    assert read(tmp_path, "Date: 2 mai 2014\n\nTitre\n\nCorps.", "2013-12-27.txt").published == date(
        2014, 5, 2
    )


def test_the_record_is_the_files_name(tmp_path: Path) -> None:
    assert read(tmp_path, "Titre\n\nCorps.", "drones-7.txt").source.record == "drones-7"


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "photo.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert list(plain_text.read(path)) == [Skipped(path=str(path), reason="not a text: it holds NUL bytes")]
