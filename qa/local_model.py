"""The offline chat model: llama.cpp in this process, as a LangChain chat model."""

from __future__ import annotations

import contextlib
import ctypes
import secrets
import signal
import sys
import threading
import weakref
from collections.abc import Generator, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from qa.errors import ChatModelUnavailable, GenerationError

PROMPT_BATCH = 128
"""Prompt tokens read between two looks at whether the answer is still wanted; see `_stream`."""
PROMPT_CACHE_MIB = 512
"""Memory for the prompts that were read; llama.cpp would take 8 GiB."""
GUESS_AFTER, GUESSED = 2, 4
"""Written tokens that must recur in the prompt for what followed them there to be tried, and tokens tried."""
REQUEST_OPTIONS = frozenset(
    """
    adapter grammar logit_bias logprobs max_tokens response_format seed temperature top_logprobs
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_GGUF_MAGIC = b"GGUF"
_GGUF_HEADER_BYTES = 24
_SIGACTION_BYTES = 512  # more than any system's struct sigaction


class LocalChatModel(BaseChatModel):
    """A GGUF model that llama.cpp runs in this process, one answer at a time.

    `grammar` (GBNF) and `response_format` (`{"type": "json_schema", ...}`) may be bound or passed, and so
    may the other `REQUEST_OPTIONS`. `adapter=True` applies the change of the weights at `adapter_path` for
    one answer. What two prompts have in common at their start is read once. A stream that its consumer closes
    stops within `PROMPT_BATCH` prompt tokens or one step of writing.
    """

    model_path: Path
    adapter_path: Path | None = None
    """A GGUF file with a low-rank change of this model's weights; without `adapter=True` it does nothing."""
    threads: int = 2
    context_tokens: int = 4096
    answer_tokens: int = 160
    temperature: float = 0.0
    seed: int = 0

    _servers: list[Any] = PrivateAttr(default_factory=list)
    _loading: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _writing: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_path": str(self.model_path), "temperature": self.temperature, "seed": self.seed}

    @property
    def loaded(self) -> bool:
        """Whether the weights are in memory."""
        return bool(self._servers)

    def load(self) -> None:
        """Bring the weights into memory, unless they are; any thread may call it.

        xllamacpp holds the interpreter's lock while it loads: no other thread runs in those seconds.

        Raises:
            ChatModelUnavailable: the file is missing, is no GGUF file, or llama.cpp refuses it.
        """
        with self._loading:
            if self._servers:
                return
            check_gguf(self.model_path)
            self._servers.append(self._start())
            # Emptying the list stops the server's threads, at the latest before the interpreter goes.
            weakref.finalize(self, self._servers.clear)

    def _start(self) -> Any:
        import xllamacpp

        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(self.model_path)
        parameters.n_ctx = self.context_tokens
        parameters.n_parallel = 1
        parameters.n_batch = PROMPT_BATCH
        parameters.n_ubatch = PROMPT_BATCH
        parameters.cache_ram_mib = PROMPT_CACHE_MIB
        # An answer copies words of its prompt: what followed its last words there is tried, several tokens at
        # once, and kept as far as the model would have written it. A fifth faster on two cores.
        guesses = parameters.speculative
        guesses.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        guesses.ngram_simple.size_n, guesses.ngram_simple.size_m = GUESS_AFTER, GUESSED
        guesses.ngram_simple.min_hits = 1
        parameters.cpuparams.n_threads = self.threads
        parameters.cpuparams_batch.n_threads = self.threads
        if self.adapter_path is not None:
            parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(self.adapter_path), 1.0)]
            parameters.lora_init_without_apply = True
        parameters.verbosity = -1
        # llama.cpp opens a port of this machine too: without its page, and closed to everyone else.
        parameters.ui = False
        parameters.api_keys = [secrets.token_hex()]
        try:
            with _own_signals():
                return xllamacpp.Server(parameters)
        except RuntimeError as error:
            raise ChatModelUnavailable(
                f"{self.model_path}: llama.cpp cannot load this model; it may be cut short, of a kind this "
                f"version does not know, or too big for the memory. Fetch the file again or name another in "
                f"`chat_model_file`."
            ) from error

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        if unknown := kwargs.keys() - REQUEST_OPTIONS:
            raise TypeError(
                f"LocalChatModel knows no option {sorted(unknown)}; {sorted(REQUEST_OPTIONS)} it does."
            )
        is_changed = kwargs.pop("adapter", False)
        if is_changed and self.adapter_path is None:
            raise TypeError("LocalChatModel has no adapter to apply; give it an `adapter_path`.")
        request = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": self.answer_tokens,
            "temperature": self.temperature,
            "seed": self.seed,
            "stop": stop or [],
            "cache_prompt": True,
            "stream": True,
            "stream_options": {"include_usage": True},
            # An event for each batch of the prompt, so that it can be abandoned before the first word.
            "return_progress": True,
            **kwargs,
        }
        if self.adapter_path is not None:
            request["lora"] = [{"id": 0, "scale": float(is_changed)}]
        with contextlib.closing(self._events(request)) as events:
            for event in events:
                if "error" in event:
                    raise GenerationError(_explain(event["error"]))
                if (piece := _piece(event)) is not None:
                    if run_manager is not None:
                        run_manager.on_llm_new_token(piece.text, chunk=piece)
                    yield piece

    def _events(self, request: dict[str, Any]) -> Generator[dict[str, Any]]:
        """Yield the server's events, written by a thread that stops soon after the consumer has gone.

        The thread, not this generator, gives the lock back: only it knows when the processor is free again.
        """
        self.load()
        server = self._servers[0]
        arrived: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        abandoned = threading.Event()

        def receive(event: dict[str, Any]) -> bool:
            arrived.put(event)
            return abandoned.is_set() or not threading.main_thread().is_alive()

        def write() -> None:
            try:
                server.handle_chat_completions(request, receive)
            except Exception as error:  # noqa: BLE001 - raised again, in the consumer's thread
                arrived.put({"error": {"message": str(error)}})
            finally:
                arrived.put(None)
                self._writing.release()

        self._writing.acquire()
        try:
            threading.Thread(target=write, name="local-chat-model").start()
        except BaseException:
            self._writing.release()
            raise
        try:
            while (event := arrived.get()) is not None:
                yield event
        finally:
            abandoned.set()


