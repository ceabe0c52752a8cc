# ruff: noqa: T201 - a command prints what it did
"""The commands that write to an index: build, update, remove, check --repair."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from index.archive_index import embedder_of, index_problems
from index.ingest import build
from index.progress_line import ProgressLine
from index.records import Skipped
from index.removal import remove
from index.repair import repair
from index.settings import IndexSettings
from index.store.manifest import MANIFEST_NAME, read_manifest
from index.text.date_doubts import DateDoubts
from index.update import update

SHOWN_SKIPPED = 20
SHOWN_DOUBTS = 5


def add_writing_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this module to those of `python -m index`."""
    command = commands.add_parser(
        "build", help="files and folders -> an index; goes on where one was cut off"
    )
    command.add_argument("index", type=Path)
    command.add_argument("sources", nargs="+", type=Path, metavar="source")
    command.add_argument("--replace", action="store_true", help="replace the index that stands there")
    _add_wait(command)
    command.set_defaults(run=_build)

    command = commands.add_parser("update", help="what is new, changed or gone in the sources -> the index")
    command.add_argument("index", type=Path)
    command.add_argument("sources", nargs="+", type=Path, metavar="source")
    command.add_argument("--prune", action="store_true", help="remove what is gone without asking")
    _add_wait(command)
    command.set_defaults(run=_update)

    command = commands.add_parser("remove", help="take articles out of an index")
    command.add_argument("index", type=Path)
    command.add_argument(
        "--record",
        nargs="+",
        default=[],
        metavar="ID",
        help="as search shows it; a line number is taken out of every file that has no ids",
    )
    command.add_argument("--source", nargs="+", default=[], type=Path, metavar="PATH", help="file or folder")
    _add_wait(command)
    command.set_defaults(run=_remove)

    command = commands.add_parser("check", help="verify every file, count and offset")
    command.add_argument("index", type=Path)
    command.add_argument("--repair", action="store_true", help="rebuild what is lost from what is there")
    _add_wait(command)
    command.set_defaults(run=_check)


def _build(parsed: argparse.Namespace, settings: IndexSettings) -> int:
    progress = ProgressLine(sys.stderr)
    try:
        report = build(
            parsed.index,
            parsed.sources,
            embedder_of(settings),
            settings,
            replace=parsed.replace,
            wait=parsed.wait,
            on_progress=progress.show,
        )
    finally:
        progress.end()
    _tell_skipped(report.skipped)
    _tell_doubtful(report.doubtful_dates)
    counts = report.statistics
    print(
        f"{parsed.index}: {counts.articles} articles, {counts.passages} passages"
        f" ({report.repeated} repeated, {len(report.skipped)} skipped; {report.embedded} embedded,"
        f" {report.reused} were already) in {report.seconds:.1f} s"
    )
    return 0


def _update(parsed: argparse.Namespace, settings: IndexSettings) -> int:
    progress = ProgressLine(sys.stderr)
    is_there = (parsed.index / MANIFEST_NAME).exists()
    embedder = embedder_of(settings, read_manifest(parsed.index) if is_there else None)
    try:
        report = update(
            parsed.index,
            parsed.sources,
            embedder,
            settings,
            remove_gone=(lambda _: True) if parsed.prune else _asking(progress),
            wait=parsed.wait,
            on_progress=progress.show,
        )
    finally:
        progress.end()
    _tell_skipped(report.skipped)
    _tell_doubtful(report.doubtful_dates)
    if report.kept:
        print(
            f"{report.kept} articles are gone from the sources and were kept; --prune removes them.",
            file=sys.stderr,
        )
    print(
        f"{parsed.index}: {report.added} added, {report.replaced} replaced, {report.removed} removed,"
        f" {len(report.skipped)} skipped; {report.embedded} passages embedded, {report.reused} were already;"
        f" {report.statistics.articles} articles in {report.seconds:.1f} s"
    )
    return 0


def _remove(parsed: argparse.Namespace, _settings: IndexSettings) -> int:
    if not parsed.record and not parsed.source:
        print("error: Say what to remove: --record ID… or --source PATH…", file=sys.stderr)
        return 2
    report = remove(parsed.index, records=parsed.record, sources=parsed.source, wait=parsed.wait)
    print(
        f"{parsed.index}: {report.removed} removed, {report.held_elsewhere} kept because something else holds"
        f" them; {report.statistics.articles} articles in {report.seconds:.1f} s"
    )
    return 0


def _check(parsed: argparse.Namespace, settings: IndexSettings) -> int:
    problems = index_problems(parsed.index)
    for problem in problems:
        print(problem)
    if problems and parsed.repair:
        done = repair(parsed.index, lambda manifest: embedder_of(settings, manifest), wait=parsed.wait).done
        for sentence in done:
            print(f"repaired: {sentence}")
        problems = index_problems(parsed.index)
        for problem in problems:
            print(f"not repaired: {problem}")
    print(f"{parsed.index}: {'sound' if not problems else f'{len(problems)} problems'}")
    return 1 if problems else 0


def _asking(progress: ProgressLine) -> Callable[[int], bool]:
    """Ask on a terminal whether to remove what is gone; elsewhere nobody could answer, and it stays."""

    def ask(articles: int) -> bool:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        progress.end()
        print(f"{articles} articles are gone from the sources. Remove them? [y/N] ", end="", file=sys.stderr)
        sys.stderr.flush()
        return sys.stdin.readline().strip().casefold() in {"y", "yes", "o", "oui"}

    return ask


def _tell_skipped(skipped: Sequence[Skipped]) -> None:
    for item in skipped[:SHOWN_SKIPPED]:
        print(f"skipped {item}", file=sys.stderr)
    if len(skipped) > SHOWN_SKIPPED:
        print(f"skipped {len(skipped) - SHOWN_SKIPPED} more", file=sys.stderr)


def _tell_doubtful(doubts: DateDoubts) -> None:
    for doubt in doubts.first[:SHOWN_DOUBTS]:
        print(f"doubtful {doubt}", file=sys.stderr)
    if doubts.count:
        print(
            f"{doubts.count} articles whose date is contradicted by their address or their own text; the date"
            " of the metadata is kept.",
            file=sys.stderr,
        )


def _add_wait(command: argparse.ArgumentParser) -> None:
    command.add_argument("--wait", action="store_true", help="wait while somebody else writes to the index")
