"""The journal of a build: each vector as soon as it is there, so that a build that was cut off goes on.

One file a model, in the index folder. A line of JSON (form, fingerprint, dimension), then rows of one
length:

    sha256 of the text | the vector, little-endian float32 | crc32 of both

Rows are only appended. What a kill or a full disk left half written stands at the end, and is cut off when
the journal is opened again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

JOURNAL_PATTERN = ".journal-*"
_FORM = 1
_DIGEST_BYTES = 32
_CHECK_BYTES = 4
_LONGEST_HEADER = 10_000


def text_digest(text: str) -> bytes:
    """Return the sha256 under which a text's vector is filed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def journal_path(index: Path, fingerprint: str) -> Path:
    """Return where an index keeps the journal of the model of that fingerprint."""
    return index / f".journal-{hashlib.sha256(fingerprint.encode()).hexdigest()[:16]}"


def delete_journals(index: Path) -> None:
    """Delete every journal of an index: what they hold is in a published generation."""
    for path in index.glob(JOURNAL_PATTERN):
        path.unlink(missing_ok=True)


class Journal:
    """Vectors by the digest of their text. One process at a time may open it (see `writing`)."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Open the journal at `path`, or begin one; a file that is not this model's journal is emptied.

        Raises:
            OSError: the file cannot be opened or written.
        """
        self._fingerprint = fingerprint
        self._dimension = 0
        self._row_at: dict[bytes, int] = {}
        # Unbuffered: what append has written is the system's, whatever becomes of this process.
        self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
        self._end = self._read_rows()
        self._file.truncate(self._end)

    def __len__(self) -> int:
        """Count the texts."""
        return len(self._row_at)

    def find(self, digest: bytes) -> NDArray[np.float32] | None:
        """Return the vector of a text, shape (dimension,), or None."""
        at = self._row_at.get(digest)
        if at is None:
            return None
        self._file.seek(at + _DIGEST_BYTES)
        return np.frombuffer(self._file.read(4 * self._dimension), "<f4").astype(np.float32)

    def append(self, digests: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Write the vectors of some texts, shape (len(digests), dimension), and see them onto the disk.

        Raises:
            OSError: the disk takes no more; what it took of these rows is cut off again.
        """
        if not digests:
            return
        try:
            if not self._dimension:
                self._begin(vectors.shape[1])
            rows = [
                digest + row.tobytes() for digest, row in zip(digests, vectors.astype("<f4"), strict=True)
            ]
            self._write(b"".join(row + crc32(row).to_bytes(_CHECK_BYTES, "little") for row in rows))
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self._end)
            raise
        for number, digest in enumerate(digests):
            self._row_at[digest] = self._end + number * self._row_bytes
        self._end += len(digests) * self._row_bytes

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def _row_bytes(self) -> int:
        return _DIGEST_BYTES + 4 * self._dimension + _CHECK_BYTES

    def _begin(self, dimension: int) -> None:
        header = {"journal": _FORM, "fingerprint": self._fingerprint, "dimension": dimension}
        line = json.dumps(header).encode() + b"\n"
        self._write(line)
        self._dimension, self._end = dimension, len(line)

    def _write(self, content: bytes) -> None:
        self._file.seek(self._end)
        left = memoryview(content)
        while left:
            # A disk that is nearly full takes a part, and refuses the next.
            left = left[self._file.write(left) :]

    def _read_rows(self) -> int:
        """File every whole row; return where the first that is not begins."""
        header = self._file.read(_LONGEST_HEADER).partition(b"\n")
        described = _parsed(header[0]) if header[1] else {}
        dimension = described.get("dimension")
        if (described.get("journal"), described.get("fingerprint")) != (_FORM, self._fingerprint):
            return 0
        if not isinstance(dimension, int) or dimension < 1:
            return 0
        self._dimension = dimension
        at = len(header[0]) + 1
        self._file.seek(at)
        while len(row := self._file.read(self._row_bytes)) == self._row_bytes:
            if crc32(row[:-_CHECK_BYTES]) != int.from_bytes(row[-_CHECK_BYTES:], "little"):
                break
            self._row_at[row[:_DIGEST_BYTES]] = at
            at += self._row_bytes
        return at


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
