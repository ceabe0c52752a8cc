"""Pure functions that read the citations of a written answer and check what they hold.

A sentence is supported by evidence that holds its figures, its dates and its names, and that is near it in
meaning. A citation that does not support its sentence is moved to evidence that does; a sentence that nothing
supports is not verified.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.text.sentences import split_sentences
from qa.records import Citation, Evidence, Sentence
from qa.support import states_facts, supports

_NUMBERS = r"\d{1,3}(?:\s*(?:[,;&–-]|et\b|and\b)\s*\d{1,3})*"
_RANGE_OR_NUMBER = re.compile(r"(?<!\d)(\d{1,3})(?!\d)(?:\s*[–-]\s*(\d{1,3})(?!\d))?")
_WORD = "(?:passage|excerpt|extrait|source)s?"
# "[1]", "[1, 2]", "[1][2]", "[1-3]", "(passages 1 et 2)", "【1】": what chat models write for "[1]".
_CITATION = re.compile(
    rf"(?:\s*(?:\[\s*(?:{_WORD}\s*)?{_NUMBERS}\s*\]"
    rf"|\({_WORD}\s+{_NUMBERS}\)"
    rf"|【\s*{_NUMBERS}[^】]*】))+",
    re.IGNORECASE,
)
_ROUND = str.maketrans("[]【】", "()()")
_ANY_BRACKET = re.compile(r"[\[\]【】]")


class Draft(NamedTuple):
    """A sentence as the model wrote it: its text without markers, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]


def read_drafts(written: str) -> list[Draft]:
    """Cut a written answer into sentences, each with the citation numbers behind it.

    A marker counts for the sentence in front of it; a sentence without one has no numbers.
    """
    drafts: list[Draft] = []
    offset = 0
    for match in _CITATION.finditer(written):
        drafts += _sentences(written[offset : match.start()], _numbers(match.group()))
        offset = match.end()
    drafts += _sentences(written[offset:], ())
    return drafts


def _numbers(marker: str) -> tuple[int, ...]:
    """Return the numbers of a marker in order, each once; "1-3" is 1, 2 and 3."""
    ranges = [(int(first), int(last or first)) for first, last in _RANGE_OR_NUMBER.findall(marker)]
    return tuple(dict.fromkeys(number for first, last in ranges for number in range(first, last + 1)))


def _sentences(text: str, numbers: tuple[int, ...]) -> list[Draft]:
    text = text.strip().lstrip(".,;").strip()
    texts = [_ANY_BRACKET.sub("", text[start:end]).strip() for start, end in split_sentences(text)]
    texts = [piece for piece in texts if any(character.isalnum() for character in piece)]
    return [Draft(piece, numbers if i == len(texts) - 1 else ()) for i, piece in enumerate(texts)]


def check_drafts(
    drafts: Sequence[Draft],
    evidence: Sequence[Evidence],
    question: str = "",
    is_near: Callable[[int, int], bool] = lambda _draft, _evidence: True,
) -> list[Sentence]:
    """Check each draft against the evidence it cites, and move citations to where the support is.

    `is_near` tells by their places whether a draft and evidence mean about the same. Returns one Sentence a
    draft. Verified: its citations are evidence that holds its facts and is near; the cited ones that do, else
    the best other one. Not verified: it has no citations left. A draft that states no fact to look for keeps
    the citations it has and is given none: anything would support it.
    """
    sentences = []
    for place, draft in enumerate(drafts):
        supporting = [
            item
            for i, item in enumerate(evidence)
            if is_near(place, i) and supports(item, draft.text, question)
        ]
        cited = [item for item in supporting if item.number in draft.numbers]
        if not cited and states_facts(draft.text):
            cited = sorted(supporting, key=lambda item: -item.score)[:1]
        numbers = tuple(item.number for item in cited)
        sentences.append(Sentence(text=_ended(draft.text), citations=numbers, verified=bool(numbers)))
    return sentences


def cite(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Return the citations that the sentences use, quotes copied from the articles by offset."""
    used = {number for sentence in sentences for number in sentence.citations}
    return tuple(
        Citation(
            number=item.number,
            record=item.article.source.record,
            article_id=item.article.id,
            title=item.article.title,
            published=item.article.published,
            quote=item.article.text[item.start : item.end],
            start=item.start,
            end=item.end,
        )
        for item in evidence
        if item.number in used
    )


def render_text(sentences: Sequence[Sentence]) -> str:
    """Write sentences as one text, each followed by its citation markers.

    A number in brackets that an article holds is no marker: it gets round ones.
    """
    return " ".join(
        sentence.text.translate(_ROUND) + "".join(f" [{number}]" for number in sentence.citations)
        for sentence in sentences
    )


def _ended(text: str) -> str:
    return text if text[-1:] in '.!?…»"”' else f"{text}."