def check_gguf(path: Path) -> None:
    """Refuse what is plainly no model before llama.cpp sees it.

    A GGUF file begins with the four bytes `GGUF`, a version, and two counts, 24 bytes in all
    (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).

    Raises:
        ChatModelUnavailable: there is no such file, it cannot be read, or it is no GGUF file.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_GGUF_HEADER_BYTES)
    except OSError as error:
        raise ChatModelUnavailable(
            f"{path}: the chat model's file cannot be read: {error.strerror}. Name a GGUF file in "
            f"`chat_model_file`, or another model in `chat_model`."
        ) from error
    if not header.startswith(_GGUF_MAGIC) or len(header) < _GGUF_HEADER_BYTES:
        raise ChatModelUnavailable(
            f"{path}: this is no GGUF file: it does not begin with a GGUF header. Fetch it again, or name "
            f"another in `chat_model_file`."
        )


def _piece(event: dict[str, Any]) -> ChatGenerationChunk | None:
    """Make a chunk of an event with text, probabilities, the reason of the end, or the count of tokens."""
    choices = event.get("choices") or [{}]
    text = choices[0].get("delta", {}).get("content") or ""
    finish = choices[0].get("finish_reason")
    probabilities = choices[0].get("logprobs")
    usage = event.get("usage")
    if not text and not probabilities and finish is None and usage is None:
        return None
    message = AIMessageChunk(
        content=text,
        usage_metadata=UsageMetadata(
            input_tokens=usage["prompt_tokens"],
            output_tokens=usage["completion_tokens"],
            total_tokens=usage["total_tokens"],
        )
        if usage
        else None,
    )
    information: dict[str, Any] = {"finish_reason": finish} if finish else {}
    if probabilities:
        information["logprobs"] = probabilities
    if usage and "timings" in event:
        information["timings"] = event["timings"]
    return ChatGenerationChunk(message=message, generation_info=information)


def _explain(error: dict[str, Any]) -> str:
    if error.get("type") == "exceed_context_size_error":
        return (
            f"The prompt has {error['n_prompt_tokens']} tokens, but the local chat model reads "
            f"{error['n_ctx']}: ask a shorter question, give less evidence, or raise `context_tokens`."
        )
    return f"The local chat model failed: {error.get('message', error)}"


@contextlib.contextmanager
def _own_signals() -> Iterator[None]:
    """Keep our handlers of SIGINT and SIGTERM: with those of llama.cpp, Ctrl-C would end only its loop.

    Python sets handlers in its main thread alone, and a model is often loaded in another: hence the C call.
    """
    if sys.platform == "win32":
        yield
        return
    sigaction = ctypes.CDLL(None).sigaction
    kept = {
        number: ctypes.create_string_buffer(_SIGACTION_BYTES) for number in (signal.SIGINT, signal.SIGTERM)
    }
    for number, action in kept.items():
        sigaction(int(number), None, action)
    try:
        yield
    finally:
        for number, action in kept.items():
            sigaction(int(number), action, None)
