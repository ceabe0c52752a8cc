from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import delimited
from index.readers.delimited import read_rows
from index.records import Article, Skipped


def read(tmp_path: Path, content: str, limit: int = 2**20) -> list[Article | Skipped]:
    path = tmp_path / "rows.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return list(delimited.read(path, limit))


def texts(found: list[Article | Skipped]) -> list[str]:
    return [item.text for item in found if isinstance(item, Article)]


def remarks(found: list[Article | Skipped]) -> list[tuple[int | None, str]]:
    return [(item.line, item.reason) for item in found if isinstance(item, Skipped)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(delimiter: str, tmp_path: Path) -> None:
    lines = [["Id", "Titre", "Texte"], ["7", "A; b, c | d", "Un, deux; trois | quatre."]]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(lines)
    [article] = read(tmp_path, file.getvalue())
    assert isinstance(article, Article)
    assert (article.source.record, article.title, article.text) == ("7", lines[1][1], lines[1][2])


def test_quotes_hold_over_lines_and_a_row_is_named_by_its_first_line(tmp_path: Path) -> None:
    found = read(tmp_path, 'title,text\n"A","Un.\n\nDeux ""x""."\nB,Trois.\n')
    assert texts(found) == ['Un.\n\nDeux "x".', "Trois."]
    assert [item.source.record for item in found if isinstance(item, Article)] == ["2", "5"]


def test_a_quote_never_closed_costs_one_line(tmp_path: Path) -> None:
    found = read(tmp_path, 'title,text\nA,"Un.\nB,Deux.\nC,Trois.\n')
    assert texts(found) == ["Deux.", "Trois."]
    assert remarks(found) == [(2, "not a row: unexpected end of data")]


def test_a_quote_closed_in_the_middle_of_a_value_costs_one_row(tmp_path: Path) -> None:
    found = read(tmp_path, 'title,text\nA,"Un" et demi\nB,Deux.\n')
    assert texts(found) == ["Deux."]
    assert remarks(found) == [(2, "not a row: ',' expected after '\"'")]


def test_a_row_with_too_many_values_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "title,text\nA,Un, deux, trois\nB,Deux.\n")
    assert texts(found) == ["Deux."]
    assert remarks(found) == [(2, "4 values under 2 columns")]


def test_a_row_over_the_limit_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, f"title,text\nA,{'a' * 300}\nB,Deux.\n", limit=200)
    assert texts(found) == ["Deux."]
    assert remarks(found) == [(2, "more than 200 bytes in one article")]


def test_a_field_longer_than_the_csv_modules_default_is_read(tmp_path: Path) -> None:
    long = "mot " * 50_000 + "fin."
    assert texts(read(tmp_path, f"title,text\nA,{long}\n")) == [long]


def test_a_table_without_a_text_column_is_reported(tmp_path: Path) -> None:
    [(line, reason)] = remarks(read(tmp_path, "name,price\npomme,3\n"))
    assert line == 1
    assert reason.startswith("no column of the first line is named as a text is")


def test_many_stray_quotes_are_read_in_one_pass(tmp_path: Path) -> None:
    found = read(tmp_path, "title,text\n" + 'A,"Un" x\nB,Deux.\n' * 5_000)
    assert texts(found) == ["Deux."] * 5_000
    assert [line for line, _ in remarks(found)] == list(range(2, 10_002, 2))


values = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r")), min_size=2, max_size=3)


@given(rows=st.lists(values, max_size=6), delimiter=st.sampled_from([",", ";", "\t"]))
def test_rows_come_back_as_written(rows: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    lines = enumerate(io.StringIO(file.getvalue(), newline="\n"), start=1)
    assert [row for _, row in read_rows(lines, delimiter, 10_000)] == rows
