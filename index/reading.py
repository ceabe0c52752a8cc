"""The first half of a build: the articles of some files, into the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.progress import Pace
from index.readers.folders import unreadable
from index.readers.registry import read_file
from index.records import Article, ReadingFailed, Skipped
from index.store.article_sources import ArticleSources
from index.survey import FoundFile, hash_file
from index.text.date_doubts import DateDoubts, date_doubt

_TOLD_EVERY = 50


class Reading(NamedTuple):
    """What was read: new articles, those that were there already, what could not be read, days in doubt."""

    new: int
    repeated: int
    skipped: list[Skipped]
    doubtful_dates: DateDoubts


def read_files(
    files: Sequence[FoundFile], sources: ArticleSources, pace: Pace, skipped: Sequence[Skipped] = ()
) -> Reading:
    """Read files into the catalogue; a new article whose day is contradicted keeps that of its metadata.

    Of a file that the system does not let us read to its end, what was read before stays, and the next
    update reads it again, changed or not.
    """
    total = max(1, sum(file.size for file in files))
    bytes_before = new = repeated = 0
    left_out, doubts = list(skipped), DateDoubts()
    for file in files:
        try:
            key = sources.begin_file(file.identity, file.size, file.mtime_ns, hash_file(file.path))
        except OSError as error:
            left_out.append(unreadable(file.path, error))
            continue
        characters, is_whole = 0, True
        for found in read_file(file.path):
            if isinstance(found, Article):
                is_new = sources.add(found, key)
                new, repeated = new + is_new, repeated + (not is_new)
                characters += len(found.text)
                if is_new and (doubt := date_doubt(found)):
                    doubts = doubts.with_one_more(doubt)
            else:
                left_out.append(found)
                is_whole &= not isinstance(found, ReadingFailed)
            if (new + repeated) % _TOLD_EVERY == 0:
                # Where a reader stands in its file nobody knows; the texts are most of it.
                share = (bytes_before + min(characters, file.size)) / total
                pace.tell_reading(new + repeated, len(left_out), share)
        if is_whole:
            sources.end_file(key)
        else:
            sources.leave_file(key)
        bytes_before += file.size
        pace.tell_reading(new + repeated, len(left_out), bytes_before / total)
    return Reading(new, repeated, left_out, doubts)
