from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from index.readers.xml_source import refusal, root_tag, utf8_blocks, xml_characters

ENTITIES = "refused: it declares entities of its own, which may grow without end or name other files"
NO_XML = "not XML: no element is found at its start"


def write(tmp_path: Path, content: bytes, name: str = "file.xml") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "root"),
    [
        (b"<rss version='2.0'><channel>", "<rss version='2.0'>"),
        (
            b"\xef\xbb\xbf \n<?xml version='1.0'?>\n<!-- <feed> --><?x <a> ?><rdf:RDF\n a='b'>",
            "<rdf:RDF\n a='b'>",
        ),
        (b'<!DOCTYPE rss PUBLIC "-//N//DTD" "http://x.example/a.dtd"><rss>', "<rss>"),
        (b"<!DOCTYPE rss [<!ELEMENT rss ANY> <!-- ] --> ]><rss>", "<rss>"),
        ("<été>".encode("utf-16"), "<été>"),
        (b"<a/>", "<a/>"),
        (b"Bonjour <a>", ""),
        (b"<!-- never closed <a>", ""),
        (b"<1a>", ""),
        (b"", ""),
        (b"\x00\xff" * 100, ""),
    ],
)
def test_the_root_is_the_first_tag(content: bytes, root: str, tmp_path: Path) -> None:
    assert root_tag(write(tmp_path, content)) == root
    assert root_tag(write(tmp_path, gzip.compress(content), "file.xml.gz")) == root


def test_a_file_that_cannot_be_read_has_no_known_root(tmp_path: Path) -> None:
    assert root_tag(tmp_path) is None
    assert root_tag(tmp_path / "nowhere.xml") is None
    assert root_tag(write(tmp_path, b"not gzip", "file.xml.gz")) is None
    assert root_tag(write(tmp_path, gzip.compress(b"<a>")[:-9], "cut.xml.gz")) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>", ENTITIES),
        (b"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><r>&a;</r>", ENTITIES),
        (b"<!DOCTYPE r [<!ENTITY % a SYSTEM 'http://x.example/'> %a;]><r/>", ENTITIES),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>".encode("utf-16"), ENTITIES),
        (b"<!--" + b" " * 70_000 + b"--><!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>", NO_XML),
        (b"Bonjour", NO_XML),
        (b"<r>&lt;!ENTITY a 'b'&gt;</r>", None),
        (b"<r><![CDATA[<!ENTITY a 'b'>]]></r>", None),
    ],
)
def test_a_file_with_entities_of_its_own_is_refused(
    content: bytes, reason: str | None, tmp_path: Path
) -> None:
    assert refusal(write(tmp_path, content)) == reason


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("iso-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
    ],
)
def test_every_block_is_utf8_whatever_the_file_declares(declared: str, encoding: str, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<r>' + "Une journée d'été à Fès\n" * 20_000 + "</r>"
    assert b"".join(utf8_blocks(write(tmp_path, text.encode(encoding)), 1000)).decode() == text


def test_later_blocks_are_decoded_as_the_file_declares(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="koi8-r"?>\n<r>' + "Лето в городе\n" * 20_000 + "</r>"
    assert b"".join(utf8_blocks(write(tmp_path, text.encode("koi8-r")), 1000)).decode() == text


def test_characters_that_xml_forbids_are_left_out() -> None:
    assert xml_characters("a\x00\x08\ud800\ufffe\x0b\tb\r\n\u00e9😀") == "a\tb\r\né😀"
