from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingsError
from index.settings import IndexSettings, load_settings


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _empty_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_file_or_variable_the_defaults_hold() -> None:
    assert load_settings(environment={}) == IndexSettings()


def test_the_environment_overrides_the_file_and_an_argument_both(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "[index]\nk = 3\npassage_length = 300\nembedder = 'a'\n")
    environment = {"ARCHIVE_QA_INDEX_K": "4", "ARCHIVE_QA_INDEX_EMBEDDER": "b"}
    settings = load_settings(path, environment, embedder="c", models_folder=None)
    assert settings == IndexSettings(k=4, passage_length=300, embedder="c")


def test_the_file_is_found_in_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "archive-qa.toml").write_text("[index]\nk = 7\n")
    assert load_settings(environment={}).k == 7


def test_the_file_that_the_environment_names_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / "archive-qa.toml").write_text("[index]\nk = 7\n")
    path = settings_file(tmp_path, "[index]\nk = 8\n")
    assert load_settings(environment={"ARCHIVE_QA_SETTINGS": str(path)}).k == 8


def test_what_belongs_to_qa_is_left_alone(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "[qa]\nunheard_of = 1\n[index]\nk = 2\n")
    environment = {
        "ARCHIVE_QA_CHAT_MODEL": "none",
        "ARCHIVE_QA_K": "x",
        "ARCHIVE_QA_MODELS": "/m",
        "PATH": "/b",
    }
    assert load_settings(path, environment) == IndexSettings(k=2)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings(environment={"ARCHIVE_QA_INDEX_K": ""}).k == IndexSettings().k


def test_a_tilde_is_the_home_folder() -> None:
    folder = load_settings(environment={"ARCHIVE_QA_INDEX_MODELS_FOLDER": "~/models"}).models_folder
    assert folder == Path.home() / "models"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[indx]\n", ["settings.toml", "unknown table `indx`", "did you mean `index`?"]),
        ("k = 3\n", ["settings.toml", "`k` is not a table", "[index] or [qa]"]),
        ("[index]\nembeder = 'x'\n", ["settings.toml [index] embeder", "did you mean `embedder`?"]),
        ("[index]\nxyzzy = 'x'\n", ["`xyzzy`", "known: embedder, embedder_file"]),
        ("[index]\nk = 0\n", ["settings.toml [index] k", "should be greater than or equal to 1"]),
        ("[index]\nk = 'ten'\n", ["settings.toml [index] k", "valid integer"]),
        ("[index]\nembedder_precision = 'half'\n", ["embedder_precision", "'auto', 'float32' or 'bfloat16'"]),
        ("[index]\nk = \n", ["settings.toml", "not valid TOML", "line 2"]),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(settings_file(tmp_path, text), {})
    assert [words for words in said if words not in str(caught.value)] == []


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml: the settings file cannot be read: No such file"):
        load_settings(tmp_path / "gone.toml", {})


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b"[index]\nembedder = '\xe9'\n")
    with pytest.raises(SettingsError, match=r"latin\.toml: the settings file is not UTF-8"):
        load_settings(path, {})


def test_an_unknown_variable_of_the_index_is_an_error() -> None:
    message = (
        "unknown environment variable `ARCHIVE_QA_INDEX_EMBEDER`; did you mean `ARCHIVE_QA_INDEX_EMBEDDER`"
    )
    with pytest.raises(SettingsError, match=message):
        load_settings(environment={"ARCHIVE_QA_INDEX_EMBEDER": "x"})


def test_a_bad_variable_is_named() -> None:
    with pytest.raises(
        SettingsError, match="environment variable ARCHIVE_QA_INDEX_K: should be a valid integer"
    ):
        load_settings(environment={"ARCHIVE_QA_INDEX_K": "many"})


def test_an_unknown_argument_is_an_error() -> None:
    with pytest.raises(SettingsError, match="argument kk: unknown setting `kk`; did you mean `k`"):
        load_settings(environment={}, kk=3)


@given(k=st.integers(1, 10_000), length=st.integers(100, 100_000))
def test_a_number_is_read_alike_from_a_variable_and_an_argument(k: int, length: int) -> None:
    variables = {"ARCHIVE_QA_INDEX_K": str(k), "ARCHIVE_QA_INDEX_PASSAGE_LENGTH": str(length)}
    assert load_settings(environment=variables) == load_settings(environment={}, k=k, passage_length=length)
