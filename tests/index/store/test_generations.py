from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import IndexBusy, IndexNotWritten
from index.ingest import build
from index.store.draft import draft_in
from index.store.generations import next_generation, publish, take_away_unfinished, writing
from index.store.lexical import TantivyIndex
from index.store.manifest import damaged_files, describe_files, read_manifest
from tests.fakes import HashingEmbedder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    rows = [{"id": f"r{n}", "title": f"Vote {n}", "text": f"La mesure {n} passe."} for n in range(3)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build(tmp_path / "index", [tmp_path / "a.jsonl"], HashingEmbedder())
    return tmp_path / "index"


def names_in(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir() if path.suffix != ".lock")


SOUND = ["generation-000001", "manifest.json"]


def leave(index: Path, *names: str) -> None:
    for name in names:
        (index / name).parent.mkdir(exist_ok=True)
        (index / name).write_bytes(b"half")


def test_what_a_killed_writer_left_is_taken_away_but_for_its_journal(index: Path) -> None:
    leave(index, ".building/catalogue.sqlite", "generation-000007/x", ".manifest.json.123", ".journal-1")
    assert next_generation(index) == "generation-000008"
    take_away_unfinished(index)
    assert names_in(index) == [".journal-1", *SOUND]


def test_without_a_manifest_no_generation_is_taken_away(index: Path) -> None:
    (index / "manifest.json").unlink()
    leave(index, "generation-000002/x")
    take_away_unfinished(index)
    assert names_in(index) == ["generation-000001", "generation-000002"]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), IndexNotWritten),
        (OSError(errno.ENOTCONN, "not ours"), OSError),
        (ValueError("not ours"), ValueError),
    ],
)
def test_a_writer_that_fails_leaves_the_index_as_it_was(
    index: Path, error: Exception, raised: type[Exception]
) -> None:
    def write_and_fail() -> None:
        with writing(index) as aside:
            (aside / "half").write_bytes(b"half")
            raise error

    with pytest.raises(raised) as caught:
        write_and_fail()
    assert type(caught.value) is raised
    assert names_in(index) == SOUND
    assert damaged_files(index / SOUND[0], read_manifest(index), read_content=True) == {}


def test_what_is_published_stays_though_its_writer_is_then_interrupted(index: Path, tmp_path: Path) -> None:
    published = read_manifest(index)

    def publish_and_fail() -> None:
        with writing(tmp_path / "new") as aside:
            shutil.copytree(index / published.generation, aside, dirs_exist_ok=True)
            publish(tmp_path / "new", aside, published)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_and_fail()
    assert names_in(tmp_path / "new") == SOUND
    assert damaged_files(tmp_path / "new" / SOUND[0], published, read_content=True) == {}


def test_a_manifest_from_an_older_state_costs_no_generation(index: Path, tmp_path: Path) -> None:
    stale = (index / "manifest.json").read_bytes()
    build(index, [tmp_path / "a.jsonl"], HashingEmbedder(), replace=True)
    (index / "manifest.json").write_bytes(stale)
    take_away_unfinished(index)
    assert names_in(index) == ["generation-000002", "manifest.json"]


@pytest.mark.parametrize("place", [None, "/models/weights.bin"])
def test_what_the_disk_does_not_take_is_named(index: Path, place: str | None) -> None:
    told = f"^{place or index}: cannot be written .* {index} stands as it was"
    with pytest.raises(IndexNotWritten, match=told), writing(index):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place)


def test_a_folder_made_for_nothing_is_gone(tmp_path: Path) -> None:
    with suppress(ValueError), writing(tmp_path / "new"):
        raise ValueError
    assert names_in(tmp_path) == []
    with suppress(ValueError), writing(tmp_path / "new"):
        leave(tmp_path / "new", ".journal-1")
        raise ValueError
    assert names_in(tmp_path / "new") == [".journal-1"]


def test_one_writer_at_a_time(index: Path) -> None:
    with writing(index), pytest.raises(IndexBusy, match=r"another build or update .* \(--wait does\)"):
        writing(index).__enter__()


def test_a_published_generation_replaces_the_one_before(index: Path) -> None:
    leave(index, ".journal-1")
    manifest = read_manifest(index)
    with writing(index) as aside, draft_in(aside, index / manifest.generation) as draft:
        draft.finish()
        changed = {"generation": next_generation(index), "files": describe_files(aside)}
        publish(index, aside, manifest.model_copy(update=changed))
    assert names_in(index) == ["generation-000002", "manifest.json"]


@pytest.mark.parametrize("change", ["remove", "renew"])
def test_what_is_done_to_a_draft_changes_nothing_in_the_older_generation(index: Path, change: str) -> None:
    manifest = read_manifest(index)
    older = index / manifest.generation
    with writing(index) as aside, draft_in(aside, older) as draft:
        changes: dict[str, Callable[[], object]] = {
            "remove": lambda: draft.remove_articles([1, 2]),
            "renew": draft.renew_lexical,
        }
        changes[change]()
        draft.add_vectors([99], HashingEmbedder().embed_passages(["un"]))
        draft.lexical.add(99, "fr", ["un"])
        draft.finish()
        assert damaged_files(older, manifest, read_content=True) == {}
        assert 99 in TantivyIndex(aside / "lexical").keys()  # noqa: SIM118 - not a dictionary
