from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# One row a text; a bar stands where one sentence ends and the next begins.
FRENCH = [
    "Le conseil se réunit lundi.| Le maire sera là.",
    "La séance est levée jeudi.|Le ministre partira demain.",
    "Les travaux coûtent 3,50 €.|La région paiera.",
    "DÉBAT|La mairie ouvre ses portes.",
    "ANALYSE|Le vote approche.| PSG perd.",
    "M. Diab est parti.| Mme. Roux reste.",
    "Me. Lenoir plaide.| Le Dr. Vidal témoigne.",
    "On comptait 4.500 personnes.| Toutes sont rentrées.",
    "Le budget est de 4.500.|Puis il double.",
    "Le 19 déc. 2013, il a neigé.| Rien ne roulait.",
    "Ils étaient sept.| Paul est parti.",
    "En 52 av. J.-C., la ville tombe.| Le vainqueur rentre.",
    "J. K. Rowling signe.| La foule attend.",
    "« Quoi ? » demande le juge.| Silence.",
    "« Quoi ? »| Le juge attend.",
    "« Partez ! » a-t-il crié.| Ils sont restés.",
    "Il a dit : « Je pars. »| Elle est restée.",
    "Il a dit: «Je pars.»|Elle est restée.",
    'Il a dit "non."| Elle est partie.',
    'Elle est partie.| "Non", dit-il.',
    'Il a dit "oui".|"Non", répond-elle.',
    "Il hésite… puis il part.| Fin.",
    "Il hésite…| Puis il part.",
    "Il hésite...| Puis il part.",
    "La route longe\nla côte sur dix lieues.| Le vent y souffle.",
    "Un titre sans point|\nLe texte suit.",
    "Un titre|\n\nle texte suit, en minuscules.",
    "Des pommes, des poires, etc.| Le marché ferme.",
    "Des pommes, etc. sont vendues.",
    "Le n° 5 gagne.| Le n° 6 perd.",
    "Voir p. 5, art. 3.| La loi passe.",
    "À 20h.30 il part.| Il revient.",
    "Voir www.site.fr pour la suite.| Merci.",
    "Voir www.site.fr.| Merci.",
    "- un point|\n- deux points",
    "1. Premier point|\n2. Second point",
    "Est-ce vrai ?| Oui !| Non.",
    "Est-ce vrai?|Oui.",
    "Cela finit en 2013.| En 2014, rien.",
    "C'est l'A380.| L'A350 suit.",
    "Le terrain mesure 2 m.| Il est clos.",
    "Elle va vers l'est.| Le vent tourne.",
    "Il partira !!!| Vraiment ?!| Oui.",
    "Il est de catégorie B.| 12 élus aussi.",
    "Il part (enfin.)| Elle reste.",
    "Bonjour.|Ça va.",
    "(Agence) – Le ministre part.| Rideau.",
    "Deux magasins sont pillés.|DES RENFORTS sont venus.",
    'Il promet "la fin".|TEMPS DE TRAVAIL|\nTout change.',
    "Le plan avance.|« Il faut du temps », dit-elle.",
    "«Le plan avance.»|« Il faut du temps », dit-elle.",
    "La S.N.C.F. est en grève.",
    "Il lit www.site.fr et www.SITE.FR tous les jours.",
    "La version 4.5.GHZ sort.",
]
ENGLISH = [
    "The council meets on Monday.| The mayor will attend.",
    "He left the U.S. in May.| She stayed.",
    "He left the U.S.| She stayed.",
    "Prof. Martin and Lt. Col. Jones met.| Nothing came of it.",
    "St. Louis won.| Mr. Hale cheered.",
    "No.| He said no.| Yes.",
    "She told me.| Then she left.",
    "Dr. Smith left at 5 p.m.| He came back.",
    'He said "Stop!" and left.| She stayed.',
    'He said: "Stop."| She stayed.',
    "See fig. 4 and vol. 2, e.g. the last page.| All is there.",
    "It grew by 3.5 percent.| 2019 was better.",
    "The bill passed on Dec. 5.| Nobody spoke.",
    "“Why?” asked the judge.| “I do not know.”",
    "Wait... what?| Yes.",
]


@pytest.mark.parametrize("row", FRENCH + ENGLISH)
def test_sentences_end_where_a_reader_ends_them(row: str) -> None:
    assert sentences(row.replace("|", "")) == [piece.strip() for piece in row.split("|")]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t"])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


# Words that the rules are about come up far more often than chance would have them.
NEWS = st.lists(
    st.sampled_from(
        [*"AÉaé5.!?…«»\"'’()- \n", "M.", "déc.", "J.-C.", "U.S.", "etc.", " Le", "TITRE", "4.500", " »", "-."]
    ),
    max_size=40,
).map("".join)


@given(st.text(max_size=200) | NEWS)
@example("-. Paul")
@example("…" * 50)
def test_spans_are_in_order_and_hold_every_character_that_is_not_white_space(text: str) -> None:
    spans = split_sentences(text)
    offsets = [offset for span in spans for offset in span]
    assert offsets == sorted(offsets)
    assert all(start < end for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("piece", ["a. ", 'a." ', "A", " ", ".", "»", "\n", '"', "M. ", "a.B", "- "])
def test_a_long_text_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "é"
    started = time.process_time()
    split_sentences(text)
    assert time.process_time() - started < 2
