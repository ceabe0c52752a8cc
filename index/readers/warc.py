"""A web archive (WARC, ISO 28500): the pages among all that a crawler has fetched."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from index.readers.articles import ARTICLE_BYTES, make_article, path_name
from index.readers.encoding import plain_suffix
from index.readers.entries import named
from index.readers.failures import is_passing
from index.readers.http_body import body_text, read_whole, unpack
from index.readers.plain_text import split_title
from index.readers.web_page import article_from_page
from index.records import Article, Skipped
from index.text.cleaning import clean_text

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

name = "web archive"

_CUT = "cut short"
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20
_PAGE_KINDS = {"text/html", "application/xhtml+xml"}


def accepts(path: Path) -> bool:
    """Whether the file's name says WARC, or WET (the plain text that Common Crawl makes of a WARC)."""
    return plain_suffix(path) in {".warc", ".wet"}


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the article of each page in a web archive, and what of it cannot be read.

    A page is a `response` of status 2xx or a `resource` that is HTML; a `conversion` to plain text is an
    article as it stands. All else (images, redirects, requests) is left out without a word. A `revisit`
    says that a page was fetched again and had not changed: that page is in this file, or it is reported.

    The file is streamed, whether gzip packs it whole or by record: no more than one page is held, of at
    most `limit` bytes, packed or not.

    Raises:
        OSError: the file cannot be opened.
    """
    from fastwarc.warc import ArchiveIterator

    fetched: set[int] = set()
    revisits: list[tuple[Skipped, set[int]]] = []
    count = 0
    is_cut = False
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file, strict_mode=False):
                count += 1
                if _type(record) == "revisit" and _kind(record) in {"", *_PAGE_KINDS}:
                    reason = "fetched again unchanged, but the page is not in this file"
                    revisits.append((_unread(record, path, reason), _originals(record)))
                fetched |= _names(record)
                for found in _read_record(record, path, limit):
                    is_cut = isinstance(found, Skipped) and found.reason.startswith(_CUT)
                    yield found
            if not is_cut and not _is_whole(path):
                yield Skipped(path=path_name(path), reason=f"{_CUT} after {count} records; the rest is lost")
        except OSError as error:
            if is_passing(error):
                raise
            reason = f"{_CUT} or damaged after {count} records ({error}); the rest is lost"
            yield Skipped(path=path_name(path), reason=reason)
    yield from (skipped for skipped, originals in revisits if fetched.isdisjoint(originals))


def _is_whole(path: Path) -> bool:
    """Whether gzip, if that is what a file is, goes to its end: fastwarc stops early without a word."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return True
        file.seek(0)
        try:
            with gzip.open(file) as unpacked:
                while unpacked.read(_BLOCK):
                    pass
        except (OSError, EOFError, zlib.error):
            return False
    return True


def _read_record(record: WarcRecord, path: Path, limit: int) -> Iterator[Article | Skipped]:
    """Yield the article of a record that holds one, and read any record to its end."""
    is_wanted = _is_page(record) or _is_text(record)
    length = record.content_length
    raw = read_whole(record.reader, limit) if is_wanted and length <= limit else b""
    is_cut = len(raw) + record.reader.consume() < length or "Content-Length" not in record.headers
    if is_cut:
        yield _unread(record, path, _CUT)
    elif is_wanted and length > limit:
        yield _unread(record, path, f"more than {limit} bytes in one article")
    elif is_wanted:
        yield from _read_page(record, raw, path, limit)


def _read_page(record: WarcRecord, raw: bytes, path: Path, limit: int) -> Iterator[Article | Skipped]:
    try:
        body = unpack(raw, _header(record, "Transfer-Encoding"), _header(record, "Content-Encoding"), limit)
    except OSError as error:
        yield _unread(record, path, f"cannot be unpacked as its header says ({error})")
        return
    if len(body) > limit:
        yield _unread(record, path, f"more than {limit} bytes in one article")
        return
    found = _article(record, body_text(body, record.http_charset), path)
    yield found if isinstance(found, Article) else _unread(record, path, found.reason)
    if isinstance(found, Article) and (cause := record.headers.get("WARC-Truncated")):
        reason = f"the crawler cut this page short ({cause}); article kept as far as it goes"
        yield _unread(record, path, reason)


def _article(record: WarcRecord, page: str, path: Path) -> Article | Skipped:
    if "\x00" in page:
        return Skipped(path=path_name(path), reason="not a web page: it holds NUL bytes")
    address = _address(record)
    if _is_page(record):
        try:
            return article_from_page(page, path, _name(record), address)
        except Exception as error:  # noqa: BLE001 - parsers fail in their own ways; one page must not cost the others
            return Skipped(path=path_name(path), reason=f"broken page: {type(error).__name__}: {error}")
    title, text = split_title(clean_text(page))
    language = (record.headers.get("WARC-Identified-Content-Language") or "").partition(",")[0]
    return make_article(
        path=path, record=_name(record), title=title, text=text, url=address, language=language
    )


def _is_page(record: WarcRecord) -> bool:
    """Whether a record holds a page; one without a type may be anything, and is none."""
    if _type(record) == "response":
        status = record.http_headers.status_code if record.is_http_parsed else None
        return status is not None and 200 <= status < 300 and _kind(record) in _PAGE_KINDS  # noqa: PLR2004 - RFC 9110: 2xx is success
    return _type(record) == "resource" and _kind(record) in _PAGE_KINDS


def _is_text(record: WarcRecord) -> bool:
    return _type(record) == "conversion" and _kind(record) == "text/plain"


def _type(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Type") or "").strip().lower()


def _kind(record: WarcRecord) -> str:
    """Return the media type of a record's content: of the page, not of the HTTP message around it."""
    if record.is_http_parsed:
        told = record.http_content_type or record.headers.get("WARC-Identified-Payload-Type")
    else:
        told = record.headers.get("Content-Type")
    return (told or "").partition(";")[0].strip().lower()


def _header(record: WarcRecord, header: str) -> str:
    return (record.http_headers.get(header) or "") if record.is_http_parsed else ""


def _address(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip(" <>")


def _name(record: WarcRecord) -> str:
    """Return the record's id, without which its address has to do."""
    return (record.record_id or "").strip(" <>") or _address(record) or "a record without id"


def _unread(record: WarcRecord, path: Path, reason: str) -> Skipped:
    return named(Skipped(path=path_name(path), reason=reason), _address(record) or _name(record))


def _names(record: WarcRecord) -> set[int]:
    """Return what a later record may call this one by, as hashes: millions of them fit into memory."""
    if _type(record) not in {"response", "resource"}:
        return set()
    visit = f"{_address(record)} {record.headers.get('WARC-Date')}"
    digest = record.headers.get("WARC-Payload-Digest")
    return {hash(told) for told in (_name(record), visit, digest) if told}


def _originals(record: WarcRecord) -> set[int]:
    """Return what a revisit calls the record by that it was fetched in first."""
    headers = record.headers
    first = (headers.get("WARC-Refers-To") or "").strip(" <>")
    address = (headers.get("WARC-Refers-To-Target-URI") or "").strip(" <>")
    visit = f"{address} {headers.get('WARC-Refers-To-Date')}"
    digest = headers.get("WARC-Payload-Digest")
    return {hash(told) for told in (first, visit, digest) if told}
