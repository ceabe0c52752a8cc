from __future__ import annotations

import json
from pathlib import Path

from training.rows import read_rows


def test_rows_of_several_files_come_in_order_whatever_stands_in_their_texts(tmp_path: Path) -> None:
    rows = [{"question": "Où ?\u2028Quand ?"}, {"question": "Qui\x85 ?"}, {"question": ""}]
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for file, own in zip(files, (rows[:2], rows[2:]), strict=True):
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in own), "utf-8")
    assert read_rows(*files) == rows
    assert read_rows() == []
