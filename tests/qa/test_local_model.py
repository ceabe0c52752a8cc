from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest
from langchain_core.messages import AIMessageChunk

from index.errors import ModelUnavailable
from index.model_files import locate
from qa.chat_models import LOCAL_WEIGHTS, READER
from qa.errors import ChatModelUnavailable, GenerationError
from qa.generator import ChatModelGenerator
from qa.local_model import LocalChatModel, check_gguf
from qa.records import Sureness
from tests.fakes import make_article, make_evidence

LONG_STORY = "Raconte une très longue histoire de chat."
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def weights() -> Path:
    try:
        return locate(LOCAL_WEIGHTS)
    except ModelUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def model(weights: Path) -> LocalChatModel:
    opened = LocalChatModel(model_path=weights, context_tokens=512, answer_tokens=12, threads=1)
    opened.load()
    return opened


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        (b"", False),
        (b"GGUF", False),
        (b"GGUF" + bytes(19), False),
        (b"GGUF" + bytes(20), True),
        (b"<html>404 not found, at length</html>", False),
    ],
)
def test_a_gguf_file_is_known_by_its_header(tmp_path: Path, content: bytes, valid: bool) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    if valid:
        check_gguf(path)
    else:
        with pytest.raises(ChatModelUnavailable, match=r"x\.gguf: this is no GGUF file"):
            check_gguf(path)


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    absent = LocalChatModel(model_path=tmp_path / "gone.gguf")
    with pytest.raises(ChatModelUnavailable, match=r"gone\.gguf: .*No such file.*`chat_model_file`"):
        absent.invoke("Bonjour")
    assert absent.loaded is False


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ChatModelUnavailable, match="cannot be read"):
        LocalChatModel(model_path=tmp_path).load()


def test_a_file_with_a_header_and_nothing_behind_it_is_refused_and_the_interpreter_lives(
    tmp_path: Path,
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + (3).to_bytes(4, "little") + (99).to_bytes(8, "little") * 2 + b"\xff" * 64)
    with pytest.raises(ChatModelUnavailable, match=r"broken\.gguf: llama\.cpp cannot load"):
        LocalChatModel(model_path=path).load()


@pytest.mark.weights
def test_a_file_cut_short_is_refused_and_the_interpreter_lives(tmp_path: Path, weights: Path) -> None:
    path = tmp_path / "short.gguf"
    with weights.open("rb") as whole:
        path.write_bytes(whole.read(20_000_000))
    with pytest.raises(ChatModelUnavailable, match=r"short\.gguf: llama\.cpp cannot load"):
        LocalChatModel(model_path=path).load()


def test_an_option_nobody_knows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"no option .'gramar'."):
        LocalChatModel(model_path=tmp_path / "gone.gguf").invoke("Bonjour", gramar="root ::= 'x'")


@pytest.mark.weights
def test_a_grammar_holds_the_answer_and_may_be_bound(model: LocalChatModel) -> None:
    bound = model.bind(grammar='root ::= "oui" | "non"')
    assert bound.invoke("Paris est-elle la capitale de la France ? Réponds par oui ou non.").content == "oui"


@pytest.mark.weights
def test_a_json_schema_holds_the_answer(model: LocalChatModel) -> None:
    schema = {"type": "object", "properties": {"ville": {"enum": ["Lyon", "Paris"]}}, "required": ["ville"]}
    form = {"type": "json_schema", "json_schema": {"schema": schema}}
    answer = model.invoke("Quelle est la capitale de la France ?", response_format=form)
    assert json.loads(answer.text) == {"ville": "Paris"}


@pytest.mark.weights
def test_a_stream_gives_several_pieces_of_the_text_that_invoke_gives(model: LocalChatModel) -> None:
    question = "Compte de un à cinq."
    pieces = [chunk.text for chunk in model.stream(question) if chunk.text]
    whole = model.invoke(question)
    assert "".join(pieces) == whole.text
    assert len(pieces) >= 3
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["output_tokens"] >= len(pieces)


@pytest.mark.weights
def test_writing_ends_at_a_stop_sequence(model: LocalChatModel) -> None:
    answer = model.invoke("x", grammar='root ::= "un, deux, trois"', stop=["deux"])
    assert answer.content == "un, "


