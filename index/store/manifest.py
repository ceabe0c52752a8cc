"""The manifest of an index: what it holds, what built it, and the size and hash of every file.

An index folder holds `manifest.json` and the generation that it names, a folder of files that
nothing changes once the manifest points to it:

    INDEX/manifest.json
    INDEX/generation-000001/catalogue.sqlite   rows: articles and passages
    INDEX/generation-000001/vectors.faiss      one vector a passage
    INDEX/generation-000001/lexical/           terms
    INDEX/generation-000001/manifest.json      a copy, from which a lost manifest is put back
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from index.errors import IndexDamaged, IndexMismatch, IndexMissing, UnusableIndex
from index.records import Record

LAYOUT = 3
MANIFEST_NAME = "manifest.json"
ANNOUNCED = f".{MANIFEST_NAME}."
CATALOGUE_NAME = "catalogue.sqlite"
VECTORS_NAME = "vectors.faiss"
LEXICAL_NAME = "lexical"


class FileEntry(Record):
    """One file of a generation: size in bytes and sha256."""

    size: int
    sha256: str


class Statistics(Record):
    """What an index holds."""

    articles: int
    passages: int
    languages: dict[str, int]
    published_from: date | None
    published_to: date | None


class Manifest(Record):
    """What ties the files of one generation together.

    `sources` are the files and folders that it was built from, by absolute path: what to build from again.
    `signatures` says how the signatures were made by which twins are found (`index.twins.SIGNATURES`).
    """

    layout: int
    generation: str
    embedder: str
    fingerprint: str
    dimension: int
    passage_length: int
    signatures: str
    sources: tuple[str, ...]
    statistics: Statistics
    files: dict[str, FileEntry]


def describe_files(folder: Path) -> dict[str, FileEntry]:
    """Return every file below `folder` by its relative path, with size and sha256."""
    return {
        path.relative_to(folder).as_posix(): FileEntry(size=path.stat().st_size, sha256=_sha256(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST_NAME
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of an index in one step: aside, seen onto the disk, renamed."""
    put_in_place(announce_manifest(folder, manifest))


def announce_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write a manifest aside and see it onto the disk; the file it returns is named after the generation."""
    aside = folder / f"{ANNOUNCED}{manifest.generation}"
    with aside.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=2))
        file.flush()
        os.fsync(file.fileno())
    flush_folder(folder)
    return aside


def put_in_place(announced: Path) -> None:
    """Make a manifest that was announced the index's."""
    announced.replace(announced.parent / MANIFEST_NAME)
    flush_folder(announced.parent)


def flush_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut, where the platform can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(index: Path) -> Manifest:
    """Read the manifest of `index`.

    Raises:
        IndexMissing: there is no index at that path.
        IndexMismatch: another layout wrote it.
        IndexDamaged: it is not readable as a manifest.
    """
    path = index / MANIFEST_NAME
    if not path.is_file():
        raise IndexMissing(
            f"{index}: no index here ({MANIFEST_NAME} is missing)."
            f" Build one: python -m index build {index} SOURCE"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"{path}: cannot be read ({error}). Build the index again.") from error
    layout = content.get("layout") if isinstance(content, dict) else None
    if isinstance(layout, int) and layout != LAYOUT:
        raise IndexMismatch(
            f"{index}: written in layout {layout}, this version reads layout {LAYOUT}. Build the index again."
        )
    try:
        return Manifest.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise IndexDamaged(
            f"{path}: not a manifest ({error.error_count()} bad fields). Build it again."
        ) from error


def check_sizes(index: Path, manifest: Manifest) -> None:
    """Check that every file is there with its size; cheap enough for each opening.

    Raises:
        IndexDamaged: a file is missing or has another size.
    """
    for problem in file_problems(index, manifest, read_content=False):
        raise IndexDamaged(f"{problem}. Run `python -m index check {index}`, or build the index again.")


def check_fingerprint(index: Path, manifest: Manifest, fingerprint: str) -> None:
    """Check that the model in use, by its fingerprint, is the one that built the index.

    Raises:
        IndexMismatch: it is another one.
    """
    if fingerprint != manifest.fingerprint:
        raise IndexMismatch(
            f"{index}: built with the model {manifest.embedder} (fingerprint {manifest.fingerprint}), but the"
            f" model in use has fingerprint {fingerprint}. Name that model in the settings"
            " (embedder), or build the index again (python -m index build --replace)."
        )


def file_problems(index: Path, manifest: Manifest, *, read_content: bool) -> list[str]:
    """List what is wrong with the files; see `damaged_files`."""
    found = damaged_files(index / manifest.generation, manifest, read_content=read_content)
    return [f"{index / manifest.generation / name}: {problem}" for name, problem in found.items()]


def damaged_files(generation: Path, manifest: Manifest, *, read_content: bool) -> dict[str, str]:
    """Say by name what is wrong with a file: missing, unreadable, of another size or with other bytes.

    Its bytes are compared only to `read_content`.
    """
    problems = {}
    for name, entry in manifest.files.items():
        try:
            problem = _problem_of(generation / name, entry, read_content=read_content)
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
        if problem is not None:
            problems[name] = problem
    if read_content:
        problems |= _damaged_copy(generation, manifest)
    return problems


def _problem_of(path: Path, entry: FileEntry, *, read_content: bool) -> str | None:
    if not path.is_file():
        return "missing"
    if (size := path.stat().st_size) != entry.size:
        return f"{size} bytes where {entry.size} were written"
    if read_content and _sha256(path) != entry.sha256:
        return "its bytes have changed since it was written"
    return None


def _damaged_copy(generation: Path, manifest: Manifest) -> dict[str, str]:
    try:
        copy = read_manifest(generation)
    except IndexMissing:
        return {MANIFEST_NAME: "missing"}
    except UnusableIndex:
        copy = None
    return {} if copy == manifest else {MANIFEST_NAME: "its bytes have changed since it was written"}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
