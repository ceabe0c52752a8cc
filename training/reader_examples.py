"""Rows of questions, each with the sentence that answers it and a good reply -> what the chat model is shown.

A row is {"lang", "question", "sentence", "reply"}: the exact sentence of an article that answers, and one
sentence that says so in the question's language; where the archive does not say, the reply is NOT FOUND.
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
from qa.accepted_forms import holds_any_form
from qa.evidence import gather_evidence
from qa.examples import NOT_FOUND
from qa.prompts import reader_messages
from qa.records import Evidence

HITS = 10
# Sentences shown: as many as in use, now and then more, so that the model can be shown either.
SHOWN, MORE_SHOWN, SHARE_OF_MORE = 3, 5, 0.25
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
        shown = _shown(index, ranker, row, draw)
        if shown is None:
            continue
        evidence, cited = shown
        reply = NOT_FOUND if cited is None else f"{row['reply']} [{cited}]"
        yield {
            "id": row["id"],
            "lang": row["lang"],
            "messages": reader_messages(row["question"], row["lang"], evidence),
            "reply": reply,
        }


def _shown(
    index: ArchiveIndex, ranker: Ranker, row: Mapping[str, Any], draw: random.Random
) -> tuple[tuple[Evidence, ...], int | None] | None:
    """Return the sentences shown and the number of the one that answers; None for a row of no use."""
    count = MORE_SHOWN if draw.random() < SHARE_OF_MORE else SHOWN
    found = gather_evidence(
        row["question"],
        row["lang"],
        index.search(row["question"], HITS),
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
