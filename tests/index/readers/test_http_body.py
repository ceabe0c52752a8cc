from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.http_body import body_text, joined_chunks, read_whole, unpack


@pytest.mark.parametrize(
    ("body", "joined"),
    [
        (b"5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n", b"abcdefgh"),
        (b"5;name=value\r\nabcde\r\n0\r\n\r\n", b"abcde"),
        (b"00005 \r\nabcde\r\n0\r\nDigest: x\r\n\r\n", b"abcde"),
        (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
        (b"5\nabcde\n0\n\n", b"abcde"),
        (b"0\r\n\r\n", b""),
        (b"<html>never was in chunks</html>", b"<html>never was in chunks</html>"),
        (b"5\r\nabcde\r\nno length\r\n", b"5\r\nabcde\r\nno length\r\n"),
        (b"ffffffff\r\nabc", b"ffffffff\r\nabc"),
        (b"", b""),
    ],
)
def test_chunks_are_put_together(body: bytes, joined: bytes) -> None:
    assert joined_chunks(body) == joined


@given(parts=st.lists(st.binary(min_size=1)))
def test_what_was_parted_into_chunks_comes_back(parts: list[bytes]) -> None:
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert joined_chunks(body) == b"".join(parts)


@given(
    body=st.binary(), transfer=st.sampled_from(["", "chunked"]), content=st.sampled_from(["", "gzip", "br"])
)
def test_a_coding_is_undone_or_the_body_refused(body: bytes, transfer: str, content: str) -> None:
    try:
        assert len(unpack(body, transfer, content, limit=100)) <= max(101, len(body))
    except OSError:
        assert content


def test_no_more_than_the_limit_and_one_byte_is_unpacked() -> None:
    assert unpack(gzip.compress(b"a" * 1000), "", "gzip", limit=10) == b"a" * 11


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 3))

    assert read_whole(Slow(b"abcdefgh"), 100) == b"abcdefgh"
    assert read_whole(Slow(b"abcdefgh"), 4) == b"abcde"


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("été".encode(), None, "été"),
        ("été".encode(), "iso-8859-1", "été"),
        ("été".encode("latin-1"), "utf-8", "été"),
        ("l’été".encode("cp1252"), "iso-8859-1", "l’été"),
        ("лето".encode("koi8-r"), "KOI8-R", "лето"),
        ("été".encode("latin-1"), "hex", "été"),
        (b'<meta charset="windows-1251">' + "лето".encode("cp1251"), "", '<meta charset="windows-1251">лето'),
    ],
)
def test_a_body_is_decoded(body: bytes, charset: str | None, text: str) -> None:
    assert body_text(body, charset) == text
