from __future__ import annotations

import tracemalloc
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from index.errors import IndexMismatch
from index.passages import split_article
from index.store.catalogue_writer import CatalogueWriter
from index.store.twin_rows import add_twin, load_twins
from tests.fakes import make_article

WIRE = (
    "Le cargo Alcyon s'est échoué dans la nuit devant le phare de Kermarec. Ses neuf marins ont été ramenés à"
    " terre par la vedette du port, sains et saufs."
)
BANNER = "Cette page est tenue par les archives de la Gazette de Brévans, qui ne paraît plus depuis dix ans. "
DAY = date(2014, 1, 16)


def told(catalogue: CatalogueWriter, text: str, title: str, banner: str = "") -> int:
    """Cut an article without its banner, file it, and return its story, knowing only what is kept."""
    article = make_article(banner + text, title=title, published=DAY)
    key, _ = catalogue.add_article(article)
    left_out = [(0, len(banner))] if banner else []
    catalogue.add_passages(key, split_article(article, 100, left_out), left_out)
    add_twin(catalogue.writer, load_twins(catalogue.writer), key, DAY)
    [story] = catalogue.writer.execute("SELECT story FROM twin WHERE article = ?", (key,)).fetchone()
    return int(story)


def test_what_was_kept_finds_the_versions_that_come_later(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        assert told(catalogue, WIRE, "Un") == 1
        assert (
            told(
                catalogue, "Le marché couvert ferme ses portes à midi, et la halle aux grains aussi.", "Deux"
            )
            == 2
        )
        assert told(catalogue, WIRE + " L'équipage dort à l'hôtel.", "Trois") == 1


def test_what_is_left_out_makes_no_twins_and_parts_none(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        assert told(catalogue, WIRE, "Un", BANNER * 4) == 1
        assert told(catalogue, "Le bac est en panne.", "Deux", BANNER * 4) == 2
        assert told(catalogue, WIRE, "Trois") == 1


def test_a_story_goes_on_when_its_first_article_is_gone(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        assert [told(catalogue, WIRE, "Un"), told(catalogue, WIRE, "Deux")] == [1, 1]
        catalogue.remove_articles([1])
        assert told(catalogue, WIRE, "Trois") == 1
        catalogue.remove_articles([2, 3])
        assert told(catalogue, WIRE, "Quatre") == 4


def test_no_text_is_held_in_memory(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        finder = load_twins(catalogue.writer)
        texts = 0
        tracemalloc.start()
        for number in range(15):
            text = " ".join(f"mot{number}x{place}" for place in range(5_000))
            article = make_article(text, title=str(number))
            key, _ = catalogue.add_article(article)
            catalogue.add_passages(key, split_article(article, 1000))
            add_twin(catalogue.writer, finder, key, None)
            texts += len(text)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert held < texts / 2


def test_a_signature_of_another_length_is_refused(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as catalogue:
        told(catalogue, WIRE, "Un")
        catalogue.writer.execute("UPDATE twin SET signature = x'00'")
        with pytest.raises(IndexMismatch, match="article 1: its signature has 1 bytes, not 512"):
            load_twins(catalogue.writer)
