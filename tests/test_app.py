"""What the page does without a browser: the course of one exchange, and a start that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import answer, main
from qa.errors import GenerationError
from qa.records import Answer, Answered, AskedTime, ChatModelState, Event, EvidenceFound, TextWritten, Turn

FOUND = EvidenceFound(standalone_question="Quoi ?", language="fr", evidence=(), hits=())
GIVEN = Answer(question="Et quoi ?", standalone_question="Quoi ?", text="Rien.", language="fr")
MARCH = AskedTime(
    first=date(2019, 3, 1), last=date(2019, 3, 31), is_explicit=True, words="mars 2019", start=0, end=9
)
EARLIER = Turn(question="Qui ?", standalone_question="Qui ?", answer="Personne.")


class Scripted:
    chat_model_state: ChatModelState = "ready"
    chat_model_problem: str | None = None
    can_gloss = False

    def __init__(self, *script: Event | Exception) -> None:
        self.script = script
        self.closed = False
        self.used_time: list[bool] = []
        self.took_as_is: list[bool] = []

    def load(self) -> None:
        """There is nothing to load."""

    def gloss(self, quote: str, language: str) -> str:
        raise AssertionError("no gloss was asked for")

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, use_time: bool = True, as_is: bool = False
    ) -> Iterator[Event]:
        self.used_time.append(use_time)
        self.took_as_is.append(as_is)
        try:
            for event in self.script:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed = True


def last_said(drawing: tuple[Any, ...]) -> str:
    return str(drawing[1][-1]["content"])


def test_an_exchange_is_drawn_step_by_step_and_remembered_at_its_end() -> None:
    script = (FOUND, TextWritten(text="Ri"), TextWritten(text="en."), Answered(answer=GIVEN))
    drawings = list(answer(Scripted(*script), "Et quoi ?", [], [EARLIER], "fr"))
    assert [last_said(drawing) for drawing in drawings[:4]] == [
        '<p class="writing step">Recherche dans l’archive…</p>',
        '<p class="writing step">Rédaction…</p>',
        '<p class="writing">Ri</p>',
        '<p class="writing">Rien&#46;</p>',
    ]
    assert drawings[4][2] == [
        EARLIER,
        Turn(question="Et quoi ?", standalone_question="Quoi ?", answer="Rien."),
    ]
    assert [drawing[4].visible for drawing in (drawings[0], drawings[-1])] == [True, False]


def test_the_time_asked_about_is_drawn_under_the_question_with_the_evidence() -> None:
    found = FOUND.model_copy(update={"asked_time": MARCH, "is_filtered_by_time": True})
    drawings = list(answer(Scripted(found, Answered(answer=GIVEN)), "Et quoi ?", [], [], "fr"))
    drawn = [str(drawing[1][-2]["content"]) for drawing in drawings[:3]]
    assert ["mars 2019" in each for each in drawn] == [False, True, True]


@pytest.mark.parametrize("use_time", [True, False])
def test_an_exchange_tells_the_assistant_whether_to_heed_the_time(use_time: bool) -> None:
    assistant = Scripted(FOUND, Answered(answer=GIVEN))
    list(answer(assistant, "Et quoi ?", [], [], "fr", use_time=use_time))
    assert assistant.used_time == [use_time]


@pytest.mark.parametrize("as_is", [True, False])
def test_an_exchange_tells_the_assistant_whether_the_question_stands_as_it_is(as_is: bool) -> None:
    assistant = Scripted(FOUND, Answered(answer=GIVEN))
    list(answer(assistant, "Et quoi ?", [], [], "fr", as_is=as_is))
    assert assistant.took_as_is == [as_is]


def test_closing_an_exchange_closes_the_assistant_s_stream() -> None:
    assistant = Scripted(FOUND, TextWritten(text="Ri"), TextWritten(text="en."))
    drawings = answer(assistant, "Et quoi ?", [], [], "fr")
    for _ in range(3):
        next(drawings)
    assert not assistant.closed
    drawings.close()
    assert assistant.closed


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (GenerationError("the model stopped"), "the model stopped"),
        (RuntimeError("secret"), "Une erreur imprévue s’est produite"),
    ],
)
def test_an_error_is_told_in_the_chat_and_ends_the_exchange(error: Exception, told: str) -> None:
    drawings = list(answer(Scripted(FOUND, error), "Et quoi ?", [], [EARLIER], "fr"))
    assert told in last_said(drawings[-2])
    assert "secret" not in last_said(drawings[-2])
    assert drawings[-1][4].visible is False


def test_without_an_index_the_start_ends_with_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--index", str(tmp_path / "nowhere")]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert str(tmp_path / "nowhere") in told
    assert told.count("\n") == 1


def test_a_setting_that_is_unknown_ends_the_start_with_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[qa]\nchat_modle = 'local'\n", encoding="utf-8")
    assert main(["--index", str(tmp_path), "--settings", str(settings)]) == 2
    told = capsys.readouterr().err
    assert "chat_modle" in told
    assert told.count("\n") == 1
