"""The rule that text is never markup, and the links that lead from an answer to words of an article."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote

LINK_PREFIX = "#article/"
CORRECT_PREFIX = "#correct/"
ANY_TIME_PREFIX = "#any-time/"
GLOSS_PREFIX = "#gloss/"

_KEPT_INVISIBLE = "\u200c\u200d"  # joiners: Persian words and emoji fall apart without them
_LINE_ENDS = "\n\u2028\u2029"


def escape(text: str) -> str:
    """Make text inert in HTML, in Markdown and in LaTeX: every ASCII sign becomes a numeric reference.

    Control and bidirectional-override characters, which could disguise a text, are dropped;
    a line end stays one (`white-space: pre-line` shows it) but cannot start a Markdown block.
    """
    return "".join(_escape_character(character) for character in text)


def article_link(article_id: str, start: int, end: int) -> str:
    """Address the words `text[start:end]` of an article within the page."""
    return f"{LINK_PREFIX}{quote(article_id, safe='')}/{start}/{end}"


def read_article_link(link: str) -> tuple[str, int, int]:
    """Read back what `article_link` wrote: (article id, start, end).

    Raises:
        ValueError: it is no such link.
    """
    article_id, start, end = link.removeprefix(LINK_PREFIX).rsplit("/", 2)
    return unquote(article_id), int(start), int(end)


def gloss_link(article_id: str, start: int, end: int, language: str) -> str:
    """Address the words `text[start:end]` of an article in another language."""
    place = article_link(article_id, start, end).removeprefix(LINK_PREFIX)
    return f"{GLOSS_PREFIX}{place}/{quote(language, safe='')}"


def read_gloss_link(link: str) -> tuple[str, int, int, str]:
    """Read back what `gloss_link` wrote: (article id, start, end, language).

    Raises:
        ValueError: it is no such link.
    """
    if not link.startswith(GLOSS_PREFIX):
        raise ValueError(f"not a link to a gloss: {link[:40]!r}")
    place, language = link.removeprefix(GLOSS_PREFIX).rsplit("/", 1)
    return *read_article_link(place), unquote(language)


def correct_link(question: str) -> str:
    """Address the correction of a question as it was understood."""
    return f"{CORRECT_PREFIX}{_quoted(question)}"


def any_time_link(question: str) -> str:
    """Address the answer to a question whatever its time."""
    return f"{ANY_TIME_PREFIX}{_quoted(question)}"


def read_any_time_link(link: str) -> str:
    """Read back the question that `any_time_link` wrote.

    Raises:
        ValueError: it is no such link.
    """
    if not link.startswith(ANY_TIME_PREFIX):
        raise ValueError(f"not a link to a question: {link[:40]!r}")
    return unquote(link.removeprefix(ANY_TIME_PREFIX))


def _quoted(question: str) -> str:
    """Percent-encode a question; half a surrogate pair, which UTF-8 cannot hold, becomes "?"."""
    return quote(question.encode("utf-8", "replace"), safe="")


def _escape_character(character: str) -> str:
    if character in _LINE_ENDS:
        return "&#10;"
    if character.isascii():
        if character.isalnum() or character == " ":
            return character
        return f"&#{ord(character)};" if character.isprintable() or character == "\t" else ""
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category in {"Cc", "Cf"} and character not in _KEPT_INVISIBLE else character
