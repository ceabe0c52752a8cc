"""From a setting to a chat model: the local one, none, or any that LangChain knows."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from qa.errors import ChatModelUnavailable
from qa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Generator

    from langchain_core.language_models.chat_models import BaseChatModel

LOCAL_WEIGHTS = "qwen2.5-coder-1.5b-instruct"
READER = Path(__file__).with_name("reader.gguf")
"""The change of these weights that makes a reader of them; `training/` made it, and says from what."""
OLLAMA_URL = "http://127.0.0.1:11434"
EXTRAS = ("ollama", "openai")
_CONNECT_SECONDS = 5.0


def open_chat_model(settings: Settings) -> BaseChatModel | None:
    """Open the chat model that `settings.chat_model` names; None for `none`.

    The local model loads on its first use, or by its `load()`. A model given by an address is knocked at,
    so that a wrong address shows here and not in the first answer.

    Raises:
        ChatModelUnavailable: a package, a key or a file is missing, or nothing answers at the address.
        index.errors.ModelError: the local model's weights cannot be fetched, or are not the expected ones.
    """
    if settings.chat_model == "none":
        return None
    if settings.chat_model == "local":
        return _open_local(settings)
    provider, name = settings.chat_model.split(":", 1)
    return _open_remote(provider, name, settings)


def can_use_grammar(model: BaseChatModel) -> bool:
    """Tell whether the model takes a GBNF grammar as `grammar=`; so far, the local one does."""
    from qa.local_model import LocalChatModel

    return isinstance(model, LocalChatModel)


def is_trained_reader(model: BaseChatModel) -> bool:
    """Tell whether the model was trained to answer from excerpts: with `adapter`, to `reader_messages`."""
    from qa.local_model import LocalChatModel

    return isinstance(model, LocalChatModel) and model.adapter_path is not None


def write_within(
    seconds: float, chat_model: BaseChatModel, messages: Sequence[tuple[str, str]], most_tokens: int
) -> str:
    """Return what a chat model writes to (role, content) messages; its first word is waited for.

    Raises:
        TimeoutError: it was not done within the seconds, and was stopped.
        Exception: what the provider raises; each has its own.
    """
    until = time.monotonic() + seconds
    written = ""
    options: dict[str, Any] = {"max_tokens": most_tokens}
    if "num_predict" in type(chat_model).model_fields:
        # Ollama's class takes it as a field only.
        chat_model, options = chat_model.model_copy(update={"num_predict": most_tokens}), {}
    pieces = chat_model.stream(list(messages), **options)
    with closing(cast("Generator[object]", pieces)):
        for piece in pieces:
            written += str(piece.text)
            if time.monotonic() > until:
                raise TimeoutError
    return written


def _open_local(settings: Settings) -> BaseChatModel:
    from index.model_files import locate
    from qa.local_model import LocalChatModel, check_gguf

    path = settings.chat_model_file or locate(LOCAL_WEIGHTS, folder=settings.index.models_folder)
    check_gguf(path)
    return LocalChatModel(
        model_path=path,
        # Made for the known weights: another file's may have other shapes.
        adapter_path=None if settings.chat_model_file else READER,
        threads=settings.threads,
        context_tokens=settings.context_tokens,
        answer_tokens=settings.answer_tokens,
    )


def _open_remote(provider: str, name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(
            name, model_provider=provider, temperature=0, **_options(provider, settings)
        )
    except ImportError as error:
        raise ChatModelUnavailable(
            f"{settings.chat_model}: the package of this provider is missing: "
            f"{_how_to_install(provider, error)}"
        ) from error
    except Exception as error:  # each provider refuses a missing key with an error of its own
        raise ChatModelUnavailable(
            f"{settings.chat_model}: the chat model cannot be opened: {error} Check `chat_model`, "
            f"`chat_base_url` and `chat_api_key`."
        ) from error
    address = settings.chat_base_url or (_ollama_url() if provider == "ollama" else None)
    if address:
        _knock(address, settings.chat_model)
    return model


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """Give the settings the names that the provider's class knows them by."""
    options: dict[str, Any] = {}
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if provider == "ollama":
        return options | {
            "num_predict": settings.answer_tokens,
            "num_ctx": settings.context_tokens,
            "client_kwargs": {"timeout": settings.timeout},
        }
    if settings.chat_api_key:
        options["api_key"] = settings.chat_api_key
    elif provider == "openai" and settings.chat_base_url and not os.environ.get("OPENAI_API_KEY"):
        options["api_key"] = "none"  # the class wants one; a server of one's own seldom does
    return options | {"timeout": settings.timeout, "max_tokens": settings.answer_tokens}


def _how_to_install(provider: str, error: ImportError) -> str:
    return f"run pip install 'archive-qa[{provider}]'" if provider in EXTRAS else str(error)


def _ollama_url() -> str:
    host = os.environ.get("OLLAMA_HOST") or OLLAMA_URL
    return host if "://" in host else f"http://{host}"


def _knock(address: str, model: str) -> None:
    parts = urlsplit(address)
    host = parts.hostname
    if host is None:
        raise ChatModelUnavailable(f"{model}: `{address}` is no address; write http://HOST:PORT/v1.")
    if parts.scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(host):
        return  # only the proxy can tell
    try:
        port = parts.port or _default_port(parts.scheme, model)
        socket.create_connection((host, port), timeout=_CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        raise ChatModelUnavailable(
            f"{model}: nothing answers at {address} ({error}). Start the server, or set `chat_base_url`."
        ) from error


def _default_port(scheme: str, model: str) -> int:
    if model.startswith("ollama:"):
        return 11434
    return 443 if scheme == "https" else 80
