"""Settings of the assistant. Where they are read from stands in `index.settings`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator

from index.records import Record
from index.settings import (
    INDEX_PREFIX,
    PREFIX,
    TAKEN_VARIABLES,
    Given,
    HomePath,
    IndexSettings,
    build_settings,
    from_arguments,
    from_index_variables,
    from_variables,
    read_tables,
)

MOST_THREADS = 4
_TOPOLOGY = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


def usable_cores() -> int:
    """Count the physical cores this process may use, 4 at most; without a count of cores, the processors.

    Threads beyond the physical cores slow llama.cpp down; beyond four the memory is the limit.
    """
    try:
        processors = sorted(os.sched_getaffinity(0))
        cores = len({Path(_TOPOLOGY.format(number)).read_text() for number in processors})
    except (AttributeError, OSError):
        cores = os.cpu_count() or 1
    return min(cores, MOST_THREADS)


class Settings(Record):
    """How a question is answered."""

    index: IndexSettings = IndexSettings()
    chat_model: str = "local"
    """`local`, `none` (quotes only), or `provider:NAME`, as in `ollama:NAME` and `openai:NAME`."""
    chat_base_url: str | None = None
    chat_api_key: SecretStr | None = None
    chat_model_file: HomePath | None = None
    """A GGUF file for `local`; None: the known weights, fetched on first use."""
    threads: int = Field(default_factory=usable_cores, ge=1)
    context_tokens: int = Field(default=4096, ge=512)
    answer_tokens: int = Field(default=160, ge=1)
    evidence_sentences: int = Field(default=8, ge=1)
    """Sentences against which an answer is checked, and in which its citations are looked for."""
    prompt_sentences: int = Field(default=6, ge=1)
    """The best of them, which the chat model reads: each costs about half a second on two cores."""
    least_confidence: float | None = Field(default=None, ge=0, le=1)
    """An answer whose chance to be right is estimated lower is refused. None: see `qa.confidence`."""
    k: int = Field(default=10, ge=1)
    """Hits from which the evidence is chosen."""
    question_limit: int = Field(default=2000, ge=1)
    """Characters."""
    history_turns: int = Field(default=6, ge=0)
    rewrite: Literal["rules", "chat_model"] | None = None
    """Who makes a follow-up stand alone: rules alone, or the chat model where they are not sure. None: rules
    with the local model, which was trained to read what they write, else the chat model."""
    timeout: float = Field(default=120.0, gt=0)
    """Seconds a chat model reached over the network may take."""

    @field_validator("chat_model")
    @classmethod
    def _has_a_provider(cls, value: str) -> str:
        if re.fullmatch(r"local|none|[a-z_0-9]+:\S+", value):
            return value
        raise ValueError("should be `local`, `none` or `provider:NAME`, for example `ollama:qwen2.5:7b`")


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] = os.environ, **overrides: Any
) -> Settings:
    """Read the settings of the assistant and, within them, those of the archive.

    Args:
        file: the settings file; see `index.settings` for what is read without it.
        environment: variables; those without our prefix are not looked at.
        overrides: fields of `Settings`, above file and environment; None counts as not given.

    Raises:
        SettingsError: a table, key or variable is unknown, a value is bad, or the file cannot be read.
    """
    tables = read_tables(file, environment)
    index = build_settings(IndexSettings, [*tables["index"], *from_index_variables(environment)])
    return build_settings(
        Settings,
        [
            *from_arguments({"index": index}),
            *tables["qa"],
            *_from_qa_variables(environment),
            *from_arguments(overrides),
        ],
    )


def _from_qa_variables(environment: Mapping[str, str]) -> list[Given]:
    names = {PREFIX + key.upper(): key for key in Settings.model_fields if key != "index"}
    ours = [
        name
        for name in environment
        if name.startswith(PREFIX) and not name.startswith(INDEX_PREFIX) and name not in TAKEN_VARIABLES
    ]
    return from_variables(environment, ours, names)
