"""The example settings file: harmless as it stands, complete, and true about the defaults."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from index.settings import IndexSettings
from qa.settings import Settings, load_settings

EXAMPLE = Path(__file__).parents[1] / "archive-qa.example.toml"
UNCOMMENTED = re.sub(r"(?m)^#(?=\w+ = )", "", EXAMPLE.read_text(encoding="utf-8"))
SHOWN = tomllib.loads(UNCOMMENTED)
DEFAULTS = {"index": IndexSettings(), "qa": Settings()}
# Shown without being defaults: what has none, and the threads, whose number depends on the machine.
WITH_DEFAULT = [
    (table, name)
    for table, names in SHOWN.items()
    for name in names
    if getattr(DEFAULTS[table], name, None) is not None and name != "threads"
]


def test_as_it_stands_the_example_changes_nothing() -> None:
    assert load_settings(EXAMPLE, environment={}) == Settings()


def test_with_every_line_in_force_the_example_still_loads(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(UNCOMMENTED, encoding="utf-8")
    settings = load_settings(file, environment={})
    assert settings.chat_base_url == SHOWN["qa"]["chat_base_url"]
    assert settings.index.embedder_file == Path(SHOWN["index"]["embedder_file"]).expanduser()


@pytest.mark.parametrize(
    ("table", "fields"),
    [("index", set(IndexSettings.model_fields)), ("qa", set(Settings.model_fields) - {"index"})],
)
def test_a_table_of_the_example_names_every_setting_and_no_other(table: str, fields: set[str]) -> None:
    assert set(SHOWN[table]) == fields


@pytest.mark.parametrize(("table", "name"), WITH_DEFAULT)
def test_the_example_shows_the_default_where_there_is_one(table: str, name: str) -> None:
    assert SHOWN[table][name] == getattr(DEFAULTS[table], name)
