from __future__ import annotations

import pytest

from index.text.generic_names import holds_generic_name


@pytest.mark.parametrize(
    ("text", "name", "held"),
    [
        ("le ministère de l'Intérieur", "Interior Ministry", True),
        ("le ministre russe de l'économie", "Economy Minister", True),
        ("la Cour d'appel", "Court of Appeal", True),
        ("l'université de Valmont", "Valmont University", True),
        ("the Valmont University", "université de Valmont", True),
        ("l'ambassade de Russie", "Russian Embassy", True),
        ("le stade Loujine", "Luzhin Stadium", True),
        ("le ministre de la Défense", "Defence", True),
        ("l'ambassade de Russie", "Polish Embassy", False),
        ("l'université de Valmont", "Brenne University", False),
        ("Le ministère ferme. L'intérieur est sec.", "Interior Ministry", False),
        ("Valmont et Brenne", "Brenne Valmont", False),
        ("", "Interior Ministry", False),
        ("le ministère", "", False),
    ],
)
def test_a_name_of_generic_words_is_held_in_either_language(text: str, name: str, held: bool) -> None:
    assert holds_generic_name(text, name) is held
