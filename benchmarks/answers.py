"""Print how well questions are answered: the tables of `python -m qa evaluate`, by language and kind.

    python benchmarks/answers.py INDEX QUESTIONS.jsonl… [--chat-model NAME] [--sample N --seed S] [--json]

It takes the options of that command, and is that command.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from qa.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["evaluate", *sys.argv[1:]]))
