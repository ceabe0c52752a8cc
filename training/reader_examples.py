"""Rows of questions, each with the sentence that answers it and a good reply -> what the chat model is shown.

A row is {"lang", "question", "sentence", "answers", "reply"}: the exact sentence of an article that answers,
the forms in which the answer is accepted, and one sentence that says so in the question's language; where the
archive does not say, the reply is NOT FOUND; without a reply the model is taught to copy the answer's words
alone. A row may have "span", the words of the sentence that answer, and "before", the turns {"question",
"answer"} that a question follows up, each with the ids of its "articles" where they are known.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.archive_index import ArchiveIndex
from index.ranker import ranker_for
from index.text.date_mentions import find_dates
from index.text.date_words import WEEKDAYS
from index.text.numbers import find_numbers
from qa.accepted_forms import holds_any_form
from qa.evidence import gather_evidence
from qa.examples import NOT_FOUND
from qa.prompts import LONGEST_QUOTE, QUOTE_END, excerpt_text, reader_messages
from qa.quoting import words_in
from qa.records import Evidence, Turn
from qa.rewrite import standalone_question, understand
from training.rows import read_rows

HITS = 10
# Sentences found, of which some are shown: each number as often as it stands here, that in use among them.
FOUND = 12
SHOWN = (3, 4, 5, 5, 6, 6, 6, 8)
# Of the questions that have an answer, so many are shown without it: what a search that failed looks like.
SHARE_WITHOUT = 0.08
# Of those whose answer the search left out, so many get it back in place of the last sentence.
SHARE_PUT_BACK = 0.6
SHARE_OF_SENTENCE = 0.6
# What says no more than the words behind it. How likely the first copied token is tells how sure the reader
# is, so one answer should be copied in one form: not "le 12 mars" here and "12 mars" there.
_BEFORE_ANSWER = re.compile(
    r"^(?:(?:(?:le|la|les|du|des?|en|au|aux|à|dans|sur|par|the|in|on|of|at|to|from|by)\s+|[ld]['’]\s?)"
    r"(?=\w))+"
)
_DAY_BEFORE_DATE = re.compile(rf"^(?:{'|'.join(WEEKDAYS)}),?\s+(?=\d)", re.IGNORECASE)


def reader_examples(
    index: ArchiveIndex, rows: Iterable[Mapping[str, Any]], draw: random.Random, times: int = 1
) -> Iterator[dict[str, Any]]:
    """Give {"id", "lang", "answers", "messages", "reply"}, `times` for each row where it is of use.

    The messages are the prompt of `qa.prompts`, the reply what the model should write; they differ in what is
    shown beside the sentence that answers.
    """
    ranker = ranker_for(index.embedder)
    for row in rows:
        asked = understand(row["question"], turns_before(row))
        hits = index.search(asked.question, HITS, discussed=asked.articles, once_a_story=True)
        found = gather_evidence(asked.question, row["lang"], hits, index, ranker=ranker, limit=FOUND)
        for _ in range(times):
            example = drawn_example(row, asked.question, found, draw)
            if example is not None:
                yield example


def drawn_example(
    row: Mapping[str, Any], question: str, found: Sequence[Evidence], draw: random.Random
) -> dict[str, Any] | None:
    """Return one example of a row, None where it is of no use; `found` is in the order of articles."""
    shown = _shown(row, found, draw)
    if shown is None:
        return None
    evidence, cited = shown
    reply = NOT_FOUND
    if cited is not None:
        words = answering_words(row, evidence[cited - 1])
        if words is None:
            return None
        reply = words + QUOTE_END + (f"{row['reply']} [{cited}]" if row.get("reply") else "")
    return {
        "id": row["id"],
        "lang": row["lang"],
        "answers": [] if cited is None else row["answers"],
        "messages": reader_messages(question, row["lang"], evidence),
        "reply": reply,
    }


def _shown(
    row: Mapping[str, Any], found: Sequence[Evidence], draw: random.Random
) -> tuple[tuple[Evidence, ...], int | None] | None:
    """Return the sentences shown and the number of the one that answers; None for a row of no use."""
    count = draw.choice(SHOWN)
    best = sorted(found, key=lambda item: -item.score)
    first, others = best[:count], best[count:]
    answering = None
    if row.get("reply") != NOT_FOUND:
        answering = next((item for item in best if is_of(row["sentence"], item.text)), None)
        if answering in others and draw.random() < SHARE_PUT_BACK:
            first[-1] = answering
        elif answering in first and draw.random() < SHARE_WITHOUT:
            others = [item for item in others if not is_of(row["sentence"], item.text)]
            first = [item for item in first if item != answering] + others[:1]
        if answering not in first:
            answering = None
            if any(holds_any_form(item.text, row["answers"], item.article.published) for item in first):
                return None  # another sentence may answer just as well
    shown = [item for item in found if item in first]
    numbered = tuple(item.model_copy(update={"number": number}) for number, item in enumerate(shown, start=1))
    return numbered, None if answering is None else shown.index(answering) + 1


def answering_words(row: Mapping[str, Any], item: Evidence) -> str | None:
    """Return the words of an excerpt that answer, as the model is shown them; None where they are not told.

    They are those that the row names, else the longest of its accepted forms that the excerpt holds, else
    a date or number of the excerpt that says an accepted form in other words.
    """
    shown, published = excerpt_text(item, row["lang"]), item.article.published
    forms = sorted(row["answers"], key=len, reverse=True)
    if row.get("span"):
        forms.insert(0, excerpt_text(item.model_copy(update={"text": row["span"]}), row["lang"]))
    for form in forms:
        found = words_in(shown, shortest(form))
        if found and len(form) <= LONGEST_QUOTE:
            return found
    dates = [shown[date.start : date.end] for date in find_dates(shown, published)]
    numbers = [shown[number.start : number.end] for number in find_numbers(shown)]
    pieces = [*dates, *numbers]
    found = next((piece for piece in pieces if holds_any_form(piece, row["answers"], published)), None)
    return shortest(found) if found else None


def shortest(words: str) -> str:
    """Return an answer without the articles and prepositions that open it, and without a date's weekday."""
    return _DAY_BEFORE_DATE.sub("", _BEFORE_ANSWER.sub("", words.strip()))


def turns_before(row: Mapping[str, Any]) -> list[Turn]:
    """Return the turns that a row's question follows up, each understood as the rules understand it."""
    turns: list[Turn] = []
    for turn in row.get("before", ()):
        question = turn["question"]
        turns.append(
            Turn(
                question=question,
                standalone_question=standalone_question(question, turns),
                answer=turn["answer"],
                articles=tuple(turn.get("articles", ())),
            )
        )
    return turns


def is_of(sentence: str, text: str) -> bool:
    """Tell whether a sentence and a candidate are the same words, cut in different places at most."""
    one, other = (" ".join(words.casefold().split()) for words in (sentence, text))
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and shorter in longer and len(shorter) >= SHARE_OF_SENTENCE * len(one)


def main() -> int:
    """Write the examples of one index and some rows as JSONL."""
    parser = argparse.ArgumentParser(prog="python -m training.reader_examples", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--times", type=int, default=1, help="examples of each row, each drawn anew")
    parser.add_argument("--seed", type=int, default=0)
    parsed = parser.parse_args()
    index = ArchiveIndex.open(parsed.index)
    rows = read_rows(parsed.rows)
    with parsed.examples.open("w", encoding="utf-8") as file:
        for example in reader_examples(index, rows, random.Random(parsed.seed), parsed.times):  # noqa: S311
            file.write(json.dumps(example, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
