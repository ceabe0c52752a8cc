"""The README tells the truth: its commands parse, its names exist, its tables and rows are the code's own."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import app
import index.__main__
import qa.__main__
from index.model_files import MODEL_FILES
from index.readers.registry import READERS
from index.readers.rows import field_of
from index.records import Article, Hit, Passage, Source
from index.settings import INDEX_PREFIX, PREFIX, IndexSettings
from qa.records import Answer, Citation, RefusalReason, Sentence, TextWritten
from qa.rows import answer_row
from qa.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# What a command may begin with and we do not parse.
OTHER_COMMANDS = {"make", "python3", ".venv/bin/pip", "pip"}
ARTICLE = Article(
    id="0123456789abcdef",
    title="Titre",
    text="Texte.",
    published=date(2013, 12, 27),
    language="fr",
    source=Source(path="articles.jsonl", record="demo-008"),
)
HIT = Hit(
    passage=Passage(id="0123456789abcdef:0", article_id=ARTICLE.id, text="Texte.", start=0, end=6),
    article=ARTICLE,
    score=0.5,
)
ANSWER = Answer(
    question="Quoi ?",
    standalone_question="Quoi ?",
    text="Texte. [1]",
    language="fr",
    sentences=(Sentence(text="Texte.", citations=(1,), verified=True),),
    citations=(
        Citation(
            number=1,
            record="demo-008",
            article_id=ARTICLE.id,
            title=ARTICLE.title,
            published=ARTICLE.published,
            quote="Texte.",
            start=0,
            end=6,
        ),
    ),
    hits=(HIT,),
)


def code_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def table_rows(first_header: str) -> list[list[str]]:
    """Return the cells of the table whose first column has that header."""
    table = re.search(rf"^\| {re.escape(first_header)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert table is not None, first_header
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]


def quoted(cell: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def split_command(line: str) -> tuple[dict[str, str], list[str]]:
    """Part the variables in front of a command from its words."""
    words = shlex.split(line)
    first = next(number for number, word in enumerate(words) if not re.match(r"[A-Z_]+=", word))
    return dict(word.split("=", 1) for word in words[:first]), words[first:]


def shown_keys(value: Any) -> Any:
    """Return the keys of a JSON value, in order, down to the leaves."""
    if isinstance(value, dict):
        return {key: shown_keys(item) for key, item in value.items()}
    return [shown_keys(item) for item in value] if isinstance(value, list) else None


def in_order(value: Any) -> str:
    return json.dumps(shown_keys(value))


COMMANDS = [line for block in code_blocks("sh") for line in block.splitlines() if line]
TARGETS = sorted(set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_parses_as_it_is_written(command: str) -> None:
    _, words = split_command(command)
    match words:
        case ["python", "-m", "index", *arguments]:
            assert index.__main__._parser().parse_args(arguments).run is not None
        case ["python", "-m", "qa", *arguments]:
            assert qa.__main__._parser().parse_args(arguments).run is not None
        case ["python", "app.py", *arguments]:
            assert app._options(arguments).index is not None
        case ["python", "-m", module]:
            assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
        case ["python", script, *files]:
            assert (ROOT / script).is_file()
            assert [file for file in files if file.startswith("demo/") and not (ROOT / file).exists()] == []
        case _:
            assert words[0] in OTHER_COMMANDS


def test_the_commands_of_both_packages_and_of_the_page_are_shown() -> None:
    shown = {tuple(split_command(command)[1][:4]) for command in COMMANDS}
    assert {words[3] for words in shown if words[:3] == ("python", "-m", "index")} == {
        "build",
        "update",
        "remove",
        "search",
        "stats",
        "check",
        "models",
    }
    assert {words[3] for words in shown if words[:3] == ("python", "-m", "qa")} == {"ask", "evaluate"}
    assert any(words[:2] == ("python", "app.py") for words in shown)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("ARCHIVE_QA_")])
def test_variables_in_front_of_a_command_are_settings(command: str, tmp_path: Path) -> None:
    variables, _ = split_command(command)
    empty = tmp_path / "empty.toml"
    empty.touch()
    settings = load_settings(empty, environment=variables)
    assert settings.chat_model == variables["ARCHIVE_QA_CHAT_MODEL"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_make_stands_in_the_makefile(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_one_command_runs_the_page_and_one_the_tests() -> None:
    assert {"chat", "test"} <= set(TARGETS)
    assert COMMANDS[:2] == ["make chat", "make test"]


@pytest.mark.parametrize("block", code_blocks("toml"))
def test_settings_load_as_they_are_shown(block: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(block, encoding="utf-8")
    assert load_settings(file, environment={}) != Settings()


@pytest.mark.parametrize(
    ("header", "model", "prefix"),
    [("`[index]`", IndexSettings, INDEX_PREFIX), ("`[qa]`", Settings, PREFIX)],
)
def test_a_table_of_settings_is_complete_and_gives_the_defaults(
    header: str, model: type[BaseModel], prefix: str
) -> None:
    rows = table_rows(header)
    names = [quoted(name)[0] for name, _, _ in rows]
    assert names == [name for name in model.model_fields if name != "index"]
    assert [quoted(variables)[0] for _, _, variables in rows] == [prefix + name.upper() for name in names]
    defaults = {name: quoted(default) for name, (_, default, _) in zip(names, rows, strict=True)}
    instance = model()
    for name, shown in defaults.items():
        default = getattr(instance, name)
        assert shown == ([] if default is None or name == "threads" else [str(default)]), name


def test_the_row_of_a_search_is_the_one_shown() -> None:
    shown = json.loads(code_blocks("json")[0])
    assert in_order(shown) == in_order(index.__main__._hit_rows([HIT])[0])


def test_the_row_of_an_answer_is_the_one_shown() -> None:
    shown = json.loads(code_blocks("json")[1])
    assert in_order(shown) == in_order({"id": "q1", **answer_row(ANSWER)})


def test_every_reason_of_a_refusal_is_explained() -> None:
    explained = [quoted(row[0])[0] for row in table_rows("`reason`")]
    assert explained == [*get_args(RefusalReason), "error"]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ({"id": "record", "date": "published", "author": "authors"}.get(field, field), name)
        for field, names in table_rows("Field")
        for name in quoted(names)
    ],
)
def test_a_column_of_that_name_is_read_as_that_field(field: str, name: str) -> None:
    assert field_of(name) == field


@pytest.mark.parametrize("suffix", [suffix for row in table_rows("Files") for suffix in quoted(row[0])])
@pytest.mark.parametrize("compression", ["", ".gz"])
def test_a_file_of_that_suffix_has_a_reader(suffix: str, compression: str) -> None:
    path = Path(f"article{suffix}{compression}")
    assert any(reader.accepts(path) for reader in READERS)


def test_the_table_of_weights_is_the_code_s_own() -> None:
    shown = [(quoted(name)[0], size, licence) for name, _, size, licence in table_rows("Name")]
    assert shown == [(row.name, f"{row.size / 1e6:,.0f} MB", row.licence) for row in MODEL_FILES.values()]


def layout_paths() -> Iterator[str]:
    (block,) = code_blocks("text")
    folder = ""
    for line in block.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name
        yield folder + name if line.startswith(" ") else name


@pytest.mark.parametrize("path", list(layout_paths()))
def test_a_path_of_the_layout_exists(path: str) -> None:
    assert (ROOT / path).exists()
    assert (ROOT / path).is_dir() is path.endswith("/")


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_a_link_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).is_file()


def test_the_python_example_compiles_and_its_imports_exist() -> None:
    (block,) = code_blocks("python")
    tree = ast.parse(block)
    missing = [
        f"{statement.module}.{name.name}"
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom)
        for name in statement.names
        if not hasattr(importlib.import_module(str(statement.module)), name.name)
    ]
    assert missing == []


def test_the_python_example_uses_attributes_that_exist() -> None:
    (block,) = code_blocks("python")
    tree = ast.parse(block)
    imported = [
        getattr(importlib.import_module(str(statement.module)), name.name)
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom)
        for name in statement.names
    ]
    records = [Answer, Article, Citation, Hit, Passage, TextWritten]
    known = {
        name for kind in [*imported, *records] for name in [*dir(kind), *getattr(kind, "model_fields", ())]
    }
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert used - known == set()
