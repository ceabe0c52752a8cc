from __future__ import annotations

import pytest

from qa.question_type import Kind, kinds_asked, share_held


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Combien de navires sont arrivés ?", {"number"}),
        ("COMBIEN DE NAVIRES ?", {"number"}),
        ("Quel est le nombre de navires ?", {"number"}),
        ("Quel était le montant de l'amende ?", {"number"}),
        ("Quelle est la longueur de la digue ?", {"number"}),
        ("Quelle est l'altitude du col ?", set()),
        ("Quel âge a le maire ?", {"number"}),
        ("Quel est l'âge du maire ?", {"number"}),
        ("Quel est l’âge du maire ?", {"number"}),
        ("Quel fut le bilan de la tempête ?", {"number"}),
        ("À quelle vitesse soufflait le vent ?", {"number"}),
        ("Sur quel score le match s'est-il fini ?", {"number"}),
        ("Quelle part du budget est dépensée ?", {"number"}),
        ("Le pont coûte-t-il cher ?", {"number"}),
        ("How many ships arrived?", {"number"}),
        ("How much was the fine?", {"number"}),
        ("How long is the pier?", {"number"}),
        ("How old is the mayor?", {"number"}),
        ("How tall is the tower?", {"number"}),
        ("What is the price of a ticket?", {"number"}),
        ("What percentage was spent?", {"number"}),
        ("What was the death toll?", {"number"}),
        ("What was the final score?", {"number"}),
        ("What does the bridge cost?", {"number"}),
        ("How was the bridge built?", set()),
        ("Quand le pont a-t-il été ouvert ?", {"date"}),
        ("Depuis quand le port est-il fermé ?", {"date"}),
        ("En quelle année le pont a-t-il été bâti ?", {"date"}),
        ("À quel moment de 2019 le pont a-t-il rouvert ?", {"date"}),
        ("Quelle est la date de l'ouverture ?", {"date"}),
        ("À quelle heure a-t-elle parlé ?", {"date"}),
        ("Quel jour le port a-t-il fermé ?", {"date"}),
        ("When did the bridge open?", {"date"}),
        ("In which year was it built?", {"date"}),
        ("What is the date of the opening?", {"date"}),
        ("On what day did it close?", {"date"}),
        ("Qui est le maire de Brenne ?", {"name"}),
        ("Où le navire a-t-il coulé ?", {"name"}),
        ("D'où venait le navire ?", {"name"}),
        ("Comment s'appelle le navire ?", {"name"}),
        ("Quel est le nom du navire ?", {"name"}),
        ("Dans quelle ville le musée est-il ?", {"name"}),
        ("De quel pays vient-il ?", {"name"}),
        ("Who is the mayor of Brenne?", {"name"}),
        ("Whose ship sank?", {"name"}),
        ("Where did the ship sink?", {"name"}),
        ("What was the name of the ship?", {"name"}),
        ("Which company built the bridge?", {"name"}),
        ("Who won, and when?", {"name", "date"}),
        ("Qui a gagné, et combien ?", {"name", "number"}),
        ("Pourquoi le port est-il fermé ?", set()),
        ("Le port ou la gare ?", set()),
        ("Why is the port closed?", set()),
        ("Everybody whoops whenever it rains", set()),
        ("", set()),
    ],
)
def test_a_question_asks_for_figures_dates_or_names(question: str, kinds: set[Kind]) -> None:
    assert kinds_asked(question) == kinds


@pytest.mark.parametrize(
    ("text", "kinds", "share"),
    [
        ("La digue est longue de 840 mètres.", {"number"}, 1.0),
        ("La digue est très longue.", {"number"}, 0.0),
        ("One of them is late.", {"number"}, 0.0),
        ("Ils sont partis jeudi.", {"date"}, 1.0),
        ("They left on 3 May.", {"date"}, 1.0),
        ("Ils sont partis.", {"date"}, 0.0),
        ("Le maire, M. Kerval, est absent.", {"name"}, 1.0),
        ("Manifestation au centre.", {"name"}, 0.0),
        ("M. Kerval est parti jeudi.", {"name", "date"}, 1.0),
        ("Il est parti jeudi.", {"name", "date"}, 0.5),
        ("Il est parti.", {"name", "date"}, 0.0),
        ("Il est parti.", set(), 0.5),
        ("M. Kerval en a 75.", set(), 0.5),
    ],
)
def test_a_text_holds_a_share_of_the_kinds_asked_for(text: str, kinds: set[Kind], share: float) -> None:
    assert share_held(text, frozenset(kinds)) == share
