"""Whose fault it is that something cannot be read: its own, or that of a system which may do better later."""

from __future__ import annotations

import errno

from index.records import ReadingFailed, Skipped

# A folder stays one. "Invalid argument" is said of a place in a file that the file's own damage led to.
_OF_THE_FILE = frozenset({None, errno.EINVAL, errno.EISDIR})


def is_passing(error: Exception) -> bool:
    """Tell whether an error is the system's: a full disk, too many open files, a file moved away.

    What parsers raise of a broken file has no error number, even where it is an OSError (gzip, bz2).
    """
    if isinstance(error, OSError):
        return error.errno not in _OF_THE_FILE
    return isinstance(error, MemoryError)


def failed(shown: str, reason: str, error: Exception) -> Skipped:
    """Say why what is shown by that name was not read; as `ReadingFailed` where the error may pass."""
    kind = ReadingFailed if is_passing(error) else Skipped
    return kind(path=shown, reason=reason)
