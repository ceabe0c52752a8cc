"""A process for test_kill.py: an update whose embedder takes its time and writes down each text it embeds."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.update import update
from tests.fakes import HashingEmbedder


class Noting(HashingEmbedder):
    def __init__(self, log: Path) -> None:
        self.log = log

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self.log.open("a", encoding="utf-8") as log:
            log.writelines(hashlib.sha256(text.encode()).hexdigest() + "\n" for text in texts)
        time.sleep(0.02)
        return super().embed_passages(texts)


if __name__ == "__main__":
    index, source, log = map(Path, sys.argv[1:])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    update(index, [source], Noting(log), remove_gone=lambda _: True)
