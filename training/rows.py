"""Rows of JSONL, as every script here reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_rows(*paths: Path) -> list[dict[str, Any]]:
    """Return the rows of some files, in order; U+2028 and its like may stand in them and end no line."""
    rows = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows
