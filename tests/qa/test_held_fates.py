from __future__ import annotations

import pytest

from qa.held_fates import of_other_fates


@pytest.mark.parametrize(
    ("text", "language", "claim", "other"),
    [
        ("L'attaque a fait 2 morts et 30 blessés.", "fr", "The attack killed 30 people.", ["30"]),
        ("L'attaque a fait 2 morts et 30 blessés.", "fr", "L'attaque a tué 30 personnes.", ["30"]),
        ("L'attaque a fait 2 morts et 30 blessés.", "fr", "Deux personnes ont été blessées.", ["Deux"]),
        ("L'attaque a fait 2 morts et 30 blessés.", "fr", "2 people died and 30 were injured.", []),
        ("A bomb killed 12 soldiers and injured 30.", "en", "La bombe a blessé 12 soldats.", ["12"]),
        ("A bomb killed 12 soldiers and injured 30.", "en", "La bombe a fait 12 morts et 30 blessés.", []),
        ("Police arrested 40 people; 12 were hurt.", "en", "40 people were injured.", ["40"]),
        # Of both, of neither, or twice.
        ("On compte 137 morts et disparus.", "fr", "137 people died.", []),
        ("On compte 137 morts et disparus.", "fr", "137 people are missing.", []),
        ("Il y a 30 victimes.", "fr", "30 people died.", []),
        ("Il y a 30 morts à Lugny et 30 blessés à Brenne.", "fr", "30 people were injured.", []),
        ("Deux des 30 blessés sont morts.", "fr", "30 people were injured.", []),
        ("Le bilan est de 2 morts et 30 blessés.", "fr", "30 people died.", ["30"]),
        ("The death toll is 2, with 30 injured.", "en", "30 people died.", ["30"]),
        # The claimed fate stands there as well, and no other figure counts it.
        ("Police held over a death: they arrested four men.", "en", "Four men were arrested.", []),
        ("Police arrested four men in connection with the death of a clerk.", "en", "Four died.", ["Four"]),
        ("Police arrested four men over the death of a clerk.", "en", "Four men were arrested.", []),
        ("Police arrested six suspects over a fire that killed 12 people.", "en", "Six were arrested.", []),
        ("Six suspects in a fire that killed 12 people were arrested.", "en", "Six were arrested.", []),
        ("La police a arrêté trois hommes accusés d'avoir tué deux gardes.", "fr", "Trois arrêtés.", []),
        ("The fire killed 30 people with many injured.", "en", "30 people were killed.", []),
        ("The death toll stands at 30 as crews look for the missing.", "en", "30 people died.", []),
        ("Le bilan s'élève à 30 alors qu'on cherche des disparus.", "fr", "30 personnes sont mortes.", []),
        ("Deux voleurs ont blessé 30 passants avant d'être tués.", "fr", "Deux voleurs ont été tués.", []),
        ("Douze blessés ont succombé.", "fr", "12 people died.", []),
        # A figure that is not there is for others to miss; one that counts no people has no fate.
        ("L'attaque a fait 2 morts.", "fr", "31 people died.", []),
        ("La tempête a fait 2 morts.", "fr", "The storm lasted 2 days.", []),
        ("La digue mesure 30 mètres, 2 ouvriers sont morts.", "fr", "Deux ouvriers sont morts.", []),
        ("", "fr", "", []),
    ],
)
def test_a_figure_of_one_fate_is_none_of_another(
    text: str, language: str, claim: str, other: list[str]
) -> None:
    assert of_other_fates(text, claim, language) == other
