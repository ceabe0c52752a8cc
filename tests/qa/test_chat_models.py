from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from pydantic import SecretStr

from qa.chat_models import can_use_grammar, open_chat_model, write_within
from qa.errors import ChatModelUnavailable
from qa.local_model import LocalChatModel
from qa.settings import Settings

PIECES = ("Deux ", "missiles ", "ont été ", "livrés [1].")


class OpenAICompatible(ThreadingHTTPServer):
    """A chat server on this machine that answers `PIECES` and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Completions)
        self.requests: list[dict[str, object]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Completions(BaseHTTPRequestHandler):
    server: OpenAICompatible

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        self.server.keys.append(self.headers["Authorization"])
        self.send_response(200)
        if request.get("stream"):
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in PIECES:
                self._event(
                    {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
                )
            self._event({"index": 0, "delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")
            return
        message = {"role": "assistant", "content": "".join(PIECES)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = json.dumps(
            {"id": "a", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        ).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _event(self, choice: dict[str, object]) -> None:
        event = {
            "id": "a",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[OpenAICompatible]:
    with OpenAICompatible() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def test_none_is_no_model() -> None:
    assert open_chat_model(Settings(chat_model="none")) is None


def test_an_openai_compatible_server_streams_its_pieces(server: OpenAICompatible) -> None:
    model = open_chat_model(Settings(chat_model="openai:m", chat_base_url=server.url, answer_tokens=33))
    assert model is not None
    assert [chunk.content for chunk in model.stream("Combien ?") if chunk.content] == list(PIECES)
    asked = server.requests[-1]
    assert asked["model"] == "m"
    assert asked["temperature"] == 0
    assert 33 in (asked.get("max_tokens"), asked.get("max_completion_tokens"))
    assert asked["messages"] == [{"role": "user", "content": "Combien ?"}]


def test_an_openai_compatible_server_answers_at_once_too_and_gets_the_key(server: OpenAICompatible) -> None:
    settings = Settings(
        chat_model="openai:m", chat_base_url=server.url, chat_api_key=SecretStr("sesame"), timeout=5
    )
    model = open_chat_model(settings)
    assert model is not None
    assert model.invoke("Combien ?").content == "".join(PIECES)
    assert server.keys == ["Bearer sesame"]
    assert can_use_grammar(model) is False


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_an_address_where_nothing_answers_is_refused(provider: str, closed_port: int) -> None:
    url = f"http://127.0.0.1:{closed_port}"
    with pytest.raises(ChatModelUnavailable, match=f"{provider}:m: nothing answers at {url}"):
        open_chat_model(Settings(chat_model=f"{provider}:m", chat_base_url=url))


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ChatModelUnavailable, match="`localhost` is no address"):
        open_chat_model(Settings(chat_model="openai:m", chat_base_url="localhost"))


def test_a_hosted_model_without_a_key_says_which_setting_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(
        ChatModelUnavailable, match=r"openai:m: the chat model cannot be opened.*`chat_api_key`"
    ):
        open_chat_model(Settings(chat_model="openai:m"))


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(ChatModelUnavailable, match="nobody:m: the chat model cannot be opened"):
        open_chat_model(Settings(chat_model="nobody:m"))


def test_a_provider_whose_package_is_missing_says_what_to_install() -> None:
    with pytest.raises(
        ChatModelUnavailable, match=r"mistralai:m: the package .* is missing: .*langchain-mistralai"
    ):
        open_chat_model(Settings(chat_model="mistralai:m"))


def test_the_local_model_takes_the_settings_and_is_not_loaded_yet(tmp_path: Path) -> None:
    path = tmp_path / "small.gguf"
    path.write_bytes(b"GGUF\x03" + bytes(40))
    model = open_chat_model(Settings(chat_model_file=path, threads=3, context_tokens=1024, answer_tokens=20))
    assert isinstance(model, LocalChatModel)
    assert (model.model_path, model.threads, model.context_tokens, model.answer_tokens) == (path, 3, 1024, 20)
    assert model.loaded is False
    assert can_use_grammar(model) is True


def test_a_local_file_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ChatModelUnavailable, match=r"gone\.gguf"):
        open_chat_model(Settings(chat_model_file=tmp_path / "gone.gguf"))


class Ollama(ThreadingHTTPServer):
    """A server on this machine that answers as Ollama does, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _OllamaChat)
        self.requests: list[dict[str, Any]] = []


class _OllamaChat(BaseHTTPRequestHandler):
    server: Ollama

    def do_POST(self) -> None:
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()
        for place, piece in enumerate(PIECES):
            is_last = place == len(PIECES) - 1
            message = {"role": "assistant", "content": piece}
            row = {"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": is_last}
            self.wfile.write(f"{json.dumps(row | ({'done_reason': 'stop'} if is_last else {}))}\n".encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_what_a_model_of_ollama_writes_on_request_is_as_short_as_wanted() -> None:
    with Ollama() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{running.server_address[1]}"
        model = open_chat_model(Settings(chat_model="ollama:m", chat_base_url=url, answer_tokens=33))
        assert model is not None
        assert write_within(20, model, [("user", "Combien ?")], 7) == "".join(PIECES)
        options = [request["options"]["num_predict"] for request in running.requests]
        assert options == [7]
        assert getattr(model, "num_predict", None) == 33
        running.shutdown()
        thread.join()


def test_what_an_openai_compatible_server_writes_on_request_is_as_short_as_wanted(
    server: OpenAICompatible,
) -> None:
    model = open_chat_model(Settings(chat_model="openai:m", chat_base_url=server.url, answer_tokens=33))
    assert model is not None
    assert write_within(20, model, [("user", "Combien ?")], 7) == "".join(PIECES)
    asked = server.requests[-1]
    assert 7 in (asked.get("max_tokens"), asked.get("max_completion_tokens"))


def test_another_model_takes_no_grammar() -> None:
    assert can_use_grammar(FakeListChatModel(responses=["x"])) is False
