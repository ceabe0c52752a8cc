from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.accepted_forms import holds_any_form, token_f1

HELD = [
    ("La peine compte 49 lois.", "49"),
    ("Quarante-neuf lois sont abrogées.", "49"),
    ("There were six.", "6"),
    ("6", "six"),
    ("Il pèse 8.000 tonnes.", "8 000"),
    ("It weighs 8,000 tonnes.", "huit mille"),
    ("C'est 20 % du budget.", "20%"),
    ("C'est 20% du budget.", "20 %"),
    ("That is 20 percent of it.", "20 pour cent"),
    ("La mission coûte 2,5 milliards de dollars.", "$2.5 billion"),
    ("Il a coûté 600 millions d'euros.", "600 millions"),
    ("Ils ont gagné 4-2.", "4 à 2"),
    ("5 des 12 polluants dépassent le plafond.", "5 sur 12 polluants"),
    ("Ils partent le 19 décembre 2013.", "December 19, 2013"),
    ("They left on December 19, 2013.", "19 décembre 2013"),
    ("They left on December 19, 2013.", "2013-12-19"),
    ("They left on December 19, 2013.", "19 décembre"),
    ("They left on December 19, 2013.", "décembre 2013"),
    ("They left on December 19, 2013.", "2013"),
    ("Elle fut peinte en 1853.", "1853"),
    ("Le tableau (1853) est à Lyon.", "en 1853"),
    ("Le départ est à 13 h 30.", "13h30"),
    ("Il s'agit d'Antoine Lefevre.", "Antoine Lefèvre"),
    ("C'est à Châteauneuf d'Ille-et-Vilaine.", "Chateauneuf-d'Ille-et-Vilaine"),
    ("The aid went to Switzerland’s north.", "Switzerland"),
    ("Du nitrate d’ammonium y dormait.", "nitrate d'ammonium"),
    ("L'incendie a ravagé la Nerthe.", "à la Nerthe"),
    ("L'Œuvre est finie.", "l'oeuvre"),
    ("Pas de fumée.", "pas de fumée"),
    ("Il est dans la maison.", "dans"),
]
NOT_HELD = [
    ("La peine compte 149 lois.", "49"),
    ("La peine compte 49 lois.", "149"),
    ("Il y en a 3,3.", "3"),
    ("Il y en a 5 millions.", "5"),
    ("Il a fini 200e.", "200"),
    ("C'est 20 % du budget.", "20 euros"),
    ("Il dure 3 jours.", "3 ans"),
    ("Le 7 février 2018, il pleuvait.", "7"),
    ("Ils partent le 19 décembre.", "19 décembre 2013"),
    ("Ils partent en 2013.", "19 décembre 2013"),
    ("Ils partent le 18 décembre 2013.", "19 décembre 2013"),
    ("C'était avant 2017.", "2017"),
    ("Un menton pointu.", "Men"),
    ("Mentonnais", "Menton"),
    ("La fumée monte.", "pas de fumée"),
    ("Antoine et Jean Lefèvre", "Antoine Lefèvre"),
    ("Il est là.", "dans"),
    ("Il est là.", ""),
    ("", "49"),
    ("", ""),
    ("Rien.", "?"),
]


@pytest.mark.parametrize(("text", "form"), HELD)
def test_an_accepted_form_is_found_whatever_its_spelling(text: str, form: str) -> None:
    assert holds_any_form(text, [form])


@pytest.mark.parametrize(("text", "form"), NOT_HELD)
def test_what_only_looks_alike_is_not_found(text: str, form: str) -> None:
    assert not holds_any_form(text, [form])


def test_one_of_several_forms_is_enough_and_none_is_never_held() -> None:
    assert holds_any_form("Il est mort à Menton.", ["Nice", "Menton"])
    assert not holds_any_form("Il est mort à Menton.", [])


def test_a_relative_date_of_a_quote_is_read_from_its_article_s_day() -> None:
    quote = "La vente a eu lieu jeudi à Los Angeles."
    assert holds_any_form(quote, ["21 mai 2020"], published=date(2020, 5, 22))
    assert not holds_any_form(quote, ["21 mai 2020"], published=date(2020, 6, 22))
    assert not holds_any_form(quote, ["21 mai 2020"])


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_reading_any_text_raises_nothing_and_f1_is_a_share(text: str, form: str, other: str) -> None:
    holds_any_form(text, [form])
    assert 0.0 <= token_f1(text, [form, other]) <= 1.0


@given(st.from_regex(r"[A-Z][a-z]{3,8}( [A-Z][a-z]{3,8})?", fullmatch=True))
def test_a_name_is_held_by_the_sentence_that_gives_it(name: str) -> None:
    assert holds_any_form(f"« {name} », dit-on.", [name])


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("Sohel Rana", ["Sohel Rana"], 1.0),
        ("le propriétaire, Sohel Rana", ["Sohel Rana"], 0.8),
        ("Sohel", ["Sohel Rana"], 2 / 3),
        ("Sohel", ["Rana", "Sohel"], 1.0),
        ("on December 19, 2013", ["le 19 décembre 2013"], 1.0),
        ("huit mille morts", ["8 000"], 2 / 3),
        ("Rana Rana", ["Rana"], 2 / 3),
        ("Menton", ["Nice"], 0.0),
        ("", ["Nice"], 0.0),
        ("Menton", [], 0.0),
        ("la", ["le"], 0.0),
    ],
)
def test_f1_counts_the_tokens_that_answer_and_form_share(
    text: str, forms: list[str], expected: float
) -> None:
    assert token_f1(text, forms) == pytest.approx(expected)
