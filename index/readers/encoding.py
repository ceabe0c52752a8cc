"""Bytes of a file become text: compressed or not, with a mark, a declaration, or neither."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

_SAMPLE = 4096
_BLOCK = 1 << 20
_SPOOL = 64 << 20
# UTF-32 LE begins with the UTF-16 LE mark, so it is looked for first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Western European newsrooms wrote before UTF-8; browsers read Latin-1 as Windows-1252, and so do we.
_LEGACY = ("cp1252", "iso8859-15", "mac_roman")
_USUAL = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆ«»’‘“”–—…€°•\u00a0")
_LATIN_1 = {"ascii", "iso8859-1"}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")


def plain_suffix(path: Path) -> str:
    """Return a file's suffix in lower case, that of the file inside for `.gz`."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def record_name(path: Path) -> str:
    """Return a file's name without its suffixes for format and compression."""
    name = path.name[:-3] if path.suffix.lower() == ".gz" else path.name
    return Path(name).stem


def open_bytes(path: Path) -> BinaryIO:
    """Open a file whose every line break is one byte: unzipped, and UTF-16 or UTF-32 turned into UTF-8.

    Raises:
        OSError: the file cannot be opened, or is not really gzip.
        EOFError: the gzip file is cut short.
    """
    file = _unzipped(path)
    try:
        wide = _wide_encoding(file.read(_SAMPLE))
        file.seek(0)
        narrow = file if wide is None else _narrowed(file, wide)
    except BaseException:
        file.close()
        raise
    return narrow


def _unzipped(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def _narrowed(file: BinaryIO, encoding: str) -> BinaryIO:
    """Rewrite a file in UTF-8, on disk where it is large, and close it."""
    narrow = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_SPOOL))  # noqa: SIM115 - given to the caller
    with io.TextIOWrapper(file, encoding, "replace", newline="") as wide:
        while text := wide.read(_BLOCK):
            narrow.write(text.encode("utf-8", "replace"))
    narrow.seek(0)
    return narrow


def read_at_most(path: Path, limit: int) -> bytes | None:
    """Return a file's bytes as `open_bytes` gives them, or None where they are more than `limit`.

    Raises:
        OSError, EOFError: as `open_bytes`.
    """
    if path.stat().st_size > limit:
        return None
    with open_bytes(path) as file:
        raw = file.read(limit + 1)
    return raw if len(raw) <= limit else None


def read_lines(file: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield `(line number from 1, line with its break)`; None stands for one of more than `limit` bytes."""
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        too_long = len(line) > limit
        rest = line
        while too_long and rest and not rest.endswith(b"\n"):
            rest = file.readline(_BLOCK)
        yield number, None if too_long else line


def decode(raw: bytes) -> str:
    """Decode the bytes of a text in whatever encoding they are; never fails.

    Strict UTF-8 comes before a declaration, because text that is valid UTF-8 with accents is hardly ever
    anything else, while declarations are often wrong. Then the declaration (HTML meta, XML), then UTF-8
    with a few broken bytes, then the likeliest of Windows-1252, Latin-9 and Mac Roman.
    """
    raw = raw.removeprefix(codecs.BOM_UTF8)
    wide = _wide_encoding(raw[:_SAMPLE])
    if wide is not None:
        return raw.decode(wide, "replace").removeprefix("\ufeff")
    for encoding in ("utf-8", _declared_encoding(raw[:_SAMPLE])):
        try:
            if encoding is not None:
                return raw.decode(encoding)
        except (ValueError, LookupError):  # wrong for these bytes, or no encoding of text ("hex")
            continue
    return _mended_utf8(raw) or _decode_legacy(raw)


def is_binary(raw: bytes) -> bool:
    """Whether bytes, as `open_bytes` gives them, are no text: text holds no NUL."""
    return b"\x00" in raw


def _wide_encoding(sample: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    even, odd = sample[0::2], sample[1::2]
    if not odd:
        return None
    nul_even, nul_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if nul_odd > 0.5 and nul_even < 0.1:  # noqa: PLR2004 - Latin letters leave every second byte empty
        return "utf-16-le"
    if nul_even > 0.5 and nul_odd < 0.1:  # noqa: PLR2004
        return "utf-16-be"
    return None


def _declared_encoding(head: bytes) -> str | None:
    declared = _DECLARED.search(head)
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared.group(1).decode("ascii")).name
    except LookupError:
        return None
    return "cp1252" if name in _LATIN_1 else name


def _mended_utf8(raw: bytes) -> str | None:
    """Decode UTF-8 that holds a few bytes of Windows-1252, or None where it is not mostly UTF-8."""
    text = raw.decode("utf-8", "surrogateescape")
    broken = len(re.findall("[\udc80-\udcff]", text))
    sound = len(re.findall("[^\x00-\x7f\udc80-\udcff]", text))
    if sound < 4 * broken:
        return None
    return re.sub(
        "[\udc80-\udcff]", lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace"), text
    )


def _decode_legacy(raw: bytes) -> str:
    """Decode with the encoding that makes the fewest characters French and English do not use."""
    accents = raw.translate(None, bytes(range(0x80)))[:_SAMPLE]
    likeliest = min(_LEGACY, key=lambda encoding: _strangers(accents.decode(encoding, "replace")))
    return raw.decode(likeliest, "replace")


def _strangers(text: str) -> int:
    return sum(character not in _USUAL for character in text)
