"""What tests of several folders share and what takes long to make."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from index.archive_index import ArchiveIndex
from index.embedder import load_embedder
from index.errors import ModelUnavailable
from index.ingest import build

# A busy machine is no counterexample: properties are about values, benchmarks about time.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

DEMO = Path(__file__).parents[1] / "demo"


@pytest.fixture(scope="session")
def demo_index(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    """The demo archive, indexed with the default embedder. Its tests need the mark `weights`."""
    embedder = load_embedder()
    path = tmp_path_factory.mktemp("demo") / "archive"
    try:
        build(path, [DEMO / "articles.jsonl"], embedder)
    except ModelUnavailable as error:
        pytest.skip(str(error))
    return ArchiveIndex.open(path, embedder)
