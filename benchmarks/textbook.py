"""Measure the textbook pipeline on the same questions, for comparison with `python -m qa evaluate`.

    python benchmarks/textbook.py SOURCES… --questions QUESTIONS.jsonl… --cache FOLDER [--chat-model NAME]
        [--sample N] [--seed S] [--json] [--curve FILE.png]

Passages of 1,000 characters that overlap by 200, cut by LangChain's recursive splitter; the archive's own
embedder; the four nearest passages by cosine; one prompt that asks for citations "[n]". Nothing is checked:
[n] cites passage n whole, and an answer that says it does not know is a refusal. Its confidence is the cosine
of the nearest passage. The turns before a question stand before it in the prompt, but are not searched.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from index.archive_index import embedder_of
from index.embedder import Embedder
from index.errors import ArchiveError, SourceError
from index.progress_line import ProgressLine
from index.readers.registry import read_sources
from index.records import Article, Hit, Passage
from index.text.languages import question_language
from qa.chat_models import open_chat_model
from qa.errors import ChatModelUnavailable
from qa.evaluate import add_options, evaluate, read_conversations
from qa.records import Answer, Answered, Citation, Event, EvidenceFound, Sentence, TextWritten, Timings, Turn
from qa.risk_picture import check_picture
from qa.settings import load_settings

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

PASSAGE_CHARACTERS, OVERLAP = 1000, 200
K = 4
RANKED = 50
"""Passages that are ranked, so that the first ten articles can be told."""
EMBEDDED_AT_ONCE = 512
INSTRUCTION = """You are an assistant that answers questions about news articles.
Use only the numbered passages below to answer, and cite those you use by their numbers, like [1].
If the passages do not hold the answer, say that you don't know.
Answer in the language of the question, in one or two sentences.

{passages}"""
PROMPT = ChatPromptTemplate.from_messages(
    [("system", INSTRUCTION), MessagesPlaceholder("history"), ("human", "{question}")]
)
_MARKER = re.compile(r"\s*\[\s*(?:passage\s+)?(\d+(?:\s*[,;]\s*\d+)*)\s*\]", re.IGNORECASE)
_SOURCES = r"\b(?:passages?|articles?|texte?s?|extraits?|excerpts?|contexte?|sources?|informations?)\b"
_DOES_NOT_KNOW = re.compile(
    "|".join(
        (
            r"\bI (?:do not|don['’]t|cannot|can['’]t|could not) (?:know|answer|determine|find|say)\b",
            r"\bI(?: am|['’]m) (?:not sure|unable)\b",
            _SOURCES + r"[^.]*\b(?:do(?:es)?|did|is|are|was)(?: not|n['’]t)\b",
            r"\bnot (?:\w+ )?(?:mentioned|provided|specified|stated|given)\b",
            r"\bno (?:information|mention|answer)\b",
            r"\bje (?:ne (?:sais|connais|peux|dispose|trouve)|n['’]ai) pas\b",
            _SOURCES + r"[^.]*\bn(?:e |['’])(?:\w+ )+(?:pas|aucune?)\b",
            r"\bn['’](?:est|a|ont) pas (?:été )?(?:\w+ment )?(?:mentionn|précis|indiqu|fourni|spécifi|donn)",
            r"\baucune (?:information|mention|réponse)\b",
        )
    ),
    re.IGNORECASE,
)


class ArchiveEmbeddings(Embeddings):
    """The archive's embedder as LangChain knows one."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        rows: list[list[float]] = self.embedder.embed_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        row: list[float] = self.embedder.embed_query(text).tolist()
        return row


class FlatStore(VectorStore):
    """Documents under an exact FAISS index; a score is a cosine."""

    def __init__(
        self, documents: Sequence[Document], vectors: NDArray[np.float32], embeddings: Embeddings
    ) -> None:
        import faiss

        self.documents = list(documents)
        self._embeddings = embeddings
        self._rows = faiss.IndexFlatIP(vectors.shape[1])
        self._rows.add(vectors)

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[Any, Any]] | None = None, **_: Any
    ) -> FlatStore:
        """Embed texts and keep them."""
        given = metadatas or [{} for _ in texts]
        documents = [
            Document(page_content=text, metadata=row) for text, row in zip(texts, given, strict=True)
        ]
        return cls(documents, np.array(embedding.embed_documents(texts), np.float32), embedding)

    def similarity_search(self, query: str, k: int = K, **_: Any) -> list[Document]:
        """Return the `k` nearest documents, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k)]

    def similarity_search_with_score(self, query: str, k: int = K, **_: Any) -> list[tuple[Document, float]]:
        """Return the `k` nearest documents with their cosines, best first."""
        wanted = np.array([self._embeddings.embed_query(query)], np.float32)
        (scores,), (rows,) = self._rows.search(wanted, min(k, len(self.documents)))
        return [(self.documents[row], float(score)) for row, score in zip(rows.tolist(), scores, strict=True)]


class TextbookPipeline:
    """Retrieve, fill the prompt, write."""

    def __init__(self, articles: Sequence[Article], store: FlatStore, chat_model: BaseChatModel) -> None:
        self.articles = articles
        self.store = store
        self.chain = PROMPT | chat_model

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Answer a question; the events are those of `Assistant.stream`."""
        started = time.monotonic()
        hits = tuple(self._hit(*found) for found in self.store.similarity_search_with_score(question, RANKED))
        language = question_language(question)
        found_after = time.monotonic() - started
        yield EvidenceFound(standalone_question=question, language=language, evidence=(), hits=hits)
        first_word_after: float | None = None
        written = ""
        for piece in self.chain.stream(_filled(question, history, hits[:K])):
            if piece.text:
                first_word_after = first_word_after or time.monotonic() - started
                written += piece.text
                yield TextWritten(text=piece.text)
        timings = Timings(evidence=found_after, first_word=first_word_after, total=time.monotonic() - started)
        yield Answered(answer=read_answer(question, language, written, hits, timings))

    def _hit(self, document: Document, score: float) -> Hit:
        article = self.articles[document.metadata["article"]]
        start, text = document.metadata["start_index"], document.page_content
        passage = Passage(
            id=f"{article.id}:{start}", article_id=article.id, text=text, start=start, end=start + len(text)
        )
        return Hit(passage=passage, article=article, score=score)


