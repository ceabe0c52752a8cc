"""Rows of questions, each with the sentence that answers it and a good reply -> what the chat model is shown.

A row is {"lang", "question", "sentence", "answers", "reply"}: the exact sentence of an article that answers,
the forms in which the answer is accepted, and one sentence that says so in the question's language; where the
archive does not say, the reply is NOT FOUND. A row may have "span", the words of the sentence that answer,
and "before", the turns {"question", "answer"} that a question follows up.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.archive_index import ArchiveIndex
from index.ranker import Ranker, ranker_for
from index.text.date_mentions import find_dates
from index.text.numbers import find_numbers
from qa.accepted_forms import holds_any_form
from qa.evidence import gather_evidence
from qa.examples import NOT_FOUND
from qa.prompts import LONGEST_QUOTE, QUOTE_END, excerpt_text, reader_messages
from qa.quoting import words_in
from qa.records import Evidence, Turn
from qa.rewrite import standalone_question

HITS = 10
# Sentences shown, each number as often as it stands here: as many as in use, and more, so that both go.
SHOWN = (3, 3, 4, 5)
# Of the questions that have an answer, so many are shown without it: what a search that failed looks like.
SHARE_WITHOUT = 0.08
# Of those whose answer the search left out, so many get it back in place of the last sentence.
SHARE_PUT_BACK = 0.6
SHARE_OF_SENTENCE = 0.6


def reader_examples(
    index: ArchiveIndex, rows: Sequence[Mapping[str, Any]], draw: random.Random
) -> Iterator[dict[str, Any]]:
    """Give {"messages", "reply"} a row: the prompt of `qa.prompts`, and what the model should write."""
    ranker = ranker_for(index.embedder)
    for row in rows:
        question = asked(row)
        shown = _shown(index, ranker, row, question, draw)
        if shown is None:
            continue
        evidence, cited = shown
        reply = NOT_FOUND
        if cited is not None:
            words = answering_words(row, evidence[cited - 1])
            if words is None:
                continue
            reply = f"{words}{QUOTE_END}{row['reply']} [{cited}]"
        yield {
            "id": row["id"],
            "lang": row["lang"],
            "messages": reader_messages(question, row["lang"], evidence),
            "reply": reply,
        }


def _shown(
    index: ArchiveIndex, ranker: Ranker, row: Mapping[str, Any], question: str, draw: random.Random
) -> tuple[tuple[Evidence, ...], int | None] | None:
    """Return the sentences shown and the number of the one that answers; None for a row of no use."""
    count = draw.choice(SHOWN)
    found = gather_evidence(
        question,
        row["lang"],
        index.search(question, HITS),
        index,
        ranker=ranker,
        limit=count + 3,
        first=count,
    )
    first, others = list(found[:count]), list(found[count:])
    if row["reply"] == NOT_FOUND:
        return _numbered(first), None
    place = next((i for i, item in enumerate(first) if is_of(row["sentence"], item.text)), None)
    if place is None:
        kept = next((item for item in others if is_of(row["sentence"], item.text)), None)
        if kept is not None and draw.random() < SHARE_PUT_BACK:
            first[-1] = kept
            return _in_order(first, kept)
    elif draw.random() >= SHARE_WITHOUT:
        return _in_order(first, first[place])
    else:
        others = [item for item in others if not is_of(row["sentence"], item.text)]
        first[place : place + 1] = others[:1]
    if any(holds_any_form(item.text, row["answers"], item.article.published) for item in first):
        return None  # another sentence may answer just as well
    return _numbered(first), None


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
        found = words_in(shown, form)
        if found and len(form) <= LONGEST_QUOTE:
            return found
    dates = [shown[date.start : date.end] for date in find_dates(shown, published)]
    numbers = [shown[number.start : number.end] for number in find_numbers(shown)]
    pieces = [*dates, *numbers]
    return next((piece for piece in pieces if holds_any_form(piece, row["answers"], published)), None)


def asked(row: Mapping[str, Any]) -> str:
    """Return a row's question; one that follows up, as the rules make it stand alone."""
    turns: list[Turn] = []
    for turn in row.get("before", ()):
        question = turn["question"]
        turns.append(
            Turn(
                question=question,
                standalone_question=standalone_question(question, turns),
                answer=turn["answer"],
            )
        )
    return standalone_question(row["question"], turns)


def is_of(sentence: str, text: str) -> bool:
    """Tell whether a sentence and a candidate are the same words, cut in different places at most."""
    one, other = (" ".join(words.casefold().split()) for words in (sentence, text))
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and shorter in longer and len(shorter) >= SHARE_OF_SENTENCE * len(one)


def _in_order(shown: Sequence[Evidence], answering: Evidence) -> tuple[tuple[Evidence, ...], int]:
    """Number the sentences by article, as they stand there."""
    places = list(dict.fromkeys(item.article.id for item in shown))
    ordered = sorted(shown, key=lambda item: (places.index(item.article.id), item.start))
    return _numbered(ordered), ordered.index(answering) + 1


def _numbered(shown: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(item.model_copy(update={"number": number}) for number, item in enumerate(shown, start=1))


def main() -> int:
    """Write the examples of one index and some rows as JSONL."""
    parser = argparse.ArgumentParser(prog="python -m training.reader_examples", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parsed = parser.parse_args()
    index = ArchiveIndex.open(parsed.index)
    rows = [json.loads(line) for line in parsed.rows.read_text("utf-8").splitlines()]
    with parsed.examples.open("w", encoding="utf-8") as file:
        for example in reader_examples(index, rows, random.Random(parsed.seed)):  # noqa: S311
            file.write(json.dumps(example, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
