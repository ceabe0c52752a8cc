"""Kill builds and updates at random moments, and see that nothing is lost and nothing is done twice.

    python benchmarks/kill.py FOLDER SOURCE… [--kills 50] [--articles N] [--seed 20]

FOLDER is made. The articles of the sources are written there as two files; `python -m index build` indexes
the first, `update` adds the second, and `update --prune` takes it out again. Each is killed with SIGKILL at a
random moment until it gets to its end, then the next one begins, until there have been so many kills. After
each kill the index must open, sound, as it was before or as it is to be, and the journal must hold what it
held. At the end of each, everything in the journal must have been used. The result is 1 if one of that fails.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.archive_index import index_problems
from index.errors import IndexMissing, UnusableIndex
from index.readers.registry import read_sources
from index.records import Article
from index.store.journal import JOURNAL_PATTERN
from index.store.manifest import read_manifest

ROOT = Path(__file__).resolve().parents[1]
_FIRST_GUESS_SECONDS = 20.0
_EMBEDDED = re.compile(r"(\d+) (?:passages )?embedded, (\d+) were already")


class Command(NamedTuple):
    """A command of `python -m index`: whether the second file is there, and the articles held after it."""

    name: str
    arguments: list[str]
    with_second: bool
    articles: int


class Outcome(NamedTuple):
    """What became of a command: kills, states it was found in, texts kept by the journal and embedded."""

    kills: int
    as_before: int
    as_after: int
    kept: int
    embedded: int
    faults: list[str]


def main() -> int:
    """Print a row a command; return 1 after a fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, metavar="N", help="take the first N (default: all)")
    parser.add_argument("--seed", type=int, default=20)
    parsed = parser.parse_args()
    parsed.folder.mkdir(parents=True)
    moments = random.Random(parsed.seed)  # noqa: S311 - moments, not secrets
    outcomes: list[Outcome] = []
    print(f"{'':16s} {'kills':>5s} {'before':>6s} {'after':>5s} {'journal':>7s} {'embedded':>8s}  faults")
    for command in commands(parsed.folder, parsed.sources, parsed.articles):
        left = parsed.kills - sum(outcome.kills for outcome in outcomes)
        done = run_and_kill(parsed.folder, command, moments, left)
        outcomes.append(done)
        print(
            f"{command.name:16s} {done.kills:5d} {done.as_before:6d} {done.as_after:5d} {done.kept:7d}"
            f" {done.embedded:8d}  {'; '.join(done.faults) or '-'}",
            flush=True,
        )
        if done.faults or done.kills == left:
            break
    return int(any(outcome.faults for outcome in outcomes))


def commands(folder: Path, sources: Sequence[Path], limit: int | None) -> Iterator[Command]:
    """Write the two files, and give the commands: the build, then the two updates by turns."""
    found = (found for found in read_sources(sources) if isinstance(found, Article))
    articles = list(islice(found, limit))
    (folder / "parts").mkdir()
    half = len(articles) // 2
    first = write(folder / "parts" / "first.jsonl", articles[:half])
    both = {article.id for article in articles}
    write(folder / "second.jsonl", articles[half:])
    index, parts = str(folder / "index"), str(folder / "parts")
    yield Command("build", ["build", index, parts], with_second=False, articles=len(first))
    while True:
        yield Command("update, more", ["update", index, parts], with_second=True, articles=len(both))
        fewer = ["update", "--prune", index, parts]
        yield Command("update, fewer", fewer, with_second=False, articles=len(first))


def write(path: Path, articles: Sequence[Article]) -> set[str]:
    """Write articles as rows that read as the same articles; return their ids."""
    with path.open("w", encoding="utf-8") as file:
        for number, article in enumerate(articles):
            day = article.published.isoformat() if article.published else None
            row = {"id": str(number), "title": article.title, "text": article.text, "date": day}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return {article.id for article in articles}


def run_and_kill(folder: Path, command: Command, moments: random.Random, kills_left: int) -> Outcome:
    """Run a command until it gets to its end, with so many kills at most on the way."""
    index = folder / "index"
    here, away = folder / "parts" / "second.jsonl", folder / "second.jsonl"
    if command.with_second and away.exists():
        away.rename(here)
    if not command.with_second and here.exists():
        here.rename(away)
    before, kept, longest = held(index), journal_rows(index), _FIRST_GUESS_SECONDS
    kills = as_before = as_after = 0
    faults: list[str] = []
    while True:
        kill_after = moments.uniform(0, longest) if kills < kills_left else None
        status, printed, seconds = run(command.arguments, kill_after)
        now = held(index)
        if status is not None:
            break
        kills += 1
        as_before, as_after = as_before + (now == before), as_after + (now == command.articles)
        if now not in (before, command.articles):
            faults.append(f"kill {kills}: found {now}")
        if now == before and journal_rows(index) < kept:
            faults.append(f"kill {kills}: the journal fell from {kept} to {journal_rows(index)} rows")
        kept = journal_rows(index)
        # Half of the kills fall into what comes after the model is loaded.
        longest = max(longest, 2 * seconds)
    if status or now != command.articles:
        faults.append(f"ended with status {status}, holds {now}: {printed.strip()[-200:]}")
    counts = _EMBEDDED.search(printed)
    embedded, reused = map(int, counts.groups()) if counts else (0, 0)
    if as_after == 0 and reused < kept:
        faults.append(f"{kept} texts stood in the journal, {reused} were used")
    return Outcome(kills, as_before, as_after, kept, embedded, faults)


def run(arguments: Sequence[str], kill_after: float | None) -> tuple[int | None, str, float]:
    """Run a command of the index; return its status (None: killed), what it printed, and its seconds."""
    started = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - this project's own command
        [sys.executable, "-m", "index", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            return None, "", time.monotonic() - started
    return process.returncode, printed, time.monotonic() - started


def held(index: Path) -> int | str | None:
    """Count the articles of an index that is sound; None where there is none, else what is wrong."""
    try:
        manifest = read_manifest(index)
    except IndexMissing:
        return None
    except UnusableIndex as error:
        return str(error)
    problems = index_problems(index)
    return problems[0] if problems else manifest.statistics.articles


def journal_rows(index: Path) -> int:
    """Count the whole rows of an index's journal."""
    rows = 0
    for path in index.glob(JOURNAL_PATTERN):
        with path.open("rb") as file:
            header = file.readline()
        if header.endswith(b"\n"):
            row_bytes = 32 + 4 * int(json.loads(header)["dimension"]) + 4
            rows += (path.stat().st_size - len(header)) // row_bytes
    return rows


if __name__ == "__main__":
    sys.exit(main())
