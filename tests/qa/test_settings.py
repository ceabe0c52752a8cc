from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import IndexSettings
from qa.settings import Settings, load_settings, usable_cores


@pytest.fixture(autouse=True)
def _empty_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_file_or_variable_the_defaults_hold() -> None:
    assert load_settings(environment={}) == Settings()


def test_each_table_and_each_prefix_sets_its_own_fields(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        "[index]\nk = 3\npassage_length = 300\n[qa]\nk = 5\nhistory_turns = 0\nanswer_tokens = 9\n"
    )
    environment = {
        "ARCHIVE_QA_INDEX_K": "4",
        "ARCHIVE_QA_K": "6",
        "ARCHIVE_QA_CHAT_MODEL": "ollama:qwen2.5:7b",
        "ARCHIVE_QA_MODELS": "/m",
    }
    assert load_settings(path, environment, answer_tokens=80) == Settings(
        index=IndexSettings(k=4, passage_length=300),
        k=6,
        history_turns=0,
        answer_tokens=80,
        chat_model="ollama:qwen2.5:7b",
    )


@pytest.mark.parametrize("name", ["local", "none", "openai:gpt-4.1-mini", "azure_openai:x", "ollama:a/b:7b"])
def test_a_chat_model_is_a_word_or_a_provider_and_a_name(name: str) -> None:
    assert load_settings(environment={}, chat_model=name).chat_model == name


@pytest.mark.parametrize("name", ["", "gpt-4", "openai:", ":x", "Local", "ollama:a b"])
def test_any_other_chat_model_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(
        SettingsError, match="argument chat_model: should be `local`, `none` or `provider:NAME`"
    ):
        load_settings(environment={}, chat_model=name)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ARCHIVE_QA_CHAT_MODLE": "x"}, "`ARCHIVE_QA_CHAT_MODLE`; did you mean `ARCHIVE_QA_CHAT_MODEL`?"),
        ({"ARCHIVE_QA_INDEX_KK": "1"}, "`ARCHIVE_QA_INDEX_KK`; did you mean `ARCHIVE_QA_INDEX_K`?"),
        ({"ARCHIVE_QA_THREADS": "two"}, "environment variable ARCHIVE_QA_THREADS: should be a valid integer"),
        ({"ARCHIVE_QA_TIMEOUT": "0"}, "environment variable ARCHIVE_QA_TIMEOUT: should be greater than 0"),
    ],
)
def test_a_fault_in_the_environment_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment=environment)
    assert said in str(caught.value)


def test_an_unknown_key_of_either_table_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[qa]\nchat_modell = 'none'\n")
    with pytest.raises(
        SettingsError, match=r"settings\.toml \[qa\] chat_modell: .*did you mean `chat_model`"
    ):
        load_settings(path, {})
    path.write_text("[index]\nkk = 1\n")
    with pytest.raises(SettingsError, match=r"settings\.toml \[index\] kk: .*did you mean `k`"):
        load_settings(path, {})


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    settings = load_settings(environment={"ARCHIVE_QA_CHAT_API_KEY": "sesame"})
    assert settings.chat_api_key is not None
    assert settings.chat_api_key.get_secret_value() == "sesame"
    assert "sesame" not in repr(settings)
    path = tmp_path / "settings.toml"
    path.write_text("[qa]\nchat_api_key = 123454321\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, {})
    assert "123454321" not in str(caught.value)


def test_the_threads_are_physical_cores_and_four_at_most() -> None:
    assert Settings().threads == usable_cores()
    assert 1 <= usable_cores() <= min(4, os.cpu_count() or 1)
