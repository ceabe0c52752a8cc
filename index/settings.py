"""Settings of the archive, and how any settings are read: a TOML file, then the environment, then arguments.

The file has two tables, `[index]` and `[qa]`. It is the one that is passed, else the one that
`ARCHIVE_QA_SETTINGS` names, else `archive-qa.toml` in the working folder, if there is one.

A variable of the environment overrides the file: `ARCHIVE_QA_INDEX_<FIELD>` for the table
`[index]`; every other `ARCHIVE_QA_<FIELD>` belongs to `[qa]`, and `index` does not look at it. Two names are
taken: `ARCHIVE_QA_SETTINGS` and `ARCHIVE_QA_MODELS`, the folder of model weights. An empty variable counts as
not set, and so does an argument that is None.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from index.errors import SettingsError
from index.records import Record

PREFIX = "ARCHIVE_QA_"
INDEX_PREFIX = "ARCHIVE_QA_INDEX_"
FILE_VARIABLE = "ARCHIVE_QA_SETTINGS"
TAKEN_VARIABLES = frozenset({FILE_VARIABLE, "ARCHIVE_QA_MODELS"})
DEFAULT_FILE = "archive-qa.toml"
TABLES = ("index", "qa")

HomePath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path in which a leading `~` is the reader's home folder."""

SettingsModel = TypeVar("SettingsModel", bound=BaseModel)


class IndexSettings(Record):
    """How an archive is built and searched."""

    embedder: str = "multilingual-e5-small"
    embedder_precision: Literal["auto", "float32", "bfloat16"] = "auto"
    embedder_file: HomePath | None = None
    """Weights that already lie on this disk; None: fetched on first use."""
    models_folder: HomePath | None = None
    """Where fetched weights are kept; None: `ARCHIVE_QA_MODELS`, else the user's cache folder."""
    passage_length: int = Field(default=350, ge=100)
    """Characters aimed at; a passage is made of whole sentences."""
    k: int = Field(default=10, ge=1)
    """Hits of a search."""


class Given(NamedTuple):
    """The value somebody gave a setting, and where: a file's table, a variable, an argument."""

    key: str
    value: Any
    where: str


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] = os.environ, **overrides: Any
) -> IndexSettings:
    """Read the settings of the archive; what lies in `[qa]` and in qa's variables is left alone.

    Args:
        file: the settings file; see the module's docstring for what is read without it.
        environment: variables; those without our prefix are not looked at.
        overrides: fields of `IndexSettings`, above file and environment.

    Raises:
        SettingsError: a table, key or variable is unknown, a value is bad, or the file cannot be read.
    """
    tables = read_tables(file, environment)
    return build_settings(
        IndexSettings,
        [*tables["index"], *from_index_variables(environment), *from_arguments(overrides)],
    )


def build_settings(model: type[SettingsModel], given: Iterable[Given]) -> SettingsModel:
    """Validate what was given; the later wins.

    Raises:
        SettingsError: a value is bad, or a key unknown; the message says where it stands.
    """
    last = {setting.key: setting for setting in given}
    for setting in last.values():
        refuse_unknown(setting.key, model.model_fields, f"{setting.where}: unknown setting")
    try:
        return model.model_validate({key: setting.value for key, setting in last.items()})
    except ValidationError as error:
        # The values stay out of the message: one of them may be a key.
        faults = [f"{_place(fault['loc'], last)}: {_readable(fault['msg'])}" for fault in error.errors()]
        raise SettingsError("; ".join(faults)) from None


def read_tables(file: Path | None, environment: Mapping[str, str]) -> dict[str, list[Given]]:
    """Read the tables of the settings file; without a file each is empty.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or has something else than our tables.
    """
    path = _settings_file(file, environment)
    content = _read_toml(path) if path else {}
    for name, table in content.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: `{name}` is not a table; settings stand under [index] or [qa].")
        refuse_unknown(name, TABLES, f"{path}: unknown table")
    return {
        name: [Given(key, value, f"{path} [{name}] {key}") for key, value in content.get(name, {}).items()]
        for name in TABLES
    }


def from_index_variables(environment: Mapping[str, str]) -> list[Given]:
    """Read the variables of the environment that set a field of `IndexSettings`.

    Raises:
        SettingsError: a variable with the prefix of the index names no setting.
    """
    names = {INDEX_PREFIX + key.upper(): key for key in IndexSettings.model_fields}
    ours = [name for name in environment if name.startswith(INDEX_PREFIX)]
    return from_variables(environment, ours, names)


def from_variables(
    environment: Mapping[str, str], ours: Iterable[str], names: Mapping[str, str]
) -> list[Given]:
    """Read the variables `ours`; `names` gives the key that each known variable sets.

    Raises:
        SettingsError: one of `ours` is not in `names`.
    """
    given = []
    for name in ours:
        refuse_unknown(name, names, "unknown environment variable")
        if environment[name]:
            given.append(Given(names[name], environment[name], f"environment variable {name}"))
    return given


def from_arguments(overrides: Mapping[str, Any]) -> list[Given]:
    """Take the arguments that are not None."""
    return [Given(key, value, f"argument {key}") for key, value in overrides.items() if value is not None]


def refuse_unknown(name: str, known: Collection[str], complaint: str) -> None:
    """Pass a known name.

    Raises:
        SettingsError: the name is unknown; the message gives the nearest known one, else all of them.
    """
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(known))}."
    raise SettingsError(f"{complaint} `{name}`; {advice}")


def _settings_file(file: Path | None, environment: Mapping[str, str]) -> Path | None:
    if file is not None:
        return file
    if named := environment.get(FILE_VARIABLE):
        return Path(named).expanduser()
    return Path(DEFAULT_FILE) if Path(DEFAULT_FILE).is_file() else None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: the settings file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the settings file is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}.") from error


def _place(location: tuple[int | str, ...], given: Mapping[str, Given]) -> str:
    key = str(location[0])
    return given[key].where if key in given else key


def _readable(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "should be")
