"""A new generation from the one in place: what an update and a removal have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.errors import SourceError
from index.indexing import count_terms, renew_terms, text_to_embed
from index.store.draft import Draft
from index.store.generations import next_generation, publish
from index.store.journal import Journal, text_digest
from index.store.manifest import Manifest, Statistics, describe_files

# BM25 counts a removed passage, in how rare a term is, until the terms are counted anew. That takes a second
# for a thousand passages: done at once while they are few, and when a tenth of them are such.
_RENEWED_UP_TO = 1_000
_REMOVED_SHARE = 0.1
_ARTICLES_AT_ONCE = 500


def remove_articles(draft: Draft, article_keys: Sequence[int], journal: Journal | None = None) -> None:
    """Take articles out of a draft. With a journal their vectors go there: a new version may say the same."""
    if journal is not None:
        for start in range(0, len(article_keys), _ARTICLES_AT_ONCE):
            _keep_vectors(draft, article_keys[start : start + _ARTICLES_AT_ONCE], journal)
    draft.remove_articles(article_keys)


def renew_language(draft: Draft, article_keys: Sequence[int]) -> None:
    """Count the terms of some articles anew, in the language that they are now said to be in."""
    for article in draft.catalogue.articles_of(article_keys):
        passages = draft.catalogue.passages_of(article)
        draft.lexical.remove(list(passages))
        count_terms(draft, article, passages)


def publish_change(
    index: Path, draft: Draft, before: Manifest, sources: Sequence[str], leaving: str
) -> Statistics:
    """Make the draft the index's generation; `leaving` says, of an index left empty, what left it so.

    Raises:
        SourceError: no article is left.
    """
    if not draft.catalogue.statistics().articles:
        raise SourceError(
            f"{index}: {leaving} leaves no article in it, and no index is empty. Delete the folder instead."
        )
    draft.lexical.commit()
    removed = draft.lexical.count_removed()
    if removed and (
        len(draft.lexical) <= _RENEWED_UP_TO or removed > _REMOVED_SHARE * (len(draft.lexical) + removed)
    ):
        renew_terms(draft)
    statistics = draft.finish()
    manifest = before.model_copy(
        update={
            "generation": next_generation(index),
            "sources": tuple(sources),
            "statistics": statistics,
            "files": describe_files(draft.folder),
        }
    )
    publish(index, draft.folder, manifest)
    return statistics


def _keep_vectors(draft: Draft, article_keys: Sequence[int], journal: Journal) -> None:
    keys = draft.catalogue.keys_of_articles(article_keys)
    found = draft.catalogue.passages(keys)
    texts = {text_digest(text_to_embed(found[key][1], found[key][0])): key for key in keys}
    missing = [digest for digest in texts if journal.find(digest) is None]
    # Above 100,000 passages (`EXACT_ROWS`) these are what 8 bits a number keep of the model's vectors: as
    # good as those of the passages that stay.
    journal.append(missing, draft.vectors.vectors_of([texts[digest] for digest in missing]))
