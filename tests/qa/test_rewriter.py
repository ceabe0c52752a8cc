from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from qa.local_model import LocalChatModel
from qa.records import Turn
from qa.rewrite import understand
from qa.rewriter import ChatModelRewriter, is_faithful, rewrite_messages, rewriter_for
from qa.settings import Settings

ASKED = "Combien le pont de Brenne a-t-il coûté en 2013 ?"
HISTORY = [Turn(question=ASKED, standalone_question=ASKED, answer="Le pont a coûté 75 millions d'euros [1].")]
WHY = "Pourquoi le pont de Brenne a-t-il coûté 75 millions d'euros ?"
BY_RULES = "Pourquoi ? (à propos de : pont, Brenne, coûté, 2013)"


@pytest.mark.parametrize(
    ("question", "rewritten", "expected"),
    [
        ("Pourquoi ?", WHY, True),
        ("Pourquoi ?", "Pourquoi le pont de Brenne a-t-il été construit ?", True),
        ("Pourquoi ?", "", False),
        ("Pourquoi ?", f"{WHY} " * 8, False),
        ("Pourquoi ?", "Why did the bridge of Brenne cost so much?", False),
        ("Pourquoi ?", "Pourquoi le pont de Lugny a-t-il coûté 75 millions d'euros ?", False),
        ("Pourquoi ?", "Pourquoi le pont de Brenne a-t-il coûté 80 millions d'euros ?", False),
        ("Et avec 40 ouvriers ?", "Combien le pont de Brenne a-t-il coûté ?", False),
        ("Qu'en dit Lucien Roy ?", "Que dit-on du pont de Brenne ?", False),
        ("Qu'en dit Lucien Roy ?", "Que dit Lucien Roy du pont de Brenne ?", True),
        ("Et le tablier, il est en quoi ?", "Combien le pont de Brenne a-t-il coûté en 2013 ?", False),
        ("Et le tablier, il est en quoi ?", "En quoi est le tablier du pont de Brenne ?", True),
        ("Quelle entreprise l'a construit ?", "Quelle entreprise l'a construit à Brenne ?", False),
        ("Quelle entreprise a gagné ?", "Quelle entreprise a gagné ?", False),
        ("Quelle entreprise a gagné ?", f"{ASKED} Quelle entreprise a gagné ?", False),
        ("Quelle entreprise a gagné ?", "Quelle entreprise a gagné le pont de Brenne ?", True),
        (
            "Quelle entreprise a gagné ?",
            "Le pont de Brenne a coûté cher. Quelle entreprise a gagné le pont de Brenne ?",
            False,
        ),
    ],
)
def test_a_rewrite_says_nothing_new_loses_nothing_and_stands_alone(
    question: str, rewritten: str, expected: bool
) -> None:
    assert is_faithful(rewritten, question, HISTORY) is expected


def test_the_chat_model_reads_the_last_turns_and_the_question() -> None:
    older = Turn(question="Vieux ?", standalone_question="Vieux ?", answer="Oui.")
    (_, instruction), (_, asked) = rewrite_messages("Pourquoi ?", [older, *HISTORY, *HISTORY])
    assert "Do not answer" in instruction
    assert asked == (
        f"Question: {ASKED}\nAnswer: {HISTORY[0].answer}\n" * 2
        + "Last question: Pourquoi ?\nRewritten question:"
    )


def test_where_rules_are_not_sure_the_chat_model_is_asked() -> None:
    rewriter = ChatModelRewriter(FakeListChatModel(responses=[f'"{WHY}"\n']))
    understood = understand("Pourquoi ?", HISTORY, rewriter)
    assert (understood.question, understood.is_follow_up, understood.is_sure) == (WHY, True, False)


@pytest.mark.parametrize(
    "chat_model",
    [
        FakeListChatModel(responses=["Pourquoi Lucien Roy a-t-il démissionné ?"]),
        FakeListChatModel(responses=[WHY], error_on_chunk_number=3),
        FakeListChatModel(responses=[WHY], sleep=0.01),
    ],
    ids=["invents", "fails", "is slow"],
)
def test_a_chat_model_that_is_of_no_help_leaves_the_rules(chat_model: FakeListChatModel) -> None:
    rewriter = ChatModelRewriter(chat_model, seconds=0.05)
    assert understand("Pourquoi ?", HISTORY, rewriter).question == BY_RULES


class EagerRewriter:
    """Rewrites whatever it is asked."""

    def rewrite(self, question: str, history: Sequence[Turn]) -> str | None:
        return WHY


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Pourquoi ?", WHY),
        ("Et en 2018 ?", "Combien le pont de Brenne a-t-il coûté en 2018 ?"),
        ("Qui a remporté le tournoi de Lugny en 1987 ?", "Qui a remporté le tournoi de Lugny en 1987 ?"),
    ],
)
def test_where_rules_are_sure_nobody_else_is_asked(question: str, expected: str) -> None:
    assert understand(question, HISTORY, EagerRewriter()).question == expected


OTHER = FakeListChatModel(responses=[WHY])
UNTRAINED = LocalChatModel(model_path=Path("model.gguf"))
TRAINED = LocalChatModel(model_path=Path("model.gguf"), adapter_path=Path("reader.gguf"))


@pytest.mark.parametrize(
    ("chat_model", "chosen", "rewrites"),
    [
        (TRAINED, None, False),
        (UNTRAINED, None, True),
        (OTHER, None, True),
        (TRAINED, "chat_model", True),
        (OTHER, "rules", False),
    ],
)
def test_rules_alone_rewrite_for_the_trained_local_model_unless_the_settings_say_otherwise(
    chat_model: BaseChatModel, chosen: Literal["rules", "chat_model"] | None, rewrites: bool
) -> None:
    rewriter = rewriter_for(chat_model, Settings(rewrite=chosen))
    assert isinstance(rewriter, ChatModelRewriter) is rewrites
    if isinstance(rewriter, ChatModelRewriter):
        assert rewriter.chat_model is chat_model