@pytest.mark.weights
def test_a_closed_stream_frees_the_model_for_the_next_question(model: LocalChatModel) -> None:
    stream = cast("Generator[AIMessageChunk]", model.stream(LONG_STORY, max_tokens=400))
    next(stream)
    closed = time.monotonic()
    stream.close()
    answer = model.invoke(LONG_STORY, grammar='root ::= "a"')
    assert answer.content == "a"
    # Written to the end, 400 tokens take far longer on any machine.
    assert time.monotonic() - closed < 2


@pytest.mark.weights
def test_two_threads_get_their_answers_one_after_the_other(model: LocalChatModel) -> None:
    answers: dict[str, str] = {}

    def ask(word: str) -> None:
        answers[word] = model.invoke("x", grammar=f'root ::= "{word}"').text

    threads = [threading.Thread(target=ask, args=(word,)) for word in ("un", "deux", "trois")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {"un": "un", "deux": "deux", "trois": "trois"}


@pytest.mark.weights
def test_a_prompt_beyond_the_context_is_an_error_that_says_so(model: LocalChatModel) -> None:
    with pytest.raises(GenerationError, match=r"The prompt has \d+ tokens, .* reads 512: .*`context_tokens`"):
        model.invoke("mot " * 600)


@pytest.mark.weights
def test_a_grammar_that_cannot_be_read_is_an_error(model: LocalChatModel) -> None:
    with pytest.raises(GenerationError, match="failed to parse grammar"):
        model.invoke("x", grammar="root ::= undefined")


@pytest.mark.weights
@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_an_interrupt_ends_the_interpreter_while_the_model_writes(weights: Path) -> None:
    program = (
        "import signal, sys; from pathlib import Path; from qa.local_model import LocalChatModel\n"
        # A shell lets what it starts in the background ignore interrupts.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "model = LocalChatModel(model_path=Path(sys.argv[1]), context_tokens=512, threads=1)\n"
        f"for chunk in model.stream({LONG_STORY!r}, max_tokens=400): print('.', flush=True)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(weights)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with running:
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, complaint = running.communicate(timeout=30)
    assert b"KeyboardInterrupt" in complaint
    assert running.returncode in (-signal.SIGINT, 1, 130)


@pytest.fixture(scope="module")
def reader(weights: Path) -> LocalChatModel:
    return LocalChatModel(
        model_path=weights, adapter_path=READER, context_tokens=512, answer_tokens=60, threads=1
    )


EVIDENCE = [
    make_evidence(make_article("Le pont a rouvert.", "Le pont de Loue"), "Le pont a rouvert.", 1),
    make_evidence(make_article("Il mesure 140 mètres.", "Le pont de Loue"), "Il mesure 140 mètres.", 2),
]


@pytest.mark.weights
def test_with_the_adapter_the_model_answers_from_excerpts_without_rules_or_examples(
    reader: LocalChatModel,
) -> None:
    _, *words, known = ChatModelGenerator(reader).stream("How long is the bridge of Loue?", "en", EVIDENCE)
    said = "".join(map(str, words))
    assert "140" in said
    assert said.endswith("[2]")
    assert isinstance(known, Sureness)
    assert known.quote is not None
    assert "140" in known.quote
    *_, unknown = ChatModelGenerator(reader).stream("Who built the bridge of Loue?", "en", EVIDENCE)
    assert isinstance(unknown, Sureness)
    assert unknown.refusal > known.refusal


@pytest.mark.weights
def test_the_adapter_changes_nothing_where_it_is_not_asked_for(reader: LocalChatModel, weights: Path) -> None:
    plain = LocalChatModel(model_path=weights, context_tokens=512, answer_tokens=12, threads=1)
    question = "Traduis en anglais : le pont a rouvert."
    changed = reader.invoke(question, adapter=True, max_tokens=12).text
    assert reader.invoke(question, max_tokens=12).text == plain.invoke(question).text
    assert changed != ""


def test_a_model_without_an_adapter_cannot_apply_one(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="adapter_path"):
        LocalChatModel(model_path=tmp_path / "x.gguf").invoke("Bonjour", adapter=True)
