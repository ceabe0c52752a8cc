from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from langchain_core.language_models import FakeListChatModel
from numpy.typing import NDArray

from benchmarks.textbook import (
    FlatStore,
    K,
    TextbookPipeline,
    embed,
    main,
    open_pipeline,
    read_answer,
    split,
)
from index.errors import SourceError
from index.records import Hit, Passage
from qa.evaluate import evaluate
from qa.expected import Expected
from qa.records import Answer, Answered, EvidenceFound, TextWritten, Timings, Turn
from tests.fakes import HARBOUR_ROWS, HashingEmbedder, make_article

QUESTION = "Quelle est la longueur de la digue de Brenne ?"
ARTICLE = make_article("La digue mesure 840 mètres.", "La digue", date(2019, 3, 1), record="harbour-1")


class CountingEmbedder(HashingEmbedder):
    def __init__(self) -> None:
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        return super().embed_passages(texts)


def hits(count: int) -> list[Hit]:
    passage = Passage(id="p", article_id=ARTICLE.id, text=ARTICLE.text, start=0, end=len(ARTICLE.text))
    return [Hit(passage=passage, article=ARTICLE, score=0.9 - n / 10) for n in range(count)]


def read(written: str) -> Answer:
    return read_answer(QUESTION, "fr", written, hits(6), Timings())


def pipeline(folder: Path, *written: str) -> TextbookPipeline:
    source = folder / "articles.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in HARBOUR_ROWS), encoding="utf-8")
    model = FakeListChatModel(responses=list(written))
    return open_pipeline([source], HashingEmbedder(), model, folder / "cache")


@pytest.mark.parametrize(
    ("written", "said", "cited"),
    [
        ("Elle mesure 840 mètres [1].", "Elle mesure 840 mètres.", [1]),
        ("Elle mesure 840 mètres [2][1].", "Elle mesure 840 mètres.", [2, 1]),
        ("Elle mesure 840 mètres [1, 3].", "Elle mesure 840 mètres.", [1, 3]),
        ("840 mètres [passage 4].", "840 mètres.", [4]),
        ("840 mètres [1] [1].", "840 mètres.", [1]),
        ("840 mètres [5] [0].", "840 mètres.", []),
        ("840 mètres.", "840 mètres.", []),
    ],
)
def test_a_number_in_brackets_cites_the_whole_passage_of_that_number(
    written: str, said: str, cited: list[int]
) -> None:
    answer = read(written)
    assert [sentence.text for sentence in answer.sentences] == [said]
    assert [citation.number for citation in answer.citations] == cited
    assert {citation.quote for citation in answer.citations} <= {ARTICLE.text}
    assert {citation.record for citation in answer.citations} <= {"harbour-1"}
    assert answer.refused is False
    assert answer.confidence == 0.9


@pytest.mark.parametrize(
    ("written", "refuses"),
    [
        ("", True),
        ("[2]", True),
        ("I don't know.", True),
        ("I’m not sure [1].", True),
        ("The passages do not mention the price [1].", True),
        ("The price is not explicitly stated.", True),
        ("There is no information about it.", True),
        ("Je ne sais pas.", True),
        ("Les passages ne mentionnent pas le prix [1].", True),
        ("Le prix n'est pas précisé dans les passages.", True),
        ("Aucune information n'est donnée.", True),
        ("La digue mesure 840 mètres [1].", False),
        ("Unknown gunmen attacked the port [1].", False),
        ("Le maire ne viendra pas [1].", False),
        ("The ship was not found [1].", False),
    ],
)
def test_an_answer_that_does_not_know_is_a_refusal(written: str, refuses: bool) -> None:
    assert read(written).refused is refuses


def test_passages_are_the_words_of_their_article_and_overlap() -> None:
    text = " ".join(f"Mot numéro {n}." for n in range(200))
    articles = [make_article("Court."), make_article(text)]
    short, *long = split(articles)
    assert (short.page_content, short.metadata) == ("Court.", {"article": 0, "start_index": 0})
    for passage in long:
        start = passage.metadata["start_index"]
        assert text[start : start + len(passage.page_content)] == passage.page_content
        assert len(passage.page_content) <= 1000
    ends = [passage.metadata["start_index"] + len(passage.page_content) for passage in long]
    starts = [passage.metadata["start_index"] for passage in long]
    assert all(start < end for start, end in zip(starts[1:], ends, strict=False))
    assert ends[-1] == len(text)