def read_answer(question: str, language: str, written: str, hits: Sequence[Hit], timings: Timings) -> Answer:
    """Take the model's words at their word: [n] cites passage n whole, unless they are of not knowing."""
    said = _MARKER.sub("", written).strip()
    refused = not said or _DOES_NOT_KNOW.search(said) is not None
    given = dict(enumerate(hits[:K], start=1))
    named = [int(number) for marker in _MARKER.findall(written) for number in re.findall(r"\d+", marker)]
    cited = () if refused else tuple(number for number in dict.fromkeys(named) if number in given)
    return Answer(
        question=question,
        standalone_question=question,
        text=written,
        language=language,
        refused=refused,
        reason="model_refused" if refused else None,
        sentences=() if refused else (Sentence(text=said, citations=cited),),
        citations=tuple(_citation(number, given[number]) for number in cited),
        hits=tuple(hits),
        confidence=float(np.clip(hits[0].score, 0, 1)) if hits else 0.0,
        timings=timings,
    )


def _citation(number: int, hit: Hit) -> Citation:
    return Citation(
        number=number,
        record=hit.article.source.record,
        article_id=hit.article.id,
        title=hit.article.title,
        published=hit.article.published,
        quote=hit.passage.text,
        start=hit.passage.start,
        end=hit.passage.end,
    )


def _filled(question: str, history: Sequence[Turn], hits: Sequence[Hit]) -> dict[str, Any]:
    passages = [
        f"[{number}] {hit.article.title} ({hit.article.published or 'undated'})\n{hit.passage.text}"
        for number, hit in enumerate(hits, start=1)
    ]
    turns = [message for turn in history for message in (("human", turn.question), ("ai", turn.answer))]
    return {"passages": "\n\n".join(passages), "history": turns, "question": question}


def split(articles: Sequence[Article]) -> list[Document]:
    """Cut articles into passages; `metadata` has the article's place in the list and the passage's start."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARACTERS, chunk_overlap=OVERLAP, add_start_index=True
    )
    whole = [
        Document(page_content=article.text, metadata={"article": place})
        for place, article in enumerate(articles)
    ]
    return splitter.split_documents(whole)


def embed(texts: Sequence[str], embedder: Embedder, cache: Path) -> NDArray[np.float32]:
    """Embed passages, shape (len(texts), dimension); those that `cache` has are read from it."""
    cache.mkdir(parents=True, exist_ok=True)
    started, line = time.monotonic(), ProgressLine(sys.stderr)
    rows: list[NDArray[np.float32]] = []
    for first in range(0, len(texts), EMBEDDED_AT_ONCE):
        rows.append(_embed_window(texts[first : first + EMBEDDED_AT_ONCE], embedder, cache))
        line.show_text(f"{sum(map(len, rows))} of {len(texts)} passages", time.monotonic() - started)
    line.end()
    return np.concatenate(rows)


def _embed_window(texts: Sequence[str], embedder: Embedder, cache: Path) -> NDArray[np.float32]:
    key = hashlib.sha256("\x1f".join((embedder.fingerprint, *texts)).encode("utf-8", "surrogatepass"))
    file = cache / f"{key.hexdigest()}.npy"
    if file.exists():
        kept: NDArray[np.float32] = np.load(file)
        return kept
    rows = embedder.embed_passages(texts)
    unfinished = file.with_suffix(".unfinished.npy")
    np.save(unfinished, rows)
    unfinished.replace(file)
    return rows


def open_pipeline(
    sources: Iterable[Path], embedder: Embedder, chat_model: BaseChatModel, cache: Path
) -> TextbookPipeline:
    """Read, cut and embed the articles of some files.

    Raises:
        SourceError: a file does not exist, or there is no article in any.
    """
    articles = [item for item in read_sources(list(sources)) if isinstance(item, Article)]
    # The same article read twice is one, as in an archive.
    articles = list({article.id: article for article in articles}.values())
    documents = split(articles)
    if not documents:
        raise SourceError("There is no article in the sources.")
    vectors = embed([document.page_content for document in documents], embedder, cache)
    return TextbookPipeline(articles, FlatStore(documents, vectors, ArchiveEmbeddings(embedder)), chat_model)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, embed, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the passages' vectors")
    parser.add_argument("--settings", type=Path, help="TOML file of settings")
    add_options(parser)
    parsed = parser.parse_args(arguments)
    try:
        if parsed.curve is not None:
            check_picture(parsed.curve)
        asked = read_conversations(parsed.questions, sys.stderr, sample=parsed.sample, seed=parsed.seed)
        settings = load_settings(parsed.settings, chat_model=parsed.chat_model)
        chat_model = open_chat_model(settings)
        if chat_model is None:
            raise ChatModelUnavailable("The textbook pipeline needs a chat model; name one: --chat-model.")
        pipeline = open_pipeline(parsed.sources, embedder_of(settings.index), chat_model, parsed.cache)
        # The first question must not wait for the weights.
        _ = list(pipeline.stream("?"))
        evaluate(pipeline.stream, asked, sys.stdout, sys.stderr, as_json=parsed.json, picture=parsed.curve)
    except ArchiveError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
