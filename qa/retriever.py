"""The archive as a LangChain retriever, for chains that are built on langchain-core."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.archive_index import ArchiveIndex
from index.records import SearchFilter


class ArchiveRetriever(BaseRetriever):
    """Gives the archive's hits as documents: the passage's text, and where it stands as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    archive: ArchiveIndex
    k: int = 10
    search_filter: SearchFilter | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - langchain-core passes it by name
    ) -> list[Document]:
        return [
            Document(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "article_id": hit.article.id,
                    "record": hit.article.source.record,
                    "title": hit.article.title,
                    "published": hit.article.published.isoformat() if hit.article.published else None,
                    "url": hit.article.url,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": hit.score,
                },
            )
            for hit in self.archive.search(query, self.k, self.search_filter)
        ]
