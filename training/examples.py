"""Questions with known answers -> candidate sentences, each marked whether it answers."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.archive_index import ArchiveIndex
from index.text.sentences import sentence_before
from qa.evidence import LOOKED_AT, candidate_sentences, cheap_scores
from training.rows import read_rows

HITS = 10
SHUFFLE_SEED = 5
# A candidate is one of the sentences that people cited if so much of each is in the other.
SHARE_OF_CITED, SHARE_OF_CANDIDATE = 0.7, 0.3


def kept_for_figures(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the ids of about half of the questions: training never sees them, figures are reported on them.

    Where rows name an "article", every other article by a hash of its name; else the second half of a
    shuffle by a fixed seed.
    """
    if all(row.get("article") for row in rows):
        return {
            str(row["id"])
            for row in rows
            if int(hashlib.sha256(row["article"].encode()).hexdigest(), 16) % 2 == 1
        }
    shuffled = list(rows)
    random.Random(SHUFFLE_SEED).shuffle(shuffled)  # noqa: S311 - a draw that can be repeated is wanted
    return {str(row["id"]) for row in shuffled[len(shuffled) // 2 :]}


def examples(index: ArchiveIndex, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give questions with the candidates that get a second look, and with all others that answer.

    "answers", "doc_ids" and "cited_sentences" of a row mark which do.
    """
    for row in rows:
        hits = index.search(row["question"], HITS)
        candidates = candidate_sentences(row["question"], row["lang"], hits, index)
        scores = cheap_scores(candidates)
        order = sorted(range(len(candidates)), key=lambda i: -scores[i])
        marked = [answers(row, candidate.article.source.record, candidate.text) for candidate in candidates]
        kept = [i for place, i in enumerate(order) if place < LOOKED_AT or marked[i]]
        yield {
            "id": row["id"],
            "question": row["question"],
            "answers": row["answers"],
            "candidates": [
                {
                    "title": candidates[i].article.title,
                    "before": sentence_before(candidates[i].article.text, candidates[i].start),
                    "text": candidates[i].text,
                    "signs": round(float(scores[i]), 4),
                    "answers": marked[i],
                }
                for i in kept
            ],
        }


def answers(row: Mapping[str, Any], record: str | None, sentence: str) -> bool:
    """Tell whether a sentence of the article `record` answers the question in `row`."""
    if record not in row["doc_ids"]:
        return False
    if cited := [text for group in row.get("cited_sentences", ()) for text in group]:
        return any(_is_same(sentence, text) for text in cited)
    words = _plain(sentence)
    return any(_plain(answer).strip() and _plain(answer) in words for answer in row["answers"])


def _is_same(sentence: str, cited: str) -> bool:
    ours, theirs = set(_plain(sentence).split()), set(_plain(cited).split())
    both = len(ours & theirs)
    return bool(theirs) and both > SHARE_OF_CITED * len(theirs) and both > SHARE_OF_CANDIDATE * len(ours)


def _plain(text: str) -> str:
    """Words alone, without accents and capitals, a space at both ends."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    words = re.findall(r"\w+", "".join(sign for sign in folded if not unicodedata.combining(sign)))
    return f" {' '.join(words)} "


def main() -> int:
    """Write the examples of one index and its questions as JSONL."""
    parser = argparse.ArgumentParser(prog="python -m training.examples", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--every", action="store_true", help="the half kept for figures as well")
    parsed = parser.parse_args()
    index = ArchiveIndex.open(parsed.index)
    rows = read_rows(parsed.questions)
    left_out = set() if parsed.every else kept_for_figures(rows)
    with parsed.examples.open("w", encoding="utf-8") as file:
        for example in examples(index, [row for row in rows if str(row["id"]) not in left_out]):
            file.write(json.dumps(example, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
