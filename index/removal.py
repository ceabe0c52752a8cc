"""Take articles out of an index: by their record, or by the files they came from."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path, PurePath

from index.change import publish_change, remove_articles, renew_language
from index.errors import SourceError
from index.records import Record
from index.store.article_sources import ArticleSources, files_under
from index.store.draft import draft_in
from index.store.generations import writing
from index.store.manifest import Statistics, check_sizes, read_manifest
from index.survey import absolute


class RemovalReport(Record):
    """What a removal did; `held_elsewhere` articles stay, because another file or row holds them too."""

    statistics: Statistics
    removed: int
    held_elsewhere: int
    seconds: float


def remove(
    index: Path | str,
    *,
    records: Sequence[str] = (),
    sources: Sequence[Path | str] = (),
    wait: bool = False,
) -> RemovalReport:
    """Take out of the index at `index` what has one of the `records`, and what came from `sources`.

    An article that something else holds too stays. What is removed comes back when its file is read again:
    when the file has changed, or, for `sources`, at an update that names it. So take it out there as well.

    Args:
        index: folder of the index.
        records: ids of rows (or lines, or file names), as a search shows them. Each is taken out of
            every file that has it: "12" is line 12 of all files without ids.
        sources: files and folders, which need not exist any more.
        wait: wait for another writer's end.

    Raises:
        SourceError: the index holds nothing of a record or of a source, or no article would be left.
        IndexMissing: there is no index.
        IndexDamaged: the index is not whole.
        IndexBusy: another writer is there, and `wait` is not set.
        IndexNotWritten: the disk does not take it.
    """
    index = Path(index)
    started = time.monotonic()
    places = [Path(source) for source in sources]
    # Before anything is made: without an index there is no folder to leave behind.
    read_manifest(index)
    with writing(index, wait=wait) as aside:
        before = read_manifest(index)
        check_sizes(index, before)
        with draft_in(aside, index / before.generation) as draft:
            account = ArticleSources(draft.catalogue)
            _forget(index, account, records, places)
            touched = account.count_touched()
            removed, in_another_language = account.settle()
            remove_articles(draft, removed)
            renew_language(draft, in_another_language)
            statistics = publish_change(index, draft, before, _left(before.sources, places), "this removal")
    return RemovalReport(
        statistics=statistics,
        removed=len(removed),
        held_elsewhere=touched - len(removed),
        seconds=time.monotonic() - started,
    )


def _forget(index: Path, account: ArticleSources, records: Sequence[str], sources: Sequence[Path]) -> None:
    unknown = [record for record in records if not account.forget_record(record)]
    for source in sources:
        files = [file.key for file in files_under(account.rows, absolute(source))]
        account.forget_files(files)
        unknown += [] if files else [str(source)]
    if unknown:
        raise SourceError(f"{index}: holds nothing of {', '.join(unknown)}. Nothing was removed.")


def _left(names: Sequence[str], removed: Sequence[Path]) -> list[str]:
    gone = {PurePath(absolute(path).decode("utf-8", "replace")) for path in removed}
    return [name for name in names if not gone & {PurePath(name), *PurePath(name).parents}]
