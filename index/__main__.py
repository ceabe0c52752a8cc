"""The archive on the command line: build, update, remove, search, stats, check, models."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.archive_index import ArchiveIndex
from index.arguments import parse_arguments
from index.errors import ArchiveError, QueryError
from index.records import Hit, SearchFilter
from index.settings import IndexSettings, load_settings
from index.store.manifest import check_sizes, read_manifest
from index.text.dates import read_date
from index.text.one_line import one_line, shortened
from index.writing_commands import add_writing_commands

LONGEST_TITLE_SHOWN = 200
ROW = 'each line is {"id": …, "question": …}'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 if `check` found damage, 2 after an error that is told on stderr."""
    parsed = parse_arguments(_parser(), arguments, "query")
    try:
        settings = load_settings(parsed.settings)
        return int(parsed.run(parsed, settings))
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except (ArchiveError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _search(parsed: argparse.Namespace, settings: IndexSettings) -> int:
    if (parsed.query is None) == (parsed.queries is None):
        raise QueryError("Give a query, or a file of them with --queries.")
    search_filter = _search_filter(parsed)
    archive = ArchiveIndex.open(parsed.index, settings=settings)
    k = settings.k if parsed.k is None else parsed.k
    if parsed.queries is not None:
        return _search_file(archive, parsed.queries, k, search_filter, as_json=parsed.json)
    hits = archive.search(parsed.query, k, search_filter)
    print(json.dumps(_hit_rows(hits), ensure_ascii=False) if parsed.json else _hit_lines(hits))
    return 0


def _search_file(
    archive: ArchiveIndex, path: Path, k: int, search_filter: SearchFilter, *, as_json: bool
) -> int:
    """Answer each row of a file; a row that cannot be answered is told on stderr, and makes the result 2."""
    status = 0
    for number, line in _lines(path):
        try:
            identity, question = _asked(line)
            hits = archive.search(question, k, search_filter)
        except QueryError as error:
            print(f"{path}:{number}: {error}", file=sys.stderr, flush=True)
            status = 2
            continue
        row = {"id": identity, "hits": _hit_rows(hits)}
        print(
            json.dumps(row, ensure_ascii=False) if as_json else f"[{identity}]\n{_hit_lines(hits)}\n",
            flush=True,
        )
    return status


def _stats(parsed: argparse.Namespace, _settings: IndexSettings) -> int:
    manifest = read_manifest(parsed.index)
    check_sizes(parsed.index, manifest)
    counts = manifest.statistics
    if parsed.json:
        print(counts.model_dump_json())
        return 0
    size = sum(entry.size for entry in manifest.files.values())
    languages = ", ".join(f"{language} {count}" for language, count in counts.languages.items())
    print(f"articles   {counts.articles}  ({languages})")
    print(f"passages   {counts.passages}")
    print(f"published  {counts.published_from or '-'} to {counts.published_to or '-'}")
    print(f"embedder   {manifest.embedder} ({manifest.dimension}-d)")
    print(f"on disk    {size / 1e6:.1f} MB")
    return 0


def _models(parsed: argparse.Namespace, settings: IndexSettings) -> int:
    from index.model_files import list_models, locate

    if parsed.name:
        print(locate(parsed.name, folder=settings.models_folder))
        return 0
    for row in list_models(folder=settings.models_folder):
        print(
            f"{row.name:30s} {row.role:10s} {row.size / 1e6:8.1f} MB  {row.licence:12s}"
            f" {row.path or 'not here'}"
        )
    return 0


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file that are not empty, with their numbers from 1, as they are read."""
    try:
        with path.open("rb") as file:
            yield from ((number, line) for number, line in enumerate(file, start=1) if line.strip())
    except OSError as error:
        raise QueryError(f"{path}: cannot be read ({error.strerror}).") from error


def _asked(line: bytes) -> tuple[str, str]:
    """Read a row {"id", "question"}; an id that is a number is given back as text."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QueryError(f"not JSON ({error}); {ROW}.") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str) or row.get("id") is None:
        raise QueryError(f"no id or no question here; {ROW}.")
    return str(row["id"]), row["question"]


def _search_filter(parsed: argparse.Namespace) -> SearchFilter:
    first, last = _date(parsed.published_from, "--from"), _date(parsed.published_to, "--to")
    if first and last and first > last:
        raise QueryError(f"--from {first} is later than --to {last}.")
    return SearchFilter(published_from=first, published_to=last)


def _date(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    found = read_date(text)
    if found is None:
        raise QueryError(f"{option} {text}: not a date. Write it as 2013-12-27.")
    return found


def _hit_rows(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [
        {
            "record": hit.article.source.record,
            "article_id": hit.article.id,
            "title": hit.article.title,
            "published": hit.article.published.isoformat() if hit.article.published else None,
            "score": round(hit.score, 6),
            "text": hit.passage.text,
            "start": hit.passage.start,
            "end": hit.passage.end,
        }
        for hit in hits
    ]


def _hit_lines(hits: Sequence[Hit]) -> str:
    """Write hits for a terminal: whatever an article holds, no escape code and no line of its own."""
    if not hits:
        return "No passage found."
    return "\n\n".join(
        f"{number}. {_cut(hit.article.title)} ({hit.article.published or 'undated'}) "
        f"[{_cut(hit.article.source.record or hit.article.source.path)}]  {hit.score:.3f}\n   "
        + one_line(hit.passage.text)
        for number, hit in enumerate(hits, start=1)
    )


def _cut(text: str) -> str:
    return shortened(one_line(text), LONGEST_TITLE_SHOWN)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description=__doc__)
    parser.add_argument("--settings", type=Path, help="TOML file of settings")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add_writing_commands(commands)

    command = commands.add_parser("search", help="the passages that answer a query")
    command.add_argument("index", type=Path)
    command.add_argument("query", nargs="?")
    command.add_argument("--queries", type=Path, metavar="FILE.jsonl", help='rows {"id", "question"}')
    command.add_argument("-k", type=int)
    command.add_argument("--from", dest="published_from", metavar="DATE")
    command.add_argument("--to", dest="published_to", metavar="DATE")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_search)

    command = commands.add_parser("stats", help="what an index holds")
    command.add_argument("index", type=Path)
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=_stats)

    command = commands.add_parser("models", help="list the named weights, or fetch one")
    command.add_argument("name", nargs="?")
    command.set_defaults(run=_models)
    return parser


if __name__ == "__main__":
    sys.exit(main())
