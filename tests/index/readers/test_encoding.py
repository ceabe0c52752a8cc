from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.encoding import decode, plain_suffix, read_lines, record_name

FRENCH = "L'été dernier, « déjà » à Nîmes, Noël a coûté cher : où ça ? Le garçon l'a répété."


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8", "utf-8-sig", "latin-1", "cp1252", "iso8859-15", "mac_roman",
        "utf-16", "utf-16-le", "utf-16-be", "utf-32",
    ],
)  # fmt: skip
def test_french_is_right_in_every_encoding(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


def test_the_euro_sign_and_typographic_quotes_of_windows_are_right() -> None:
    text = "Le cœur de l’affaire : 50 € d’écart… « à peine »."
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="koi8-r">',
        '<?xml version="1.0" encoding="koi8-r"?>',
        "<meta content='text/html; charset=koi8-r'>",
    ],
)
def test_a_declaration_is_followed(head: str) -> None:
    assert decode(f"{head}Привет".encode("koi8-r")) == f"{head}Привет"


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="latin-1">',
        '<meta charset="no-such-code">',
        '<meta charset="hex">',
        '<meta charset="utf-8">',
    ],
)
def test_a_wrong_declaration_is_not_followed(head: str) -> None:
    assert decode(f"{head}{FRENCH}".encode()) == head + FRENCH
    assert decode(f"{head}{FRENCH}".encode("latin-1")) == head + FRENCH


def test_a_broken_byte_does_not_cost_the_other_accents() -> None:
    assert decode(FRENCH.encode() + b" caf\xe9 " + FRENCH.encode()) == f"{FRENCH} café {FRENCH}"


@given(raw=st.binary(max_size=300))
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    assert len(decode(raw)) <= len(raw)


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_what_is_written_in_utf8_is_read_back(text: str) -> None:
    assert decode(b"a" + text.encode()) == "a" + text


@given(
    lines=st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=8),
    limit=st.integers(1, 14),
)
def test_lines_are_numbered_and_long_ones_left_out(lines: list[bytes], limit: int) -> None:
    file = io.BytesIO(b"".join(line + b"\n" for line in lines))
    assert list(read_lines(file, limit)) == [
        (number, line + b"\n" if len(line) < limit else None) for number, line in enumerate(lines, start=1)
    ]


@pytest.mark.parametrize(
    ("name", "suffix", "record"),
    [("a.b.HTML", ".html", "a.b"), ("a.html.gz", ".html", "a"), ("a", "", "a"), ("a.gz", "", "a")],
)
def test_the_name_inside_a_gzip_file_counts(name: str, suffix: str, record: str) -> None:
    assert (plain_suffix(Path(name)), record_name(Path(name))) == (suffix, record)
