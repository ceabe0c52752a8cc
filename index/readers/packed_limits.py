"""How much may be unpacked: a bomb is small as a file and endless inside."""

from __future__ import annotations

from index.records import Record

_MEGABYTE = 1 << 20


class PackedLimits(Record):
    """What one packed file may hold, those inside it included.

    Attributes:
        total: Bytes unpacked in all.
        member: Bytes of one file inside.
        members: Files inside.
        depth: How many times over files may be packed: 1 reads no zip within a zip.
        ratio: Bytes unpacked for one byte packed. Text shrinks to a tenth, tables to a fiftieth at best.
        unjudged: Bytes that may be unpacked whatever the ratio.
        directory: Bytes of a zip's directory, which is held in memory.
    """

    total: int = 32 << 30
    member: int = 4 << 30
    members: int = 200_000
    depth: int = 3
    ratio: int = 200
    unjudged: int = 64 * _MEGABYTE
    directory: int = 16 * _MEGABYTE


class Refused(Exception):
    """A packed file holds more than its limits allow; what is left of it is not read."""


class Budget:
    """Counts what is unpacked from one file, to any depth."""

    def __init__(self, limits: PackedLimits, packed: int) -> None:
        self.limits = limits
        self._most = min(limits.total, max(limits.unjudged, limits.ratio * packed))
        self._packed = packed
        self._unpacked = 0
        self._members = 0

    def spend(self, unpacked: int) -> None:
        """Count bytes unpacked.

        Raises:
            Refused: they are too many, in all or for the size of the file.
        """
        self._unpacked += unpacked
        if self._unpacked > self._most:
            raise Refused(f"{self._packed} bytes unpack to more than {self._most}")

    def count_member(self) -> None:
        """Count a file or a folder.

        Raises:
            Refused: they are too many.
        """
        self._members += 1
        if self._members > self.limits.members:
            raise Refused(f"more than {self.limits.members} files inside")

    def why_too_large(self, packed: int | None, unpacked: int) -> str:
        """Say why a member of some declared sizes is not unpacked at all, or nothing."""
        if unpacked > self.limits.member:
            return f"refused: it unpacks to {unpacked} bytes (at most {self.limits.member})"
        too_dense = packed is not None and unpacked > max(self.limits.unjudged, self.limits.ratio * packed)
        return f"refused: {packed} bytes unpack to {unpacked}" if too_dense else ""
