from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.counted import Counted, agree, fates_of, find_counted

DEAD, INJURED = {"dead"}, {"injured"}


def read(text: str, language: str) -> list[tuple[int, set[str]]]:
    return [(int(figure.mention.value), set(figure.subject)) for figure in find_counted(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("La crue a fait 137 morts.", "fr", [(137, DEAD)]),
        ("La crue a tué 137 personnes et blessé 200 autres.", "fr", [(137, DEAD)]),
        ("La crue a fait 137 morts et 200 blessés.", "fr", [(137, DEAD), (200, INJURED)]),
        ("Au moins 137 personnes ont perdu la vie.", "fr", [(137, DEAD)]),
        ("Le bilan s'élève à 137.", "fr", [(137, DEAD)]),
        ("Douze enfants ont été tués.", "fr", [(12, {"dead", "noun:enfant"})]),
        ("On compte 137 morts et disparus.", "fr", [(137, {"dead", "missing"})]),
        (
            "137 personnes ont péri ; 40 personnes sont portées disparues.",
            "fr",
            [(137, DEAD), (40, {"missing"})],
        ),
        ("The flood killed at least 137 people.", "en", [(137, DEAD)]),
        ("The death toll stands at 137.", "en", [(137, DEAD)]),
        ("A bomb killed 12 soldiers and injured 30.", "en", [(12, {"dead", "noun:soldier"}), (30, INJURED)]),
        ("La digue a coûté 3 millions d'euros.", "fr", [(3_000_000, {"unit:euro"})]),
        ("Quelque 8 000 visiteurs sont venus.", "fr", [(8000, {"noun:visiteur"})]),
    ],
)
def test_a_figure_is_read_with_what_it_counts(
    text: str, language: str, expected: list[tuple[int, set[str]]]
) -> None:
    assert read(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le bilan pourrait atteindre 137 morts.", "fr"),
        ("The toll could reach 137.", "en"),
        ("Entre 100 et 137 morts sont à déplorer.", "fr"),
        ("De 100 à 137 morts selon les sources.", "fr"),
        ("Les victimes, dont 12 morts à Lugny, sont identifiées.", "fr"),
        ("Officials found 12 more dead.", "en"),
        ("On déplore 12 nouveaux morts.", "fr"),
        ("On déplore 12 morts supplémentaires.", "fr"),
        ("Un précédent bilan faisait état de 78 morts.", "fr"),
        ("L'accident n'a pas fait 12 morts.", "fr"),
        ("12 blessés graves ont été transportés.", "fr"),
        ("L'épidémie a fait 137 morts en 24 heures.", "fr"),
        ("12 sur 40 ont été tués.", "fr"),
        ("Le 12 mars 2019, la crue est venue.", "fr"),
        ("Le taux a atteint 12 %.", "fr"),
        ("L'homme a 34 ans.", "fr"),
        ("Le 12e mort a été retrouvé.", "fr"),
        ("Il réclame 3 millions d'euros.", "fr"),
    ],
)
def test_a_figure_that_is_not_settled_or_no_count_is_left_out(text: str, language: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("137 morts", "137 morts", True),
        ("137 morts", "100 morts", False),
        ("49 morts", "50 morts", False),
        ("7 984 visiteurs", "8 000 visiteurs", True),
        ("plus de 130 morts", "137 morts", True),
        ("près de 100 morts", "137 morts", False),
        ("3,3 millions d'euros", "3 millions d'euros", True),
        ("3,3 millions d'euros", "4 millions d'euros", False),
        ("1 234 morts", "1 289 morts", False),
    ],
)
def test_a_rounded_figure_agrees_with_the_exact_one(one: str, other: str, expected: bool) -> None:
    (first,), (second,) = (find_counted(text, "fr") for text in (one, other))
    assert agree(first, second) is expected
    assert agree(second, first) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Combien de morts ?", DEAD),
        ("How many people were killed?", DEAD),
        ("Quel est le bilan de l'attentat ?", DEAD),
        ("What is the death toll?", DEAD),
        ("Combien de blessés ?", INJURED),
        ("Combien de morts et de blessés ?", DEAD | INJURED),
        ("Combien la digue a-t-elle coûté ?", set()),
    ],
)
def test_the_fates_of_a_question_are_read(text: str, expected: set[str]) -> None:
    assert fates_of(text) == expected


@given(st.text(max_size=120), st.sampled_from(["fr", "en", "de"]))
def test_what_is_read_stands_in_the_text_and_agrees_with_itself(text: str, language: str) -> None:
    found: list[Counted] = find_counted(text, language)
    assert all(
        figure.subject and 0 <= figure.mention.start < figure.mention.end <= len(text) for figure in found
    )
    assert all(agree(figure, figure) and isinstance(figure.mention.value, Decimal) for figure in found)
