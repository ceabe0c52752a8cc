"""Whenever a writer is killed, the index opens as it was before or after, and no work is done twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from index.archive_index import ArchiveIndex, index_problems
from index.errors import IndexMissing
from index.indexing import AT_ONCE
from index.ingest import build
from tests.fakes import HashingEmbedder

ROOT = Path(__file__).parents[2]
EMBEDDER = HashingEmbedder()
KILLS = 8
NEW = 10 * AT_ONCE


def write(path: Path, count: int) -> None:
    rows = [{"id": f"r{n}", "title": f"Vote {n}", "text": f"La mesure {n} passe."} for n in range(count)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def articles(index: Path) -> int | None:
    """Count the articles of an index that is whole; None where there is none."""
    try:
        count = ArchiveIndex.open(index, EMBEDDER).statistics.articles
    except IndexMissing:
        return None
    assert index_problems(index) == []
    return count


def run(index: Path, source: Path, log: Path, kill_after: float | None) -> float:
    """Update, and kill it so many seconds after it began; return the seconds that it ran."""
    command = [sys.executable, "-m", "tests.index.build_to_be_killed", *map(str, (index, source, log))]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        started = time.monotonic()
        try:
            assert writer.wait(kill_after) == 0
        except subprocess.TimeoutExpired:
            writer.kill()
    return time.monotonic() - started


@pytest.mark.parametrize("before", [None, 3], ids=["first build", "update"])
def test_a_killed_writer_leaves_a_whole_index_and_its_work(tmp_path: Path, before: int | None) -> None:
    index, source, log = tmp_path / "index", tmp_path / "a.jsonl", tmp_path / "log"
    if before is not None:
        write(source, before)
        build(index, [source], EMBEDDER)
    write(source, (before or 0) + NEW)
    build(tmp_path / "fresh", [source], EMBEDDER)
    duration = run(tmp_path / "timed", source, tmp_path / "unread", None)
    moments = random.Random(20)
    kills = 0
    while articles(index) == before and kills < KILLS:
        run(index, source, log, moments.uniform(0, duration))
        assert articles(index) in (before, (before or 0) + NEW)
        kills += 1
    run(index, source, log, None)
    assert articles(index) == articles(tmp_path / "fresh")
    assert sorted(path.name for path in index.glob("[!.]*")) == sorted(
        ["manifest.json", *(path.name for path in index.glob("generation-*"))]
    )
    embedded = Counter(log.read_text().split())
    assert len(embedded) == NEW
    assert embedded.total() - NEW <= kills * AT_ONCE
    question = "La mesure 7 passe"
    hits, fresh = (
        sorted(
            (round(hit.score, 4), hit.passage.id)
            for hit in ArchiveIndex.open(path, EMBEDDER).search(question, 2000)
        )
        for path in (index, tmp_path / "fresh")
    )
    assert hits == fresh


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from index.errors import IndexNotWritten
from index.update import update
from tests.fakes import HashingEmbedder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    update(Path(sys.argv[1]), [Path(sys.argv[2])], HashingEmbedder())
except IndexNotWritten as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes are limited by POSIX")
@pytest.mark.parametrize("limit", [100, 5_000, 50_000, 120_000], ids=lambda limit: f"{limit} bytes")
def test_a_full_disk_is_told_and_leaves_the_index_as_it_was(tmp_path: Path, limit: int) -> None:
    index, source = tmp_path / "index", tmp_path / "a.jsonl"
    write(source, 3)
    build(index, [source], EMBEDDER)
    write(source, 3 + NEW)
    command = [sys.executable, "-c", FULL_DISK, str(index), str(source), str(limit)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "free some space" in ended.stdout
    assert articles(index) == 3
    run(index, source, tmp_path / "log", None)
    assert articles(index) == 3 + NEW
