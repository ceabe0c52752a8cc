"""Search within the time a question asks about, or near it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from index.archive_index import ArchiveIndex
from index.records import Hit, Record, SearchFilter
from index.text.date_mentions import find_dates
from qa.question_time import SearchPlan, is_enough, read_time
from qa.records import AskedTime

# An archive whose newest article is older than this is closed: "last week" is no week of it.
_STILL_GROWING = timedelta(days=31)


class Found(Record):
    """Hits, best first, and whether the time asked about left the others out."""

    hits: tuple[Hit, ...]
    is_filtered: bool


def search_in_time(  # noqa: PLR0913 - what is asked, where, and what narrows or steers the search
    index: ArchiveIndex,
    question: str,
    k: int,
    plan: SearchPlan,
    given: SearchFilter | None,
    *,
    discussed: Sequence[str] = (),
) -> Found:
    """Search by `plan`; where its filter leaves too little, by the filter `given` and the plan's preference.

    Articles of the ids `discussed` rank higher (see `ArchiveIndex.search`).
    Of a story in several versions the best is a hit; `qa.evidence` reads the others.

    Raises:
        QueryError: as `ArchiveIndex.search`.
    """
    search = partial(index.search, question, k, prefer=plan.prefer, discussed=discussed, once_a_story=True)
    if plan.prefer is None or plan.search_filter == given:
        return Found(hits=tuple(search(given)), is_filtered=False)
    kept, wide = search(plan.search_filter), search(given)
    is_filtered = is_enough(kept, wide, plan)
    return Found(hits=tuple(kept if is_filtered else wide), is_filtered=is_filtered)


def today_of(newest: date | None, today: date) -> date | None:
    """Return the day "last week" counts from: `today` while the archive grows, None once it is closed."""
    return today if newest is not None and today - newest <= _STILL_GROWING else None


def time_of_follow_up(question: str, understood: str, today: date | None) -> AskedTime | None:
    """Return the time a question names, else that of the question as understood; see `read_time`.

    "Et en avril ?" behind a question about March 2018 asks of April 2018, not of the last: what names no
    year is read as understood. "Et hier ?" needs none.
    """
    own = read_time(question, today)
    lacks_year = any(not found.year_known for found in find_dates(question))
    return (read_time(understood, today) or own) if own is None or lacks_year else own
