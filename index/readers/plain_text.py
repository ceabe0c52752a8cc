"""A text file: one article, with header lines, a banner and a footer around it or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from index.readers.articles import ARTICLE_BYTES, path_name, title_from_text
from index.readers.encoding import decode, is_binary, plain_suffix, read_at_most, record_name
from index.readers.rows import field_of, read_row
from index.records import Article, Skipped
from index.text.cleaning import bare_letters, clean_text
from index.text.dates import calendar_date

name = "plain text"

_LONGEST_TITLE = 200
_TOP_LINES = 6
_FOOTER_LINES = 5
_SAME_WORDS = 5
_HEADER = re.compile(r"([^\W\d_][\w ]{1,20}?) ?: ?(.*)")
_HEADER_FIELDS = frozenset(
    {"title", "lede", "published", "url", "authors", "section", "publisher", "language"}
)
_TELLING_FIELDS = frozenset({"title", "published", "url"})
_DATE_IN_NAME = re.compile(r"(?<![0-9A-Za-z])(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?![0-9A-Za-z])")


def accepts(path: Path) -> bool:
    """Whether the file's name says plain text."""
    return plain_suffix(path) in {".txt", ".text"}


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the one article of a text file, or why there is none.

    Its date is that of its header, or else of its name (`2013-12-27-drones.txt`).

    Raises:
        OSError: the file cannot be opened.
    """
    raw = read_at_most(path, limit)
    if raw is None:
        yield Skipped(path=path_name(path), reason=f"more than {limit} bytes in one article")
        return
    if is_binary(raw):
        yield Skipped(path=path_name(path), reason="not a text: it holds NUL bytes")
        return
    headers, text = split_headers(clean_text(decode(raw)))
    title, text = split_title(without_banner(text))
    row = {"title": title, "published": _date_in_name(path), "text": text} | headers
    yield from read_row(row, path, line=1, record=record_name(path))


def split_headers(text: str) -> tuple[dict[str, str], str]:
    """Part `Title:`, `Date:`, `Auteur :`… lines at the top of a clean text from what follows.

    Without a title, a date or an address among them they are taken for text: "Source : AFP" may open one.
    """
    headers: dict[str, str] = {}
    rest = text
    while header := _HEADER.match(rest):
        field = field_of(header[1])
        if field not in _HEADER_FIELDS or field in headers:
            break
        headers[field] = header[2]
        rest = rest[header.end() :].removeprefix("\n")
    if headers.keys() & _TELLING_FIELDS:
        return headers, rest.strip("\n")
    return {}, text


def without_banner(text: str) -> str:
    """Leave out the lines an archive sets above and below every article.

    A banner is what stands before a title that stands twice, or a first line that comes back at the
    end. A footer begins with the same five words as the banner; a line of one word above it ("Close")
    belongs to it.
    """
    lines = text.split("\n")
    shown = [number for number, line in enumerate(lines) if line]
    title = _doubled_line(lines, shown[:_TOP_LINES])
    banner = shown[:1] if title is None else shown[: shown.index(title)]
    openings = {opening for number in banner if (opening := _opening(lines[number]))}
    ending = [number for number in shown[-_FOOTER_LINES:] if number not in banner]
    footer = next((number for number in ending if _opening(lines[number]) in openings), None)
    if footer is None:
        return "\n".join(lines[title or 0 :])
    first = banner[-1] + 1 if title is None else title
    kept = "\n".join(lines[first:footer]).strip("\n")
    above, _, last = kept.rpartition("\n")
    return kept if re.search(r"\W", last) else above.rstrip("\n")


def split_title(text: str) -> tuple[str, str]:
    """Return the title of a clean text and the text below it.

    The title is a first line that stands twice, or a short one without full stop above more text.
    Otherwise it is the first sentence, which stays in the text too.
    """
    first, _, rest = text.partition("\n")
    rest = rest.lstrip("\n")
    repeated = bare_letters(rest.partition("\n")[0]) == bare_letters(first)
    if rest and len(first) <= _LONGEST_TITLE and (repeated or not first.endswith((".", ","))):
        return first, rest
    return title_from_text(text), text


def _doubled_line(lines: list[str], shown: list[int]) -> int | None:
    """Return the number of the first short line that the next one repeats."""
    for number, following in pairwise(shown):
        letters = bare_letters(lines[number])
        if letters and len(lines[number]) <= _LONGEST_TITLE and letters == bare_letters(lines[following]):
            return number
    return None


def _opening(line: str) -> str | None:
    """Return the first five words of a line, or None where it has fewer."""
    words = re.findall(r"\w+", line.casefold())[:_SAME_WORDS]
    return " ".join(words) if len(words) == _SAME_WORDS else None


def _date_in_name(path: Path) -> str:
    found = _DATE_IN_NAME.search(path.name)
    day = calendar_date(int(found[1]), int(found[2]), int(found[3])) if found else None
    return day.isoformat() if day else ""
