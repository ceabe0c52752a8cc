"""The files inside a zip or a tar, one after another, by streams that count what they unpack."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple, cast

from index.readers.packed_limits import Budget, Refused

_BLOCK = 1 << 16
_LONGEST_HEADER = 1 << 20
_END_OF_ZIP = 22 + (1 << 16) + 20 + 56
_ENCRYPTED, _NAMED_IN_UTF8 = 0x1, 0x800
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_RESOURCE_FORKS = "__MACOSX"
_OPENERS: dict[bytes, Callable[[Path], IO[bytes]]] = {
    b"\x1f\x8b": cast("Callable[[Path], IO[bytes]]", gzip.open),
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


class Member(NamedTuple):
    """A file inside: its name, why it cannot be unpacked (or nothing), and its bytes until the next one."""

    name: str
    reason: str
    open: Callable[[], Counted]


class Counted:
    """A stream that is read from start to end, its bytes counted."""

    def __init__(self, file: IO[bytes], budget: Budget | None) -> None:
        self._file = file
        self._budget = budget
        self._position = 0
        self.last = b""

    def read(self, size: int) -> bytes:
        """Return at most so many bytes.

        Raises:
            tarfile.ReadError: so many are no header of a tar, and no piece of a file either.
            Refused: all bytes together are too many.
        """
        if size > _LONGEST_HEADER:
            raise tarfile.ReadError(f"a header of {size} bytes")
        self.last = self._file.read(size)
        self._position += len(self.last)
        if self._budget is not None:
            self._budget.spend(len(self.last))
        return self.last

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._position

    def seek(self, position: int) -> int:
        """Read on to a place; tarfile never goes back in a tar that is read in order."""
        if position < self._position:
            raise tarfile.ReadError("a tar that leads back into itself")
        while self._position < position and self.read(min(_BLOCK, position - self._position)):
            pass
        return self._position


def zip_members(path: Path, budget: Budget) -> Iterator[Member]:
    """Yield the files in a zip, or in a gzip file that holds one.

    Raises:
        OSError: the file cannot be opened.
        zipfile.BadZipFile, EOFError: it is no zip, or cut short.
        Refused: its directory is too large.
    """
    with _seekable(path, budget) as file:
        size = _directory_bytes(file)
        if size > budget.limits.directory:
            raise Refused(f"a directory of {size} bytes (at most {budget.limits.directory})")
        with zipfile.ZipFile(file) as packed:
            for info in packed.infolist():
                budget.count_member()
                name = _zip_name(info)
                if info.is_dir() or is_hidden(name):
                    continue
                reason = budget.why_too_large(info.compress_size, info.file_size)
                if info.flag_bits & _ENCRYPTED:
                    reason = "encrypted: a password is needed to read it"
                yield Member(shown_name(name), reason, partial(_open_in_zip, packed, info, budget))


def tar_members(path: Path, budget: Budget) -> Iterator[Member]:
    """Yield the files in a tar, compressed or not, in the order they lie in it.

    Raises:
        OSError: the file cannot be opened.
        tarfile.ReadError, EOFError, lzma.LZMAError: it is no tar, or damaged from some place on.
    """
    with _decompressed(path) as file:
        stream = Counted(file, budget)
        with tarfile.open(fileobj=cast("BinaryIO", stream), mode="r:", errors="surrogateescape") as packed:
            for info in packed:
                budget.count_member()
                if info.isdir() or is_hidden(info.name):
                    continue
                reason = budget.why_too_large(None, info.size)
                if not info.isfile() or info.issparse():
                    reason = "a link or a device, not a file"
                yield Member(shown_name(info.name), reason, partial(_open_in_tar, packed, info))
        if stream.last.strip(b"\x00"):
            raise tarfile.ReadError(f"no header where one should be, at byte {stream.tell()}")
        # The checksum of what compressed it lies at the end.
        while stream.read(_BLOCK):
            pass


def _open_in_zip(packed: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Counted:
    return Counted(packed.open(info), budget)


def _open_in_tar(packed: tarfile.TarFile, info: tarfile.TarInfo) -> Counted:
    """Open a member of a tar, whose bytes are counted as those of the tar itself."""
    return Counted(cast("IO[bytes]", packed.extractfile(info)), None)


def is_hidden(name: str) -> bool:
    """Whether a file is hidden, or lies in a hidden folder, as in `index.readers.folders`."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part[0] == "." and part not in {".", ".."}) or part == _RESOURCE_FORKS for part in parts)


def shown_name(name: str) -> str:
    """Return a member's name as text that can be stored and stands on one line."""
    return _CONTROL.sub("\ufffd", os.fsencode(name).decode("utf-8", "replace"))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one in UTF-8 that does not say so has been read as code page 437."""
    if info.flag_bits & _NAMED_IN_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _seekable(path: Path, budget: Budget) -> IO[bytes]:
    if path.suffix.lower() != ".gz":
        return path.open("rb")
    unpacked = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - given to the caller
    try:
        with _decompressed(path) as file:
            while block := file.read(_BLOCK):
                budget.spend(len(block))
                unpacked.write(block)
        unpacked.seek(0)
    except BaseException:
        unpacked.close()
        raise
    return unpacked


def _decompressed(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        head = file.read(6)
    opened = next((opened for mark, opened in _OPENERS.items() if head.startswith(mark)), None)
    return path.open("rb") if opened is None else opened(path)


def _directory_bytes(file: IO[bytes]) -> int:
    """Return how large a zip says that its directory is (APPNOTE 4.3.14 and 4.3.16)."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - _END_OF_ZIP))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    large = tail.rfind(b"PK\x06\x06", 0, max(end, 0))
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    is_large = large >= 0 and tail[end - 20 : end - 16] == b"PK\x06\x07"
    return int.from_bytes(tail[large + 40 : large + 48], "little") if is_large else size
