"""The read side of an archive: open an index, search it, read its articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.embedder import Embedder, load_embedder
from index.errors import ArchiveError, IndexDamaged, QueryError
from index.fusion import best_per_group, fuse, with_gains
from index.records import Article, DateRange, Hit, SearchFilter
from index.records import article_id as hash_article
from index.settings import IndexSettings
from index.store.catalogue import Catalogue, Origin
from index.store.lexical import LexicalIndex, TantivyIndex
from index.store.manifest import (
    CATALOGUE_NAME,
    LEXICAL_NAME,
    VECTORS_NAME,
    Manifest,
    Statistics,
    check_fingerprint,
    check_sizes,
    file_problems,
    read_manifest,
)
from index.store.vectors import FaissVectors, VectorStore
from index.text.cleaning import clean_text
from index.text.day_terms import day_terms
from index.text.languages import question_language
from index.text.terms import query_terms

# Passages that each scorer proposes; beyond a hundred the fused order hardly changes.
CANDIDATES = 100
# Share of the vectors in the fused score; the rest are the words. From a coarse grid on French
# question sets: .5 to .7 are alike.
DENSE_WEIGHT = 0.6
# What an article published in the days preferred gains on a fused score, which lies between 0 and 1: enough
# to pass its like, too little to pass a better answer.
PREFERENCE = 0.1
# What an article gains that a conversation is about. Of 61 French and 102 English follow-ups over articles
# that nothing was trained on, a sentence that answers is among the first six for .74 and .97 without it, for
# .85 and .98 with it. More would help there still; but those conversations stay with one article.
DISCUSSED = 0.4
QUERY_LIMIT = 2000


class ArchiveIndex:
    """An opened index. Searching is safe from many threads; opening reads no model."""

    def __init__(self, path: Path, manifest: Manifest, embedder: Embedder) -> None:
        folder = path / manifest.generation
        self.path = path
        self.manifest = manifest
        self.embedder = embedder
        self.catalogue = Catalogue(folder / CATALOGUE_NAME)
        self.vectors: VectorStore = FaissVectors.open(folder / VECTORS_NAME)
        self.lexical: LexicalIndex = TantivyIndex(folder / LEXICAL_NAME)

    @classmethod
    def open(
        cls, path: Path | str, embedder: Embedder | None = None, settings: IndexSettings | None = None
    ) -> ArchiveIndex:
        """Open the index at `path`, with the embedder given, else the settings', else the one that built it.

        Raises:
            IndexMissing: there is none.
            IndexDamaged: a file is missing or truncated, or they do not belong together.
            IndexMismatch: another layout or another model built it.
        """
        path, settings = Path(path), settings or IndexSettings()
        while True:
            manifest = read_manifest(path)
            try:
                return cls._open(path, manifest, embedder or embedder_of(settings, manifest))
            except IndexDamaged:
                # A newer generation may have taken its place since the manifest was read.
                if read_manifest(path) == manifest:
                    raise

    @classmethod
    def _open(cls, path: Path, manifest: Manifest, embedder: Embedder) -> ArchiveIndex:
        check_sizes(path, manifest)
        check_fingerprint(path, manifest, embedder.fingerprint)
        opened = cls(path, manifest, embedder)
        if len({manifest.statistics.passages, len(opened.vectors), len(opened.lexical)}) > 1:
            raise IndexDamaged(
                f"{path}: its files do not belong together. Run `python -m index check {path} --repair`."
            )
        return opened

    @contextmanager
    def reading(self) -> Iterator[ArchiveIndex]:
        """Give this index for as long as a question takes; see `LiveIndex.reading`."""
        yield self

    def close(self) -> None:
        """Let go of the rows' file; the others go with this object."""
        self.catalogue.close()

    @property
    def statistics(self) -> Statistics:
        """What the index holds."""
        return self.manifest.statistics

    def article(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            QueryError: there is none of that id.
        """
        found = self.catalogue.article(article_id)
        if found is None:
            raise self._no_article(article_id)
        return found

    def _no_article(self, article_id: str) -> QueryError:
        return QueryError(f"{self.path}: no article has the id {article_id!r}.")

    def versions(self, article_id: str) -> list[Article]:
        """Return the versions of an article's story, itself among them, by day; undated ones last.

        Raises:
            QueryError: there is none of that id.
        """
        found = self.catalogue.versions(article_id)
        if not found:
            raise self._no_article(article_id)
        return found

    def search(  # noqa: PLR0913 - what a search may be told, each by name
        self,
        query: str,
        k: int = 10,
        search_filter: SearchFilter | None = None,
        per_article: int = 1,
        prefer: DateRange | None = None,
        *,
        discussed: Sequence[str] = (),
        once_a_story: bool = False,
    ) -> list[Hit]:
        """Return up to `k` hits, best first, at most `per_article` passages of one article.

        Of a story in several versions, `once_a_story` shows only the one with the best passage, so that
        other stories take the places of the rest; `versions` gives those. It is not the default, because
        versions may disagree (a death toll that rises), and who reads one of them does not see that.

        Meaning (vectors) and words (BM25) are fused. Where a passage is in another language than the
        query, only names and figures count as words. Articles published in the days of `prefer` rank
        higher by `PREFERENCE`, those that a conversation is about (the ids `discussed`, in any version of
        their story) by `DISCUSSED`, which is their `gain`: of what either scorer finds, none is left out
        for it. An id that no article has any more counts for nothing.

        Raises:
            QueryError: the query is empty or over 2,000 characters, or k is under 1.
        """
        question = _checked(query, k)
        among = (
            self.catalogue.passage_keys(search_filter)
            if search_filter not in (None, SearchFilter())
            else None
        )
        vector = self.embedder.embed_query(question)
        candidates = max(CANDIDATES, 5 * k)
        stories = self.catalogue.stories(discussed)
        while True:
            dense = self.vectors.search(vector, candidates, among)
            words = self._search_words(question, candidates, among)
            fused = fuse([(dense, DENSE_WEIGHT), (words, 1 - DENSE_WEIGHT)])
            fused = self._preferring(prefer, fused) if prefer else fused
            origins = self.catalogue.origins([key for key, _ in fused])
            gains = {key: DISCUSSED for key in origins if origins[key].story in stories}
            fused = with_gains(fused, gains)
            best = _best(fused, origins, per_article, once_a_story=once_a_story)[:k]
            if len(best) == k or len(dense) < candidates:
                break
            # A few long articles, or stories told often, took all the places.
            candidates *= 4
        found = self.catalogue.passages([key for key, _ in best])
        return [
            Hit(passage=found[key][0], article=found[key][1], score=score, gain=gains.get(key, 0.0))
            for key, score in best
        ]

    def _preferring(self, prefer: DateRange, fused: list[tuple[int, float]]) -> list[tuple[int, float]]:
        published = self.catalogue.published([key for key, _ in fused])
        return with_gains(fused, {key: PREFERENCE for key in published if prefer.holds(published[key])})

    def _search_words(self, question: str, k: int, among: Sequence[int] | None) -> list[tuple[int, float]]:
        asked_in = question_language(question)
        days = dict.fromkeys(day_terms(question), 1.0)
        terms = {
            language: query_terms(question, asked_in, language) | days
            for language in self.statistics.languages
        }
        return self.lexical.search(terms, k, among)

    def read_closely(self, query: str, article_ids: Sequence[str]) -> list[Hit]:
        """Return every passage of some articles, in their order, each scored by its meaning alone."""
        vector = self.embedder.embed_query(query)
        keys = [key for article_id in article_ids for key in self.catalogue.keys_of(article_id)]
        scores = self.vectors.vectors_of(keys) @ vector
        found = self.catalogue.passages(keys)
        return [
            Hit(passage=found[key][0], article=found[key][1], score=float(score))
            for key, score in zip(keys, scores, strict=True)
        ]

    def share_with(self, name: str) -> float:
        """Return the share of passages, 0 to 1, that hold all the words of a name."""
        terms = {language: query_terms(name, language, language) for language in self.statistics.languages}
        return self.lexical.count(terms) / max(1, len(self.lexical))

    def problems(self) -> list[str]:
        """List everything that is wrong with the index on disk; an empty list is a sound index."""
        if problems := file_problems(self.path, self.manifest, read_content=True):
            return problems
        if problems := self.catalogue.problems():
            return problems
        expected = set(self.catalogue.passage_keys())
        keys_of = {"vector": self.vectors.keys(), "terms": self.lexical.keys()}
        counts = {
            "catalogue": len(expected),
            "vectors": len(keys_of["vector"]),
            "terms": len(keys_of["terms"]),
            "manifest": self.statistics.passages,
        }
        if len(set(counts.values())) > 1:
            problems.append(f"{self.path}: counts of passages differ: {counts}")
        for name, keys in keys_of.items():
            missing, surplus = expected.difference(keys), set(keys) - expected
            problems += [f"{self.path}: {len(missing)} passages have no {name}"] if missing else []
            problems += [f"{self.path}: {len(surplus)} {name} of no passage"] if surplus else []
        changed = sum(
            article.id != hash_article(article.title, article.text, article.published)
            for article in self.catalogue.articles()
        )
        problems += [f"{self.path}: {changed} articles are not as they were read"] if changed else []
        return problems


def index_problems(path: Path | str) -> list[str]:
    """List everything that is wrong with the index at `path`, one that cannot be opened included.

    No model is loaded, and the settings have no say.
    """
    path = Path(path)
    try:
        manifest = read_manifest(path)
        if damaged := file_problems(path, manifest, read_content=True):
            return damaged
        return ArchiveIndex(path, manifest, load_embedder(manifest.embedder)).problems()
    except ArchiveError as error:
        return [str(error)]


def embedder_of(settings: IndexSettings, manifest: Manifest | None = None) -> Embedder:
    """Return the embedder that the settings name; where nobody set it, the one that the manifest names."""
    model = settings.embedder
    if manifest is not None and "embedder" not in settings.model_fields_set:
        model = manifest.embedder
    return load_embedder(
        model,
        precision=settings.embedder_precision,
        local=settings.embedder_file,
        folder=settings.models_folder,
    )


def _best(
    ranking: Sequence[tuple[int, float]],
    origins: Mapping[int, Origin],
    per_article: int,
    *,
    once_a_story: bool,
) -> list[tuple[int, float]]:
    """Keep the first passages of each article; `once_a_story`, only those of each story's first article."""
    if once_a_story:
        shown: dict[int, int] = {}
        for key, _ in ranking:
            shown.setdefault(origins[key].story, origins[key].article)
        ranking = [item for item in ranking if shown[origins[item[0]].story] == origins[item[0]].article]
    return best_per_group(ranking, lambda key: origins[key].article, per_article)


def _checked(query: str, k: int) -> str:
    question = clean_text(query).strip()
    if not question:
        raise QueryError("The query is empty.")
    if len(question) > QUERY_LIMIT:
        raise QueryError(f"The query has {len(question):,} characters; at most {QUERY_LIMIT:,} are searched.")
    if k < 1:
        raise QueryError(f"k is {k}; it must be 1 or more.")
    return question
