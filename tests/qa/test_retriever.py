from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from index.archive_index import ArchiveIndex
from index.errors import QueryError
from index.records import SearchFilter
from qa.retriever import ArchiveRetriever
from tests.fakes import build_tiny_index


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return build_tiny_index(tmp_path_factory.mktemp("retriever"))


def test_documents_are_the_archive_s_hits_in_their_order(archive: ArchiveIndex) -> None:
    question = "longueur de la digue de Brenne"
    documents = ArchiveRetriever(archive=archive, k=3).invoke(question)
    hits = archive.search(question, 3)
    assert [(document.id, document.page_content) for document in documents] == [
        (hit.passage.id, hit.passage.text) for hit in hits
    ]
    assert [document.metadata["score"] for document in documents] == [hit.score for hit in hits]


def test_a_document_tells_where_it_stands(archive: ArchiveIndex) -> None:
    (document,) = ArchiveRetriever(archive=archive, k=1).invoke("Who is the director of the Weston museum?")
    article = archive.article(document.metadata["article_id"])
    metadata = dict(document.metadata)
    assert article.text[metadata["start"] : metadata["end"]] == document.page_content
    assert metadata["score"] > 0
    assert {name: metadata[name] for name in ("record", "title", "published", "url")} == {
        "record": "museum-1",
        "title": "A museum opens in Weston",
        "published": "2018-06-02",
        "url": None,
    }


def test_an_undated_article_has_no_date(tmp_path: Path) -> None:
    archive = build_tiny_index(
        tmp_path, [{"id": "1", "title": "Le bac", "text": "Le bac attend.", "lang": "fr"}]
    )
    (document,) = ArchiveRetriever(archive=archive).invoke("bac")
    assert document.metadata["published"] is None


def test_the_filter_holds(archive: ArchiveIndex) -> None:
    retriever = ArchiveRetriever(
        archive=archive, search_filter=SearchFilter(published_from=date(2019, 3, 2), languages=("fr",))
    )
    assert [document.metadata["record"] for document in retriever.invoke("museum")] == ["harbour-2"]


def test_it_stands_in_a_chain_and_answers_asynchronously(archive: ArchiveIndex) -> None:
    retriever = ArchiveRetriever(archive=archive, k=1)
    chain = retriever | RunnableLambda(lambda documents: documents[0].metadata["record"])
    assert chain.invoke("the museum of Weston") == "museum-1"
    # In a thread of its own: a browser driven by an earlier test keeps this thread's event loop running.
    with ThreadPoolExecutor(1) as other:
        documents = other.submit(lambda: asyncio.run(retriever.ainvoke("the museum of Weston"))).result()
    assert documents[0].metadata["record"] == "museum-1"


def test_an_empty_query_is_an_error(archive: ArchiveIndex) -> None:
    with pytest.raises(QueryError, match="empty"):
        ArchiveRetriever(archive=archive).invoke("  ")
