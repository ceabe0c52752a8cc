"""A broken file is told from one that the system did not let us read."""

from __future__ import annotations

import errno
import gzip
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from index.readers.failures import failed, is_passing
from index.readers.registry import read_file
from index.records import ReadingFailed, Skipped


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EMFILE, "Too many open files"), True),
        (OSError(errno.EIO, "Input/output error"), True),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), True),
        (MemoryError(), True),
        (OSError(errno.EINVAL, "Invalid argument"), False),
        (IsADirectoryError(errno.EISDIR, "Is a directory"), False),
        (gzip.BadGzipFile("Not a gzipped file"), False),
        (OSError("Invalid data stream"), False),
        (EOFError("ended early"), False),
        (zipfile.BadZipFile("File is not a zip file"), False),
        (tarfile.ReadError("truncated header"), False),
        (ValueError("a parser's own"), False),
    ],
    ids=lambda value: str(value) or "no memory",
)
def test_what_may_pass_is_the_system_s_fault(error: Exception, passes: bool) -> None:
    assert is_passing(error) is passes
    assert failed("a.zip", "why", error) == (ReadingFailed if passes else Skipped)(path="a.zip", reason="why")


@pytest.mark.parametrize(("content", "kind"), [(None, ReadingFailed), (b"not gzip", Skipped)])
def test_a_file_that_is_not_there_any_more_is_not_a_broken_one(
    tmp_path: Path, content: bytes | None, kind: type[Skipped]
) -> None:
    path = tmp_path / "a.jsonl.gz"
    if content is not None:
        path.write_bytes(content)
    assert [type(found) for found in read_file(path)] == [kind]


@pytest.mark.skipif(sys.platform != "linux", reason="a file that opens and cannot be read is Linux's")
@pytest.mark.parametrize("suffix", ["txt", "html", "csv", "jsonl", "xml", "tar", "warc"])
def test_a_disk_that_fails_while_a_file_is_read_is_not_the_file_s_fault(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    # This process's own memory: a regular file whose first page nothing is mapped to.
    path.symlink_to("/proc/self/mem")
    [found] = read_file(path)
    assert found == ReadingFailed(path=str(path), reason="cannot be opened: Input/output error")
