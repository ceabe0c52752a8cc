"""Every error that `index` raises on purpose.

ArchiveError
├── SettingsError          a setting is unknown or has a bad value
├── SourceError            nothing in the sources can be read
├── ModelError             weights or a model cannot be used
│   ├── UnknownModel       no model of that name
│   ├── ModelUnavailable   no source gave the weights
│   └── ModelCorrupt       the bytes are not the expected ones
├── UnusableIndex          an index cannot be used
│   ├── IndexMissing       there is none at that path
│   ├── IndexExists        there is one already, and nobody asked to replace it
│   ├── IndexDamaged       a file is missing, truncated or changed
│   ├── IndexMismatch      it was built with another model or layout
│   ├── IndexBusy          somebody else is writing to it
│   └── IndexNotWritten    the disk does not take what is written
└── QueryError             the query or its filter makes no sense
"""


class ArchiveError(Exception):
    """Base of all errors raised on purpose; its message says what, where and what to do."""


class SettingsError(ArchiveError):
    """A setting is unknown or has a bad value."""


class SourceError(ArchiveError):
    """Nothing in the sources can be read."""


class ModelError(ArchiveError):
    """Weights or a model cannot be used."""


class UnknownModel(ModelError):
    """No model goes by that name."""


class ModelUnavailable(ModelError):
    """No source gave the weights; the message lists every source tried."""


class ModelCorrupt(ModelError):
    """The bytes received are not the expected ones."""


class UnusableIndex(ArchiveError):
    """An index cannot be used."""


class IndexMissing(UnusableIndex):
    """There is no index at that path."""


class IndexExists(UnusableIndex):
    """There is an index at that path already, and nobody asked to replace it."""


class IndexDamaged(UnusableIndex):
    """A file of the index is missing, truncated or changed."""


class IndexMismatch(UnusableIndex):
    """The index was built with another model or another layout."""


class IndexBusy(UnusableIndex):
    """Somebody else is writing to the index."""


class IndexNotWritten(UnusableIndex):
    """The disk does not take what is written: full, read-only or broken. The index stands as it was."""


class QueryError(ArchiveError):
    """The query or its filter makes no sense."""