def test_the_store_finds_the_nearest_first_with_its_cosine() -> None:
    from benchmarks.textbook import ArchiveEmbeddings

    embedder = HashingEmbedder()
    store = FlatStore.from_texts(["la digue", "the museum"], ArchiveEmbeddings(embedder))
    (nearest, cosine), (other, _) = store.similarity_search_with_score("the museum", 5)
    assert (nearest.page_content, other.page_content) == ("the museum", "la digue")
    assert cosine == pytest.approx(1)
    assert store.similarity_search("la digue", 1)[0].page_content == "la digue"


def test_a_second_run_embeds_nothing_and_gives_the_same_vectors(tmp_path: Path) -> None:
    texts = [f"texte {n}" for n in range(600)]
    first, second = CountingEmbedder(), CountingEmbedder()
    vectors = embed(texts, first, tmp_path)
    assert (embed(texts, second, tmp_path) == vectors).all()
    assert (first.embedded, second.embedded) == (600, 0)
    assert (vectors == HashingEmbedder().embed_passages(texts)).all()
    # Only the window that changed is embedded again.
    embed([*texts[:-1], "autre"], second, tmp_path)
    assert second.embedded == 600 - 512


def test_the_events_are_those_of_the_assistant(tmp_path: Path) -> None:
    found, *written, answered = pipeline(tmp_path, "840 mètres [1].").stream(QUESTION)
    assert isinstance(found, EvidenceFound)
    assert isinstance(answered, Answered)
    assert found.hits[0].article.source.record == "harbour-1"
    assert "".join(event.text for event in written if isinstance(event, TextWritten)) == "840 mètres [1]."
    timings = answered.answer.timings
    assert timings.evidence is not None
    assert timings.first_word is not None
    assert timings.evidence <= timings.first_word <= timings.total
    (citation,) = answered.answer.citations
    article = next(hit.article for hit in found.hits if hit.article.id == citation.article_id)
    assert article.text[citation.start : citation.end] == citation.quote


def test_the_prompt_holds_the_four_nearest_passages_the_turns_before_and_the_question(tmp_path: Path) -> None:
    from benchmarks.textbook import PROMPT, _filled

    turn = Turn(question="Qui ?", standalone_question="Qui ?", answer="Elle {x}.")
    system, asked, said, question = PROMPT.invoke(_filled(QUESTION, [turn], hits(2))).to_messages()
    assert "[1] La digue (2019-03-01)\nLa digue mesure 840 mètres.\n\n[2] La digue" in str(system.content)
    assert (asked.content, said.content, question.content) == ("Qui ?", "Elle {x}.", QUESTION)
    assert K == 4


def test_it_is_measured_as_the_assistant_is(tmp_path: Path) -> None:
    expected = Expected(
        id="length",
        question=QUESTION,
        language="fr",
        kind="number",
        answers=("840 mètres",),
        records=frozenset({"harbour-1"}),
    )
    due = Expected(id="price", question="À quel prix ?", language="fr", kind="unanswerable")
    out = io.StringIO()
    textbook = pipeline(tmp_path, "840 mètres [1].", "Je ne sais pas.")
    evaluate(textbook.stream, [(expected,), (due,)], out, io.StringIO(), as_json=True)
    first, second, _ = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["correct"], first["rank"], first["right_citations"]) == (True, 1, 1)
    assert (second["correct"], second["refused"]) == (True, True)


def test_sources_without_an_article_are_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "articles.jsonl"
    empty.touch()
    with pytest.raises(SourceError, match="no article"):
        open_pipeline([empty], HashingEmbedder(), FakeListChatModel(responses=["?"]), tmp_path)


def test_without_a_chat_model_there_is_nothing_to_measure(tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": 1, "question": "Où ?"}', encoding="utf-8")
    arguments = [str(tmp_path), "--questions", str(questions), "--cache", str(tmp_path / "cache")]
    with pytest.raises(SystemExit, match="needs a chat model"):
        main([*arguments, "--chat-model", "none"])
