from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from datetime import date
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, GzipWriter, ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.readers import warc
from index.readers.registry import read_file
from index.records import Article, Skipped

FRENCH = (
    "<p>La piscine de Rennes rouvre lundi après six mois de travaux, a annoncé la ville.</p>"
    "<p>Le bassin d'été a été refait et l'eau sera chauffée par le soleil, précise l'adjoint aux sports.</p>"
    "<p>L'entrée coûtera quatre euros, et restera gratuite pour les enfants de moins de six ans.</p>"
)
ENGLISH = (
    "<p>The harbour ferry will sail again on Friday after repairs to its engine, the port said.</p>"
    "<p>Two hundred passengers a day had to take the bus since the engine failed in March.</p>"
    "<p>Tickets bought before the failure stay valid until the end of the summer season.</p>"
)


def page(title: str, body: str = FRENCH) -> str:
    return (
        f'<html><head><meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2019-04-27T08:00:00+02:00"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def http(
    body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK"
) -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def record(kind: str, number: int, content: bytes, **headers: str) -> bytes:
    """One record; a header's name is written with underscores."""
    told = {
        "WARC_Record_ID": f"<urn:uuid:{number}>",
        "WARC_Target_URI": f"https://gazette.example/{number}",
        "WARC_Date": "2021-06-01T10:00:00Z",
        "Content_Type": "application/http; msgtype=response",
    } | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n{lines}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content + b"\r\n\r\n"


def response(number: int, title: str = "Un titre", **headers: str) -> bytes:
    return record("response", number, http(page(title).encode()), **headers)


def read(tmp_path: Path, content: bytes, name: str = "crawl.warc") -> list[Article | Skipped]:
    path = tmp_path / name
    path.write_bytes(content)
    return list(read_file(path))


