from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from index.__main__ import main
from index.embedder import load_embedder
from index.ingest import build
from tests.fakes import HashingEmbedder

ROWS = [
    {
        "id": "phare",
        "title": "Le phare rallumé",
        "text": "Le phare de Kermarec a été rallumé jeudi.",
        "date": "2014-01-16",
    },
    {
        "id": "blé",
        "title": "Le prix du blé",
        "text": "Le prix du blé a encore monté, selon la coopérative.",
        "date": "2015-06-05",
    },
    {"id": "mayor", "title": "A new mayor", "text": "Anna Lindqvist was elected mayor of Halden on Sunday."},
]
FIELDS = ["record", "article_id", "title", "published", "score", "text", "start", "end"]


def write_source(folder: Path) -> Path:
    source = folder / "articles.jsonl"
    lines = [*(json.dumps(row, ensure_ascii=False) for row in ROWS), '{"title": "cut']
    source.write_text("\n".join(lines), encoding="utf-8")
    return source


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that the default settings built."""
    folder = tmp_path_factory.mktemp("main")
    assert main(["build", str(folder / "index"), str(write_source(folder))]) == 0
    return folder / "index"


@pytest.fixture
def hashed(tmp_path: Path) -> Path:
    """An index whose vectors no model made."""
    build(tmp_path / "index", [write_source(tmp_path)], HashingEmbedder())
    return tmp_path / "index"


def search(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    assert main(["search", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.weights
def test_build_says_what_it_did_and_what_it_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_source(tmp_path)
    assert main(["build", str(tmp_path / "index"), str(source), str(source)]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith(
        f"{tmp_path / 'index'}: 3 articles, 3 passages (0 repeated, 1 skipped; 3 embedded,"
    )
    assert shown.err.splitlines()[0].startswith("reading ")
    assert shown.err.splitlines()[1].startswith("embedding 100%, 3 articles, 3 passages, ")
    assert [line.partition(" at ")[0] for line in shown.err.splitlines()[2:]] == [
        f"skipped {source}:4: not JSON: Unterminated string starting"
    ]
    assert main(["build", str(tmp_path / "index"), str(source)]) == 2
    assert "there is an index already" in capsys.readouterr().err
    assert main(["build", str(tmp_path / "index"), str(source), "--replace"]) == 0


@pytest.mark.weights
def test_build_and_update_tell_the_first_dates_in_doubt_and_their_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, url = tmp_path / "articles.jsonl", "https://gazette.example/2012/03/05/"
    for command, numbers, shown in (("build", range(7), range(5)), ("update", range(8), range(7, 8))):
        rows = [{**ROWS[0], "title": f"Le phare {number}", "id": number, "url": url} for number in numbers]
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        assert main([command, str(tmp_path / "index"), str(source)]) == 0
        *doubts, count = capsys.readouterr().err.splitlines()[2:]
        assert doubts == [
            f"doubtful {source} [{number}]: dated 2014-01-16, but its address says 2012-03-05"
            for number in shown
        ]
        assert count.startswith(f"{7 if command == 'build' else 1} articles whose date is contradicted by")


@pytest.mark.weights
@pytest.mark.parametrize(
    ("query", "record"),
    [("Who won in Halden?", "mayor"), ("the price of wheat", "blé")],
)
def test_search_prints_the_best_passage_first_with_every_field(
    index: Path, capsys: pytest.CaptureFixture[str], query: str, record: str
) -> None:
    hits = search(capsys, index, query)
    assert [list(hit) for hit in hits] == [FIELDS] * 3
    assert hits[0]["record"] == record
    row = next(row for row in ROWS if row["id"] == record)
    assert {"title": row["title"], "published": row.get("date"), "text": row["text"]}.items() <= hits[
        0
    ].items()
    assert (hits[0]["start"], hits[0]["end"]) == (0, len(row["text"]))
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


@pytest.mark.weights
@pytest.mark.parametrize(
    ("options", "records"),
    [
        (["-k", "1"], ["phare"]),
        (["--from", "2015-01-01", "--to", "31/12/2015"], ["blé"]),
    ],
)
def test_search_keeps_to_k_and_to_the_dates(
    index: Path, capsys: pytest.CaptureFixture[str], options: list[str], records: list[str]
) -> None:
    assert [hit["record"] for hit in search(capsys, index, "le phare", *options)] == records


@pytest.mark.weights
def test_search_prints_hits_to_read(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(index), "le phare", "-k", "1"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1. Le phare rallumé (2014-01-16) [phare]  1.000")
    assert second == "   Le phare de Kermarec a été rallumé jeudi."
    assert main(["search", str(index), "le phare", "--from", "2030-01-01"]) == 0
    assert capsys.readouterr().out == "No passage found.\n"


@pytest.mark.weights
def test_a_file_of_queries_gives_a_row_each_and_bad_rows_cost_only_themselves(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = tmp_path / "queries.jsonl"
    lines = [
        '{"id": "q-1", "question": "Quel phare ?", "unused": true}',
        "",
        '{"id": "q-2", "question"',
        '{"id": 7, "question": "Who is mayor of Halden?"}',
        '{"question": "no id"}',
        '{"id": "q-4", "question": " "}',
        '["q-5"]',
        '{"id": "q-6", "question": "le prix du blé"}',
    ]
    queries.write_bytes("\n".join(lines).encode("utf-8-sig") + b'\n{"id": "q-7", "question": "\xff"}')
    assert main(["search", str(index), "--queries", str(queries), "-k", "1", "--json"]) == 2
    shown = capsys.readouterr()
    answered = [json.loads(line) for line in shown.out.splitlines()]
    assert [list(row) for row in answered] == [["id", "hits"]] * 3
    assert [(row["id"], row["hits"][0]["record"]) for row in answered] == [
        ("q-1", "phare"),
        ("7", "mayor"),
        ("q-6", "blé"),
    ]
    told = shown.err.splitlines()
    assert [line.split(" ")[0] for line in told] == [f"{queries}:{number}:" for number in (3, 5, 6, 7, 9)]
    assert told[1].endswith('no id or no question here; each line is {"id": …, "question": …}.')


@pytest.mark.weights
def test_a_file_of_queries_gives_the_hits_of_each_query_alone(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q").write_text('{"id": "1", "question": "le phare"}\n', encoding="utf-8")
    together = search(capsys, index, "--queries", tmp_path / "q")
    assert together == {"id": "1", "hits": search(capsys, index, "le phare")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "{index}"], "error: Give a query, or a file of them with --queries."),
        (["search", "{index}", "le phare", "--queries", "q"], "error: Give a query, or a file of them"),
        (
            ["search", "{index}", "le phare", "--from", "jamais"],
            "error: --from jamais: not a date. Write it as",
        ),
        (
            ["search", "{index}", "le phare", "--from", "2015-01-01", "--to", "2014-01-01"],
            "error: --from 2015-01-01 is later than --to 2014-01-01.",
        ),
        (["search", "{index}-not", "le phare"], "error: {index}-not: no index here"),
        (["search", "{index}-not", "-k", "3", "le phare"], "error: {index}-not: no index here"),
        (["search", "{index}", "--json", "le phare", "--queries", "q"], "error: Give a query, or a file"),
        (["stats", "{index}-not"], "error: {index}-not: no index here"),
        (["build", "{index}-new", "{index}-not"], "error: no such file or folder: {index}-not"),
        (
            ["--settings", "{index}-not", "stats", "{index}"],
            "error: {index}-not: the settings file cannot be",
        ),
    ],
)
def test_an_error_is_told_in_one_line_with_status_2(
    hashed: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main([argument.format(index=hashed) for argument in arguments]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.startswith(message.format(index=hashed))) == ("", True)


@pytest.mark.weights
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["", "-k", "3"], "error: The query is empty."),
        (["a" * 20_000], "error: The query has 20,000 characters"),
        (["le phare", "-k", "0"], "error: k is 0; it must be 1 or more."),
        (["--queries", "nowhere.jsonl"], "error: nowhere.jsonl: cannot be read (No such file or directory)."),
    ],
)
def test_a_query_that_makes_no_sense_is_told(
    index: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["search", str(index), *arguments]) == 2
    assert capsys.readouterr().err.startswith(message)


def settings_naming(model: Path) -> str:
    """Write settings that name a model of our own, and its weights, which only its fingerprint reads."""
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"weights")
    settings = model / "settings.toml"
    settings.write_text(f"[index]\nembedder = {json.dumps(str(model))}\n")
    return str(settings)


def test_a_model_named_in_the_settings_must_be_the_one_that_built_the_index(
    hashed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_naming(tmp_path / "model")
    assert main(["--settings", settings, "search", str(hashed), "le phare"]) == 2
    told = capsys.readouterr().err
    assert "built with the model multilingual-e5-small (fingerprint hashing-64)" in told
    assert load_embedder(str(tmp_path / "model")).fingerprint in told


def test_stats_and_check_ask_for_no_model(
    hashed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_naming(tmp_path / "model")
    assert main(["--settings", settings, "stats", str(hashed), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "articles": 3,
        "passages": 3,
        "languages": {"fr": 2, "en": 1},
        "published_from": "2014-01-16",
        "published_to": "2015-06-05",
    }
    assert main(["--settings", settings, "check", str(hashed)]) == 0
    assert capsys.readouterr().out == f"{hashed}: sound\n"


def test_stats_are_printed_to_read(hashed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(hashed)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "articles   3  (fr 2, en 1)",
        "passages   3",
        "published  2014-01-16 to 2015-06-05",
        "embedder   multilingual-e5-small (64-d)",
    ]
    assert lines[4].startswith("on disk    0.")


def test_check_names_what_is_damaged_with_status_1(hashed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vectors = hashed / "generation-000001" / "vectors.faiss"
    rows = hashed / "generation-000001" / "catalogue.sqlite"
    size = vectors.stat().st_size
    vectors.write_bytes(vectors.read_bytes()[:100])
    rows.unlink()
    assert main(["check", str(hashed)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{rows}: missing",
        f"{vectors}: 100 bytes where {size} were written",
        f"{hashed}: 2 problems",
    ]


def test_check_of_a_path_without_an_index_finds_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'nowhere'}: no index here")


@pytest.mark.parametrize(
    "arguments",
    [[], ["search"], ["search", "i", "le phare", "la mer"], ["search", "i", "-z"], ["stats", "i", "j"]],
)
def test_arguments_that_no_command_takes_show_how_it_is_called(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert (stopped.value.code, capsys.readouterr().err.startswith("usage: python -m index")) == (2, True)


def test_models_lists_the_default_embedder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[:2] == ["multilingual-e5-small", "embedder"]


def test_articles_are_removed_by_the_record_that_a_search_shows(
    hashed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["remove", str(hashed), "--record", "blé", "mayor"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{hashed}: 2 removed, 0 kept because something else holds them; 1 articles in ")
    assert main(["remove", str(hashed), "--record", "blé"]) == 2
    assert capsys.readouterr().err == f"error: {hashed}: holds nothing of blé. Nothing was removed.\n"
    assert main(["remove", str(hashed)]) == 2
    assert capsys.readouterr().err == "error: Say what to remove: --record ID… or --source PATH…\n"


def test_check_repairs_what_it_can_when_asked(hashed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(hashed / "generation-000001" / "lexical")
    assert main(["check", str(hashed)]) == 1
    assert main(["check", str(hashed), "--repair"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[-2:] == ["repaired: the terms of 3 passages were counted again", f"{hashed}: sound"]
    (hashed / "generation-000002" / "catalogue.sqlite").unlink()
    assert main(["check", str(hashed), "--repair"]) == 2
    assert f"build --replace {hashed} {hashed.parent / 'articles.jsonl'}" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["remove", "--record", "blé"], ["check", "--repair"], ["build"]])
def test_a_second_writer_is_told_at_once(
    hashed: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    command, *options = arguments
    if command == "build":
        options = [str(hashed.parent / "articles.jsonl"), "--replace"]
    if command == "check":
        (hashed / "generation-000001" / "vectors.faiss").unlink()
    with FileLock(hashed / ".building.lock"):
        assert main([command, str(hashed), *options]) == 2
    told = capsys.readouterr().err
    assert told.endswith("another build or update is writing there. Wait for its end (--wait does).\n")


@pytest.mark.weights
def test_update_follows_the_sources_and_says_what_it_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, index = tmp_path / "articles.jsonl", tmp_path / "index"

    def updated(*rows: dict[str, str], options: Sequence[str] = ()) -> tuple[str, str]:
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        assert main(["update", str(index), str(source), *options]) == 0
        shown = capsys.readouterr()
        return shown.out.removeprefix(f"{index}: ").partition(" in ")[0], shown.err

    phare, wheat, mayor = ROWS
    assert updated(phare, wheat)[0] == (
        "2 added, 0 replaced, 0 removed, 0 skipped; 2 passages embedded, 0 were already; 2 articles"
    )
    changed = {**phare, "text": "Le phare est éteint."}
    assert updated(changed, wheat, mayor)[0] == (
        "1 added, 1 replaced, 0 removed, 0 skipped; 2 passages embedded, 0 were already; 3 articles"
    )
    out, told = updated(changed)
    assert out.endswith("0 removed, 0 skipped; 0 passages embedded, 0 were already; 3 articles")
    assert told.endswith("2 articles are gone from the sources and were kept; --prune removes them.\n")
    assert updated(changed, options=["--prune"])[0].endswith("; 1 articles")


class LikeTheDefault(HashingEmbedder):
    """Says that it is the default model; whoever embeds nothing never finds out."""

    fingerprint = load_embedder().fingerprint


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
@pytest.mark.parametrize(("answer", "done"), [("y", "2 removed"), ("", "0 removed")])
def test_on_a_terminal_an_update_asks_before_it_removes(tmp_path: Path, answer: str, done: str) -> None:
    source, index = write_source(tmp_path), tmp_path / "index"
    build(index, [source], LikeTheDefault())
    source.write_text(json.dumps(ROWS[0]), encoding="utf-8")
    person, terminal = os.openpty()
    command = [sys.executable, "-m", "index", "update", str(index), str(source)]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal
    ) as asking:
        os.write(person, f"{answer}\n".encode())
        printed = asking.stdout.read().decode() if asking.stdout else ""
    shown = os.read(person, 10_000).decode()
    os.close(person)
    os.close(terminal)
    assert "2 articles are gone from the sources. Remove them? [y/N] " in shown
    assert done in printed
