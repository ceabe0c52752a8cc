from __future__ import annotations

import json
from pathlib import Path

from index.live_index import LiveIndex
from index.update import update
from qa.assistant import Assistant
from qa.settings import Settings
from tests.fakes import HARBOUR_ROWS, HashingEmbedder, build_tiny_index

QUESTION = "Combien de visiteurs le musée de Lourmel a-t-il reçus ?"
MUSEUM = {
    "id": "museum-2",
    "title": "Le musée de Lourmel",
    "text": "Le musée de Lourmel a reçu 1 250 visiteurs en mai. Son directeur s'en réjouit.",
    "date": "2019-06-01",
    "lang": "fr",
}


def test_the_answer_after_an_update_is_that_of_the_new_archive(tmp_path: Path) -> None:
    build_tiny_index(tmp_path)
    assistant = Assistant(LiveIndex(tmp_path / "archive", HashingEmbedder()), Settings(chat_model="none"))
    assert assistant.ask(QUESTION).refused
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in (*HARBOUR_ROWS, MUSEUM)), encoding="utf-8")
    update(tmp_path / "archive", [source], HashingEmbedder())
    answer = assistant.ask(QUESTION)
    assert (answer.refused, answer.citations[0].record) == (False, "museum-2")
    assert "1 250 visiteurs" in answer.text