def titles(found: list[Article | Skipped]) -> list[str]:
    return [item.title for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n5;x=y\r\n%s\r\n0\r\n\r\n" % (len(body) - 5, body[:-5], body[-5:])


def test_a_page_is_read_as_a_web_page_is(tmp_path: Path) -> None:
    [article] = read(tmp_path, response(7, "La piscine rouvre"))
    assert isinstance(article, Article)
    assert (article.title, article.published, article.language) == (
        "La piscine rouvre",
        date(2019, 4, 27),
        "fr",
    )
    assert article.text.startswith("La piscine de Rennes rouvre lundi")
    assert (article.url, article.source.record) == ("https://gazette.example/7", "urn:uuid:7")


def test_an_archive_written_by_fastwarc_is_read(tmp_path: Path) -> None:
    written = WarcRecord()
    written.init_headers(WarcRecordType.response, b"urn:uuid:3")
    written.headers["WARC-Target-URI"] = "https://gazette.example/ferry"
    written.is_http = True
    written.headers["Content-Type"] = "application/http; msgtype=response"
    written.set_bytes_content(http(page("The ferry sails again", ENGLISH).encode()))
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as file, GzipWriter(file) as packed:
        written.write(packed)
    [article] = read_file(path)
    assert isinstance(article, Article)
    assert (article.title, article.language) == ("The ferry sails again", "en")


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("crawl.warc", b"".join),
        ("crawl.warc.gz", lambda records: gzip.compress(b"".join(records))),
        ("crawl.warc.gz", lambda records: b"".join(gzip.compress(one) for one in records)),
        ("crawl.WARC.GZ", lambda records: b"".join(gzip.compress(one) for one in records)),
    ],
    ids=["plain", "gzip", "gzip by record", "upper case"],
)
def test_an_archive_may_be_packed_whole_or_by_record(name: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    records = [response(number, title) for number, title in enumerate(("Un", "Deux", "Trois"))]
    assert titles(read(tmp_path, pack(records), name)) == ["Un", "Deux", "Trois"]


def brotli(body: bytes) -> bytes:
    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(body)
    writer.close()
    return packed.getvalue()


def zstd(body: bytes) -> bytes:
    packed = io.BytesIO()
    writer = ZstdWriter(packed)
    writer.write(body)
    writer.close()
    return packed.getvalue()


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: x-gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Content-Encoding: br", brotli),
        ("Content-Encoding: zstd", zstd),
        ("Transfer-Encoding: chunked", chunked),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", lambda body: chunked(gzip.compress(body))),
        ("transfer-encoding: Chunked\r\ncontent-encoding: BR", lambda body: chunked(brotli(body))),
        ("Content-Encoding: gzip, br", lambda body: brotli(gzip.compress(body))),
        ("Content-Encoding: identity", bytes),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", bytes),
    ],
)
def test_every_coding_of_a_body_is_undone(headers: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    body = pack(page("Une page codée").encode())
    content = record("response", 1, http(body, f"Content-Type: text/html\r\n{headers}"))
    assert titles(read(tmp_path, content + response(2, "La suivante"))) == ["Une page codée", "La suivante"]


@pytest.mark.parametrize(
    ("headers", "encoding"),
    [
        ("Content-Type: text/html; charset=windows-1251", "cp1251"),
        ("Content-Type: text/html; charset=iso-8859-1", "utf-8"),
        ("Content-Type: text/html; charset=windows-1251", "utf-8"),
        ("Content-Type: text/html; charset=no-such-thing", "utf-8"),
        ("Content-Type: text/html; charset=utf-16", "utf-16"),
        ("Content-Type: text/html", "utf-16-le"),
    ],
)
def test_the_encoding_is_that_of_the_header_unless_the_page_is_utf8(
    headers: str, encoding: str, tmp_path: Path
) -> None:
    plain = page("Привет, читатель", ENGLISH).encode(encoding)
    assert titles(read(tmp_path, record("response", 1, http(plain, headers)))) == ["Привет, читатель"]


@pytest.mark.parametrize("charset", ["", "; charset=iso-8859-1", "; charset=windows-1252"])
def test_latin_1_with_or_without_a_header_is_read_as_windows_1252(charset: str, tmp_path: Path) -> None:
    plain = page("L’été à la piscine").encode("cp1252")
    content = record("response", 1, http(plain, f"Content-Type: text/html{charset}"))
    assert titles(read(tmp_path, content)) == ["L’été à la piscine"]


@pytest.mark.parametrize(
    "content",
    [
        record("response", 1, http(page("Perdu").encode(), status="404 Not Found")),
        record("response", 1, http(page("Ailleurs").encode(), status="301 Moved")),
        record("response", 1, http(b"\xff\xd8", "Content-Type: image/jpeg")),
        record("response", 1, http(b"User-agent: *", "Content-Type: text/plain")),
        record("response", 1, b"20210601 gazette.example", Content_Type="text/dns"),
        record("request", 1, b"GET / HTTP/1.1\r\n\r\n", Content_Type="application/http; msgtype=request"),
        record("warcinfo", 1, b"software: x\r\n", Content_Type="application/warc-fields"),
        record("metadata", 1, b"fetchTimeMs: 1\r\n", Content_Type="application/warc-fields"),
        record("resource", 1, b"wget log", Content_Type="text/plain"),
        record("revisit", 1, http(b"", "Content-Type: image/png", "304 Not Modified")),
    ],
    ids=lambda content: content.split(b"\r\n")[1].decode(),
)
def test_what_is_no_page_is_left_out_without_a_word(content: bytes, tmp_path: Path) -> None:
    assert titles(found := read(tmp_path, content + response(2, "Une page"))) == ["Une page"]
    assert reasons(found) == []


def test_a_resource_that_is_html_is_a_page(tmp_path: Path) -> None:
    content = record("resource", 4, page("Une page enregistrée").encode(), Content_Type="text/html")
    assert titles(read(tmp_path, content)) == ["Une page enregistrée"]


def test_a_conversion_to_plain_text_is_an_article(tmp_path: Path) -> None:
    text = "Le tramway en fête\nLe tramway de Nantes a trente ans. La ville offre le trajet dimanche.\n"
    content = record(
        "conversion", 5, text.encode(), Content_Type="text/plain", WARC_Identified_Content_Language="fra,eng"
    )
    [article] = read(tmp_path, content, "crawl.warc.wet")
    assert isinstance(article, Article)
    assert (article.title, article.language, article.url) == (
        "Le tramway en fête",
        "fr",
        "https://gazette.example/5",
    )
    assert article.text == "Le tramway de Nantes a trente ans. La ville offre le trajet dimanche."


@pytest.mark.parametrize(
    "headers",
    [
        {"WARC_Refers_To": "<urn:uuid:1>"},
        {
            "WARC_Refers_To_Target_URI": "https://gazette.example/1",
            "WARC_Refers_To_Date": "2021-06-01T10:00:00Z",
        },
        {"WARC_Payload_Digest": "sha1:AAAA"},
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_revisit_is_the_page_it_names(headers: dict[str, str], is_first: bool, tmp_path: Path) -> None:
    again = record("revisit", 2, http(b"", "X: y", "304 Not Modified"), **headers)
    first = response(1, "Déjà lue", WARC_Payload_Digest="sha1:AAAA")
    found = read(tmp_path, again + first if is_first else first + again)
    assert (titles(found), reasons(found)) == (["Déjà lue"], [])


def test_a_revisit_of_a_page_in_another_file_is_reported(tmp_path: Path) -> None:
    again = record("revisit", 2, http(b"", "X: y", "304 Not Modified"), WARC_Refers_To="<urn:uuid:99>")
    found = read(tmp_path, again + response(1, "Une autre"))
    assert titles(found) == ["Une autre"]
    assert reasons(found) == [
        "fetched again unchanged, but the page is not in this file (record https://gazette.example/2)"
    ]


@pytest.mark.parametrize("is_packed", [False, True])
def test_an_archive_cut_short_gives_what_was_whole(is_packed: bool, tmp_path: Path) -> None:
    pack = gzip.compress if is_packed else bytes
    whole = pack(response(1, "Entière"))
    for kept in (10, 200, -30):
        found = read(tmp_path, whole + pack(response(2, "Coupée"))[:kept], "crawl.warc")
        assert titles(found) == ["Entière"]
        assert ["cut short" in reason for reason in reasons(found)] == [True]


def test_a_page_that_the_crawler_cut_is_kept_with_a_remark(tmp_path: Path) -> None:
    found = read(tmp_path, response(1, "Longue", WARC_Truncated="length"))
    assert titles(found) == ["Longue"]
    [remark] = reasons(found)
    assert remark.startswith("the crawler cut this page short (length); article kept as far as it goes")


def test_a_body_that_is_not_what_its_header_says_is_reported(tmp_path: Path) -> None:
    bad = record("response", 1, http(b"\x00\x01\x02" * 50, "Content-Type: text/html\r\nContent-Encoding: br"))
    found = read(tmp_path, bad + response(2, "La suivante"))
    assert titles(found) == ["La suivante"]
    assert reasons(found) == [
        "cannot be unpacked as its header says (Invalid Data) (record https://gazette.example/1)"
    ]


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_page_that_grows_without_end_is_reported_and_not_held(coding: str, tmp_path: Path) -> None:
    bomb = b"a" * 20_000_000
    packed = gzip.compress(bomb, 1) if coding == "gzip" else brotli(bomb)
    del bomb
    path = tmp_path / "bomb.warc"
    path.write_bytes(
        record("response", 1, http(packed, f"Content-Type: text/html\r\nContent-Encoding: {coding}"))
        + response(2, "La suivante")
    )
    tracemalloc.start()
    found = list(warc.read(path, limit=2**20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert titles(found) == ["La suivante"]
    assert reasons(found) == ["more than 1048576 bytes in one article (record https://gazette.example/1)"]
    assert peak < 8 * 2**20


def test_a_page_longer_than_the_limit_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(record("response", 1, http(b"<p>" * 5000)) + response(2, "Courte"))
    found = list(warc.read(path, limit=10_000))
    assert titles(found) == ["Courte"]
    assert reasons(found) == ["more than 10000 bytes in one article (record https://gazette.example/1)"]


def test_a_page_without_article_names_its_address(tmp_path: Path) -> None:
    found = read(tmp_path, record("response", 1, http(b"<html><body></body></html>")))
    assert [reason.endswith("(record https://gazette.example/1)") for reason in reasons(found)] == [True]


def test_what_is_no_archive_is_reported(tmp_path: Path) -> None:
    assert reasons(read(tmp_path, b"Bonjour")) == [
        "cut short or damaged after 0 records (Invalid WARC header); the rest is lost"
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    is_packed=st.booleans(),
    places=st.lists(st.tuples(st.integers(0, 1200), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_no_changed_byte_makes_the_reader_raise(
    is_packed: bool, places: list[tuple[int, bytes]], tmp_path: Path
) -> None:
    content = bytearray(gzip.compress(response(1)) * 2 if is_packed else response(1) * 2)
    for place, changed in places:
        content[place : place + 2] = changed
    for item in read(tmp_path, bytes(content)):
        assert isinstance(item, Skipped) or item.source.path == str(tmp_path / "crawl.warc")
