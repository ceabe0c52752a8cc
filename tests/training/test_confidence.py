from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.records import Sureness
from qa.rewrite import understand
from qa.settings import Settings
from tests.fakes import ScriptedGenerator, build_tiny_index
from training.confidence import Overheard, Signs, ask, fit
from training.reader_examples import turns_before

ROW: dict[str, Any] = {
    "id": "a",
    "lang": "fr",
    "question": "Quelle est la longueur de la digue de Brenne ?",
    "answers": ["840 mètres"],
}


def asked(tmp_path: Path, row: dict[str, Any], written: str) -> Signs:
    overheard = Overheard(ScriptedGenerator(lambda _, evidence: written.format(evidence[0].number)))
    assistant = Assistant(build_tiny_index(tmp_path), Settings(least_confidence=0.0), overheard)
    return ask(assistant, overheard, row)


@pytest.mark.parametrize(
    ("row", "written", "expected"),
    [
        (ROW, "La digue mesure 840 mètres [{}].", (True, True)),
        (ROW | {"answers": ["900 mètres"]}, "La digue mesure 840 mètres [{}].", (True, False)),
        (ROW | {"answers": []}, "La digue mesure 840 mètres [{}].", (False, False)),
        (ROW, "NOT FOUND", (True, False)),
    ],
)
def test_what_is_known_of_an_answer_stands_beside_whether_it_was_right(
    tmp_path: Path, row: dict[str, Any], written: str, expected: tuple[bool, bool]
) -> None:
    signs = asked(tmp_path, row, written)
    assert (signs.is_answerable, signs.is_right) == expected
    assert (signs.signs is None) is (written == "NOT FOUND")
    assert Signs.model_validate_json(signs.model_dump_json()) == signs


def test_a_follow_up_is_asked_with_the_turns_before_it(tmp_path: Path) -> None:
    generator = ScriptedGenerator("NOT FOUND")
    assistant = Assistant(build_tiny_index(tmp_path), Settings(least_confidence=0.0), Overheard(generator))
    before = [{"question": "Où est la digue de Brenne ?", "answer": "Au nord."}]
    row = ROW | {"question": "Et quelle est sa longueur ?", "before": before}
    ask(assistant, Overheard(generator), row)
    ((question, _, _),) = generator.asked
    assert question == understand(row["question"], turns_before(row)).question
    assert "Brenne" in question


def answered(is_right: bool, signs: Sequence[float]) -> Signs:
    return Signs(
        id="a",
        language="fr",
        is_answerable=True,
        is_right=is_right,
        answer="Oui.",
        written="Oui. [1]",
        signs=tuple(signs),
        sureness=Sureness(refusal=-1.0),
        seconds=1.0,
    )


def test_the_curve_rises_with_the_sign_that_tells_and_not_with_the_one_that_does_not() -> None:
    draw = random.Random(1)
    rows = [
        answered(is_right, (2.0 * is_right + draw.gauss(0, 1), draw.gauss(0, 1)))
        for is_right in [True, False] * 60
    ]
    told, silent, both, *_ = fit(rows)
    assert "AUC 0.9" in told
    assert "AUC 0.5" in silent or "AUC 0.4" in silent
    slopes = json.loads(re.search(r"slopes (\[.*?\])", both)[1])  # type: ignore[index]
    assert slopes[0] > 1
    assert abs(slopes[1]) < 1


def test_what_a_bound_refuses_is_counted_by_language() -> None:
    rows = [answered(is_right, (float(is_right),)) for is_right in [True] * 30 + [False] * 10]
    *_, strictest = fit(rows)
    assert (
        "fr 30 right of 40, 10 refused; 0 of 0 without an answer refused; of what is said 1.00" in strictest
    )
    assert "en 0 right of 0" in strictest
