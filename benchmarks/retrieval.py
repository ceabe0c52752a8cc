"""Print how often a search finds the article that answers: R@1, R@5, R@10 and MRR by language.

    python benchmarks/retrieval.py INDEX QUESTIONS.jsonl… [--sample N] [--misses]

A question counts as found at rank r when the r-th distinct article of the hits is one of its `doc_ids`
(compared with the article's own record id). Questions without `doc_ids` are left out.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.questions import Question, read_questions
from index.archive_index import ArchiveIndex

DEPTH = 10


def rank_of(archive: ArchiveIndex, question: Question) -> int | None:
    """Return the rank, from 1, of the first gold article among the hits."""
    for rank, hit in enumerate(archive.search(question.question, DEPTH), start=1):
        if hit.article.source.record in question.records:
            return rank
    return None


def main() -> None:
    """Read the arguments, search, print one row a language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--misses", action="store_true", help="print the questions not found at 5")
    parsed = parser.parse_args()
    archive = ArchiveIndex.open(parsed.index)
    questions = [q for q in read_questions(parsed.questions, parsed.sample) if q.records]
    archive.search("warm", 1)
    started = time.monotonic()
    ranks = {question.id: rank_of(archive, question) for question in questions}
    seconds = (time.monotonic() - started) / max(len(questions), 1)
    print(f"{'language':10s} {'n':>5s} {'R@1':>6s} {'R@5':>6s} {'R@10':>6s} {'MRR':>6s}")
    for language in sorted({question.language for question in questions}):
        found = [ranks[q.id] for q in questions if q.language == language]
        at = {k: sum(r is not None and r <= k for r in found) / len(found) for k in (1, 5, DEPTH)}
        mrr = sum(1 / r for r in found if r) / len(found)
        print(f"{language:10s} {len(found):5d} {at[1]:6.3f} {at[5]:6.3f} {at[DEPTH]:6.3f} {mrr:6.3f}")
    print(f"{seconds * 1000:.0f} ms a question")
    if parsed.misses:
        for question in questions:
            if (ranks[question.id] or DEPTH + 1) > DEPTH // 2:
                print(f"{question.id}\t{ranks[question.id]}\t{question.question}")


if __name__ == "__main__":
    main()
