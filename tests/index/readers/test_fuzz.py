"""Damaged files of every format, a few at a time; `benchmarks/fuzz.py` reads thousands, under limits."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import main
from benchmarks.fuzz_damage import WAYS, damage, damage_inside
from index.readers.registry import read_file
from index.records import Skipped
from index.text.cleaning import clean_text
from tests.index.readers.test_contract import FORMATS, PUBLISHED, TEXT, TITLE, Format, name_of


@pytest.mark.parametrize("form", FORMATS, ids=name_of)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_reported(form: Format, seed: int, tmp_path: Path) -> None:
    sound = form.encode(TITLE, TEXT, PUBLISHED)
    path = tmp_path / f"sample{form.suffix}"
    way = damage if seed % 2 else damage_inside
    path.write_bytes(way(sound, sound[::-1], random.Random(seed)))
    for found in read_file(path):
        place = found.path if isinstance(found, Skipped) else found.source.path
        assert place.startswith(str(path))
        assert isinstance(found, Skipped) or clean_text(found.text) == found.text != ""


@given(content=st.binary(max_size=200), other=st.binary(max_size=50), seed=st.integers(0, 2**32))
def test_damage_is_the_same_for_the_same_seed(content: bytes, other: bytes, seed: int) -> None:
    assert damage(content, other, random.Random(seed)) == damage(content, other, random.Random(seed))


def test_what_is_damaged_inside_is_still_packed_well() -> None:
    [form] = [form for form in FORMATS if form.suffix == ".docx"]
    sound = form.encode(TITLE, TEXT, PUBLISHED)
    with (
        zipfile.ZipFile(io.BytesIO(damage_inside(sound, b"<w:p>", random.Random(3)))) as damaged,
        zipfile.ZipFile(io.BytesIO(sound)) as whole,
    ):
        changed = [name for name in whole.namelist() if damaged.read(name) != whole.read(name)]
    assert len(changed) == 1


def test_damage_is_done_in_every_way() -> None:
    sound = bytes(range(256)) * 8
    assert len({damage(sound, sound[::-1], random.Random(seed)) for seed in range(200)}) > 150
    assert len(WAYS) == 8


def test_files_that_are_read_in_time_are_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count", "3", "--jobs", "1"]) == 0
    assert sum(int(row.split()[-6]) for row in capsys.readouterr().out.splitlines()[1:]) == 3


def test_a_file_that_takes_too_long_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count", "1", "--jobs", "1", "--seconds", "0"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith(": more than 0 s")
