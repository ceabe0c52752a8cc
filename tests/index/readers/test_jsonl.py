from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import jsonl
from index.readers.json_objects import json_objects
from index.records import Article, Skipped


def read(
    tmp_path: Path, content: bytes, name: str = "rows.jsonl", limit: int = 2**20
) -> list[tuple[int | None, str]]:
    path = tmp_path / name
    path.write_bytes(content)
    return [
        (None, item.text) if isinstance(item, Article) else (item.line, item.reason)
        for item in jsonl.read(path, limit)
    ]


def test_a_bad_line_in_the_middle_costs_only_itself(tmp_path: Path) -> None:
    content = b'{"text": "Un."}\n{"text": "Deux"\n\n{"text": "Trois."}'
    first, bad, last = read(tmp_path, content)
    assert (first, last) == ((None, "Un."), (None, "Trois."))
    assert bad == (2, "not JSON: Expecting ',' delimiter at character 16")


@pytest.mark.parametrize(
    ("value", "kind"), [(b"[1]", "list"), (b"3", "int"), (b"null", "NoneType"), (b'"a"', "str")]
)
def test_a_line_that_is_no_object_is_reported(value: bytes, kind: str, tmp_path: Path) -> None:
    assert read(tmp_path, value) == [(1, f"a JSON object was expected, not {kind}")]


def test_a_line_too_deep_to_parse_is_reported(tmp_path: Path) -> None:
    deep, sound = read(tmp_path, b'{"text": ' + b"[" * 100_000 + b'\n{"text": "Un."}\n')
    assert deep[0] == 1
    assert sound == (None, "Un.")


def test_a_latin_1_line_among_utf8_lines_is_read_right(tmp_path: Path) -> None:
    content = '{"text": "Été, déjà."}\n'.encode() + '{"text": "Forêt brûlée à Nîmes."}\n'.encode("latin-1")
    assert read(tmp_path, content) == [(None, "Été, déjà."), (None, "Forêt brûlée à Nîmes.")]


def test_a_long_line_is_reported_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        file.truncate(30 * 2**20)
        file.seek(30 * 2**20)
        file.write(b'"}\n{"text": "Un."}\n')
    tracemalloc.start()
    long, sound = jsonl.read(path, limit=2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert long == Skipped(path=str(path), line=1, reason="more than 1048576 bytes in one article")
    assert isinstance(sound, Article)
    assert sound.source.record == "2"
    assert peak < 8 * 2**20


def test_a_list_keeps_its_sound_items_around_a_bad_one(tmp_path: Path) -> None:
    content = b'[\n {"text": "Un [1]."},\n {"text": bad},\n 5,\n {"text": "Deux \\"}\\"."}\n]\n'
    first, bad, number, last = read(tmp_path, content, "rows.json")
    assert (first, last) == ((None, "Un [1]."), (None, 'Deux "}".'))
    assert (bad[0], number) == (3, (4, "a JSON object was expected, not int"))


def test_a_list_item_over_the_limit_is_reported(tmp_path: Path) -> None:
    content = b'[{"text": "' + b"a" * 500 + b'"},\n{"text": "Un."}]'
    assert read(tmp_path, content, "rows.json", limit=100) == [
        (1, "more than 100 bytes in one article"),
        (None, "Un."),
    ]


def test_one_object_alone_is_an_article(tmp_path: Path) -> None:
    assert read(tmp_path, b'{\n "text": "Un."\n}', "one.json") == [(None, "Un.")]


def test_a_list_that_never_ends_is_reported(tmp_path: Path) -> None:
    first, bad = read(tmp_path, b'[{"text": "Un."},\n{"text": "Deux', "rows.json")
    assert first == (None, "Un.")
    assert bad[0] == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    rows=st.lists(st.dictionaries(st.text(), json_values, max_size=3), min_size=1, max_size=5),
    indent=st.sampled_from([None, 0, 2]),
    as_list=st.booleans(),
    block=st.integers(1, 40),
)
def test_every_object_comes_back_whole_with_its_line(
    rows: list[dict[str, object]], indent: int | None, as_list: bool, block: int
) -> None:
    written = (
        json.dumps(rows, indent=indent)
        if as_list
        else "\n".join(json.dumps(row, indent=indent) for row in rows)
    )
    found = list(json_objects(ShortReads(written.encode(), block), 10_000))
    assert [json.loads(raw or b"") for _, raw in found] == rows
    for line, raw in found:
        assert (raw or b"").decode().split("\n")[0] in written.split("\n")[line - 1]


class ShortReads(io.BytesIO):
    """A file whose reads end anywhere: in a string, or after a backslash."""

    def __init__(self, content: bytes, block: int) -> None:
        super().__init__(content)
        self.block = block

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.block)
