import pytest

from qa.completeness import answers


@pytest.mark.parametrize(
    ("question", "language", "claim", "expected"),
    [
        ("Combien de navires ont coulé ?", "fr", "Trois navires ont coulé.", True),
        ("Combien de navires ont coulé ?", "fr", "Des navires ont coulé.", False),
        ("Combien de navires ont coulé en 2014 ?", "fr", "Des navires ont coulé en 2014.", False),
        ("Combien de navires ont coulé en 2014 ?", "fr", "12 navires ont coulé en 2014.", True),
        ("How many ships sank?", "en", "Several of them did.", False),
        ("How many ships sank?", "en", "Twelve did.", True),
        ("Combien de fois les deux navires ont-ils coulé ?", "fr", "Ils ont coulé à deux reprises.", True),
        ("Combien de fois les deux navires ont-ils coulé ?", "fr", "Les deux navires ont coulé.", False),
        ("Combien de temps a-t-il flotté ?", "fr", "Près d'un mois.", True),
        ("Combien de temps a-t-il flotté ?", "fr", "Il a flotté.", False),
        ("How often did the bell ring?", "en", "It rang every half hour.", True),
        ("How often did the bell ring every day?", "en", "The bell rang every day.", False),
        ("Combien de navires ont coulé en 2018 ?", "fr", "En 2018 beaucoup de navires ont coulé.", False),
        ("How many ships sank?", "en", "In 2015 several ships sank.", False),
        ("How many ships sank?", "en", "Ships sank within a day.", False),
        ("How many people who sailed drowned?", "en", "People who sailed drowned quickly.", False),
        ("How many people who sailed drowned?", "en", "Nine people drowned.", True),
        ("What was the strike called for?", "en", "Higher wages.", True),
        ("D'où part le navire ?", "fr", "Le navire part de la gare de l'Est.", True),
        ("De quoi s'agit-il ?", "fr", "Le bilan s'élève à.", False),
        ("De quoi souffre-t-il ?", "fr", "Il souffre de l'", False),
        ("When did the ship sink?", "en", "The ship sank.", False),
        ("When did the ship sink?", "en", "The ship sank on 3 May 2014.", True),
        ("When did the ship sink?", "en", "It sank on Tuesday.", True),
        ("When did the ship sink?", "en", "It sank at 0h50.", True),
        ("Quand le navire a-t-il coulé ?", "fr", "Vers 10h45.", True),
        ("À quelle heure le navire a-t-il coulé ?", "fr", "Il a coulé à 22 heures.", True),
        ("À quelle heure le navire a-t-il coulé ?", "fr", "Il a coulé.", False),
        ("Pourquoi et quand est-il parti à 10h45 ?", "fr", "Il est parti à 10h45.", False),
        ("In what year did it sink?", "en", "It sank in 1912.", True),
        ("Quel jour de mai 2014 a-t-il coulé ?", "fr", "Il a coulé en mai 2014.", False),
        ("Quel jour de mai 2014 a-t-il coulé ?", "fr", "Il a coulé le 3 mai 2014.", True),
        ("Qui commandait le navire ?", "fr", "Le navire était commandé par.", False),
        ("Qui commandait le navire ?", "fr", "Le capitaine Paul Morel.", True),
        ("Comment s'appelait le capitaine ?", "fr", "Le capitaine s'appelait.", False),
        ("Comment s'appelait le capitaine du Morbihan ?", "fr", "Le capitaine breton du Morbihan.", False),
        ("Comment s'appelait le capitaine du Morbihan ?", "fr", "Morel.", True),
        ("Quel est le nom de la candidate Morel ?", "fr", "Anne Morel ouvre la convention.", True),
        ("Quel est le nom de la candidate Morel ?", "fr", "Morel est la candidate.", False),
        ("Quel est le nom du capitaine Paul Morel ?", "fr", "Morel est le capitaine.", False),
        ("What was the name of the captain?", "en", "The captain of the ship that sank in the storm.", False),
        ("What was the name of the captain?", "en", "The captain's name was Morel.", True),
        ("What was the ship called?", "en", "The ship was very old.", False),
        ("Qui a été sauvé ?", "fr", "Les marins.", True),
        ("Who was the captain?", "en", "The captain was.", False),
        ("Who was the captain?", "en", "Paul Morel was the captain.", True),
        ("Pourquoi le navire a-t-il coulé ?", "fr", "À cause d'une tempête.", True),
        ("Pourquoi le navire a-t-il coulé ?", "fr", "Le navire a coulé.", False),
        ("Why did the ship sink?", "en", "", False),
    ],
)
def test_a_sentence_answers_if_it_adds_what_is_asked(
    question: str, language: str, claim: str, expected: bool
) -> None:
    assert answers(claim, question, language) is expected
