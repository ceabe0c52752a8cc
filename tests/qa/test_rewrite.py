from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text.names import find_names, holds_name
from index.text.numbers import find_numbers, same_number
from qa.records import Turn
from qa.restating import LONGEST
from qa.rewrite import last_turns, since_new_topic, standalone_question, understand


def said(*exchanges: tuple[str, str]) -> list[Turn]:
    return [Turn(question=asked, standalone_question=asked, answer=answer) for asked, answer in exchanges]


BRIDGE = said(
    ("Combien le pont de Brenne a-t-il coûté en 2013 ?", "Le pont a coûté 75 millions d'euros [1].")
)
MAYOR = said(
    ("Quand Odile Marchand a-t-elle quitté la mairie ?", "Odile Marchand est partie le 23 janvier 2019 [1].")
)
BOSS = said(("Quand Paul Verdier a-t-il quitté Norvia ?", "Paul Verdier a quitté Norvia le 3 mai 2018 [1]."))
CARS = said(("Combien de voitures Norvia a-t-elle vendues en mars 2018 ?", "12 000 voitures [1][2]."))
PRISON = said(("Combien de prisonniers se sont évadés en France fin mai 2019 ?", "Six prisonniers [1]."))
MUSEUM = said(("Qui dirige le musée du Louvre ?", "Laurence Charpin dirige le musée du Louvre [1]."))
CUP = said(("Who won the Harbour Cup in 1987?", "Ruth Calder won the Harbour Cup in 1987 [1]."))
MINISTER = said(("When did Helen Archer resign?", "Helen Archer announced it on 24 May 2019 [1]."))
MOON = said(("When did President Moon take office?", "President Moon took office in May 2017 [1]."))
STRIKE = said(("Why did the dockers of Brenne go on strike?", "They wanted better pay [1]."))
CHILE = said(("Qui est le président du Chili en 2016 ?", "Michelle Bachelet le préside [1]."))
ROCKETS = said(("Combien de fusées Altaïr l'Irak a-t-il reçues ?", "L'Irak en a reçu 75 [1]."))
SHOP = said(("Qui dirige la société Altaïr ?", "Odile Marchand dirige Altaïr [1]."))
COACH = said(("Qui est l'entraîneur du club Chelsea ?", "Paul Odero [1]."))
DEMANDS = said(("Que demande Norvia ?", "Norvia demande une digue [1]."))
PEOPLE = said(("What is the population of the United States in 2010?", "309 million [1]."))
JOBLESS = said(("Quel est le taux de chômage en Espagne en 2016 ?", "Il était de 19 % [1]."))
RACE = said(("Qui a gagné la Course de Brenne 2014 ?", "Odile Marchand a gagné la Course de Brenne [1]."))
TREATY = said(("Que contient le traité de Rome ?", "Le traité de Rome crée un marché commun [1]."))
TRIAL = said(("Quand Paul Verdier a-t-il été arrêté ?", "Il a été arrêté le 3 mai 2018 [1]."))
HEAD = said(("Qui est le patron de Norvia ?", "Paul Verdier est le patron de Norvia [1]."))
PRIZE = said(("Who won the Harbour Prize in 2011?", "Ruth Calder won it with Anna Holt [1]."))
WIFE = [
    *said(("Qui est le roi de Lugny ?", "Lucien Roy est le roi de Lugny [1].")),
    Turn(
        question="Et son épouse ?",
        standalone_question="Et son épouse ? (à propos de : roi, Lugny, Lucien Roy)",
        answer="Emma Roy est son épouse [1].",
    ),
]
MAYOR_OF = said(("Qui a été élu maire de Paris en 2014 ?", "Odile Marchand a été élue [1]."))
PREDECESSOR = [
    *MAYOR_OF,
    Turn(
        question="Pourquoi ?",
        standalone_question="Pourquoi ? (à propos de : élu maire, Paris, Odile Marchand)",
        answer="On ne sait pas.",
    ),
]
SUPPORT = said(("Did Verdier support Paul Norris?", "Yes [1]."))
RATE = said(("What is the unemployment rate in France?", "8 % [1]."))
TAUX = said(("Quelle est la population de la Chine ?", "1,4 milliard [1]."))
ATTACK = said(("Combien de morts dans l'attentat de Nice ?", "86 [1]."))
KILLED = said(("Who killed Anna Holt?", "Agents killed her in Istanbul [1]."))
VOTE = said(("Who won the French presidential vote in 2017?", "Lucien Roy [1]."))
INVASION = said(("Why did the US leave?", "Nobody knows [1]."))
CRASH = said(("Combien de morts dans le crash du vol LB17 ?", "298 morts [1]."))
FLIGHT = said(("How many people died in the crash of flight LB17?", "298 [1]."))
VIEWS = said(("Que pense Paul Verdier de Calder ?", "Rien [1]."))
TWO_YEARS = said(("Combien de morts en 2016 et 2017 ?", "12 [1]."))
TUNNEL = said(("Is there a tunnel between France and England?", "Yes, there is [1]."))
LAW = [
    *said(("Est-ce que la chasse est permise en Belgique ?", "Oui [1].")),
    Turn(
        question="Et aux pays bas ?",
        standalone_question="Et aux pays bas ? (à propos de : chasse, permise, Belgique)",
        answer="Oui [1].",
    ),
]
MARCH_OF_MAY = [
    *said(("Combien de dockers ont défilé le 3 mai 2018 ?", "Trois mille [1].")),
    Turn(
        question="Et la semaine suivante ?",
        standalone_question="Et la semaine suivante ? (à propos de : dockers, défilé, 3 mai 2018)",
        answer="On ne sait pas.",
    ),
]
DEBT = [
    *said(("Quelle est la dette de la Grèce ?", "320 milliards [1].")),
    Turn(
        question="Et celle de l'Italie ?",
        standalone_question="Et celle de l'Italie ? (à propos de : dette, Grèce)",
        answer="2 000 milliards [1].",
    ),
]
MAYOR_SINCE = [
    *said(("Qui est le maire de Marseille ?", "Paul Verdier est le maire de Marseille [1].")),
    Turn(
        question="Depuis quand ?",
        standalone_question="Depuis quand ? (à propos de : maire, Marseille, Paul Verdier)",
        answer="Depuis 1995 [1].",
    ),
]
DROWNED = said(("How many sailors crossed the Tarn Sea in 2015?", "A thousand [1]."))
SEATS = said(("How many seats did the Harbour Party win in 2017?", "It won 30 seats [1]."))
MEETING = said(("Did Verdier meet Calder?", "Yes [1]."))
BREXIT = said(("What are the consequences of Brexit?", "Many [1]."))
VOTERS = said(("How many people voted in April 2017?", "Twelve thousand [1]."))
BAND = said(("When did Zora and the Lamps of Oslo disband?", "In late 1969 [1]."))


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        # A date takes the place of the earlier one.
        (BRIDGE, "Et en 2018 ?", "Combien le pont de Brenne a-t-il coûté en 2018 ?"),
        (BRIDGE, "en 2018 ?", "Combien le pont de Brenne a-t-il coûté en 2018 ?"),
        (CUP, "And in 1988?", "Who won the Harbour Cup in 1988?"),
        (CUP, "What about 1990?", "Who won the Harbour Cup in 1990?"),
        (CARS, "et en avril ?", "Combien de voitures Norvia a-t-elle vendues en avril 2018 ?"),
        (PRISON, "Et en 2018 ?", "Combien de prisonniers se sont évadés en France en 2018 ?"),
        (MUSEUM, "Et en 2015 ?", "Qui dirige le musée du Louvre en 2015 ?"),
        (MINISTER, "And in 2016?", "When did Helen Archer resign in 2016?"),
        (VOTERS, "and in may?", "How many people voted in may 2017?"),
        # What could not be put itself leaves its turn to the next of its kind.
        (LAW, "Et en France ?", "Est-ce que la chasse est permise en France ?"),
        (LAW, "et en france ?", "Est-ce que la chasse est permise en France ?"),
        (MARCH_OF_MAY, "Et le 8 mai ?", "Combien de dockers ont défilé le 8 mai 2018 ?"),
        # Where a name only says which, or several are meant, the context stands behind the question.
        (BREXIT, "For Ireland?", "For Ireland? (about: consequences, Brexit)"),
        (TUNNEL, "How long is it?", "How long is it? (about: tunnel between, France, England)"),
        (
            DEBT,
            "Pourquoi a-t-elle augmenté ?",
            "Pourquoi a-t-elle augmenté ? (à propos de : Italie, dette, Grèce)",
        ),
        (
            MAYOR_SINCE,
            "Qui était son prédécesseur ?",
            "Qui était son prédécesseur ? (à propos de : maire, Marseille, Paul Verdier, Depuis 1995)",
        ),
        (SEATS, "Who leads them?", "Who leads the Harbour Party?"),
        (DROWNED, "Who rescued them?", "Who rescued them? (about: sailors crossed, Tarn Sea, 2015)"),
        (MEETING, "What did they discuss?", "What did they discuss? (about: Verdier, meet, Calder)"),
        # So does a place, and a name of the same kind.
        (PRISON, "Et en Belgique ?", "Combien de prisonniers se sont évadés en Belgique fin mai 2019 ?"),
        (PRISON, "Et à Lyon ?", "Combien de prisonniers se sont évadés à Lyon fin mai 2019 ?"),
        (CARS, "Et Lomax ?", "Combien de voitures Lomax a-t-elle vendues en mars 2018 ?"),
        (MINISTER, "And Ruth Calder?", "When did Ruth Calder resign?"),
        (MINISTER, "What about Ruth Calder?", "When did Ruth Calder resign?"),
        # A pronoun gives way to the name it stands for.
        (MAYOR, "Qui l'a remplacée ?", "Qui a remplacée Odile Marchand ?"),
        (BOSS, "Qui l'a remplacé ?", "Qui a remplacé Paul Verdier ?"),
        (BOSS, "Où est-il né ?", "Où Paul Verdier est-il né ?"),
        (BOSS, "A-t-il démissionné ?", "Paul Verdier a-t-il démissionné ?"),
        (BOSS, "Quel âge avait-il ?", "Quel âge Paul Verdier avait-il ?"),
        (BOSS, "Il a fui où ?", "Paul Verdier a fui où ?"),
        (BOSS, "Que fait son épouse ?", "Que fait l'épouse de Paul Verdier ?"),
        (BOSS, "Et ses avocats, que disent-ils ?", "Et les avocats de Paul Verdier, que disent-ils ?"),
        (BOSS, "Combien gagnait-il en 2017 ?", "Combien Paul Verdier gagnait-il en 2017 ?"),
        (BOSS, "who replaced him?", "who replaced Paul Verdier?"),
        (MUSEUM, "Où est-elle née ?", "Où Laurence Charpin est-elle née ?"),
        (CARS, "Quel était son bénéfice ?", "Quel était le bénéfice de Norvia ?"),
        (CARS, "Quelles sont ses usines ?", "Quelles sont les usines de Norvia ?"),
        (CARS, "Who runs it?", "Who runs Norvia?"),
        (MINISTER, "Who replaced her?", "Who replaced Helen Archer?"),
        (MINISTER, "What did she say?", "What did Helen Archer say?"),
        (MOON, "When was he born?", "When was Moon born?"),
        (MINISTER, "What is her husband's name?", "What is Helen Archer's husband's name?"),
        (CUP, "Where is it played?", "Where is the Harbour Cup played?"),
        (BAND, "What music did they play?", "What music did Zora and the Lamps of Oslo play?"),
        # Where nothing can be put in its place, the context stands behind the question.
        (BRIDGE, "Pourquoi ?", "Pourquoi ? (à propos de : pont, Brenne, coûté, 2013)"),
        (BRIDGE, "why?", "why? (about: pont, Brenne, coûté, 2013)"),
        (BRIDGE, "Et quand ?", "Et quand ? (à propos de : pont, Brenne, coûté, 2013)"),
        (MINISTER, "Why?", "Why? (about: Helen Archer, resign, 24 May 2019)"),
        (MINISTER, "What happened then?", "What happened then? (about: Helen Archer, resign, 24 May 2019)"),
        (MINISTER, "Et pourquoi ?", "Et pourquoi ? (à propos de : Helen Archer, resign, 24 May 2019)"),
        (CUP, "Which one?", "Which one? (about: won, Harbour Cup, 1987, Ruth Calder)"),
        (CUP, "And the women's?", "And the women's? (about: won, Harbour Cup, 1987, Ruth Calder)"),
        (CUP, "the runner-up?", "the runner-up? (about: won, Harbour Cup, 1987, Ruth Calder)"),
        (STRIKE, "When did the strike end?", "When did the strike end? (about: dockers, Brenne, go)"),
        (
            PRISON,
            "Le dernier, d'où venait-il ?",
            "Le dernier, d'où venait-il ? (à propos de : prisonniers, évadés, France, fin mai 2019)",
        ),
        (
            PRISON,
            "Y a-t-il des blessés ?",
            "Y a-t-il des blessés ? (à propos de : prisonniers, évadés, France, fin mai 2019)",
        ),
        (
            BOSS,
            "Qu'en pense Lucien Roy ?",
            "Qu'en pense Lucien Roy ? (à propos de : Paul Verdier, quitté, Norvia, 3 mai 2018)",
        ),
        (
            MINISTER,
            "Did Ruth Calder comment on that?",
            "Did Ruth Calder comment on that? (about: Helen Archer, resign, 24 May 2019)",
        ),
        # A date of the follow-up's own keeps the earlier ones away.
        (
            CARS,
            "Et les camions en 2017 ?",
            "Et les camions en 2017 ? (à propos de : voitures, Norvia, vendues)",
        ),
        # Two may be meant: the reader sees both.
        (CUP, "How old was she?", "How old was Ruth Calder?"),
        (
            said(("Who beat Ruth Calder in 1987?", "Anna Holt beat her [1].")),
            "How old was she?",
            "How old was she? (about: beat, Ruth Calder, 1987, Anna Holt)",
        ),
        # The answer's name comes before those that only stand in the context of the last question.
        (WIFE, "Quel âge a-t-elle ?", "Quel âge Emma Roy a-t-elle ?"),
        # An object is not the subject of its own clause.
        (MINISTER, "What did Calder say about her?", "What did Calder say about Helen Archer?"),
        (MINISTER, "Did Ruth Calder meet her?", "Did Ruth Calder meet Helen Archer?"),
        (
            MINISTER,
            "Did Ruth Calder thank the man who hurt her?",
            "Did Ruth Calder thank the man who hurt her?",
        ),
        # A pronoun refers back from another language, too.
        (MINISTER, "Quand a-t-elle rencontré Verdier ?", "Quand Helen Archer a-t-elle rencontré Verdier ?"),
        # A year is counted from the last.
        (RACE, "Et l'année précédente ?", "Qui a gagné la Course de Brenne en 2013 ?"),
        (RACE, "Et deux ans plus tard ?", "Qui a gagné la Course de Brenne en 2016 ?"),
        (CUP, "And the year before?", "Who won the Harbour Cup in 1986?"),
        (
            RACE,
            "Qui a gagné la course de l'année précédente ?",
            "Qui a gagné la course de 2013 ? (à propos de : Course de Brenne, Odile Marchand)",
        ),
        (CUP, "a year later?", "Who won the Harbour Cup in 1988?"),
        (CUP, "And 10 years later?", "Who won the Harbour Cup in 1997?"),
        (
            CUP,
            "What happened a year after the war?",
            "What happened a year after the war? (about: won, Harbour Cup, 1987, Ruth Calder)",
        ),
        # A country brings its preposition along.
        (CHILE, "Et la France ?", "Qui est le président de la France en 2016 ?"),
        (CHILE, "Et Cuba ?", "Qui est le président de Cuba en 2016 ?"),
        (JOBLESS, "Et l'Italie ?", "Quel est le taux de chômage en Italie en 2016 ?"),
        (JOBLESS, "Et le Portugal ?", "Quel est le taux de chômage au Portugal en 2016 ?"),
        # "Les fusées Altaïr" are no rockets of the stock exchange; a verb is no noun.
        (ROCKETS, "Et la Bourse ?", "Et la Bourse ? (à propos de : fusées, Altaïr, Irak, reçues)"),
        (SHOP, "Et la Galerie Nord ?", "Qui dirige la société la Galerie Nord ?"),
        (COACH, "Et du PSG ?", "Qui est l'entraîneur du club du PSG ?"),
        (ROCKETS, "Et Vega ?", "Combien de fusées Vega l'Irak a-t-il reçues ?"),
        (DEMANDS, "Et la CGT ?", "Que demande la CGT ?"),
        (PEOPLE, "And the United Kingdom?", "What is the population of the United Kingdom in 2010?"),
        (PEOPLE, "And China?", "What is the population of China in 2010?"),
        # A reaction is one to what was told.
        (
            TRIAL,
            "Comment a réagi Norvia ?",
            "Comment a réagi Norvia ? (à propos de : Paul Verdier, arrêté, 3 mai 2018)",
        ),
        (
            MINISTER,
            "How did Portugal respond?",
            "How did Portugal respond? (about: Helen Archer, resign, 24 May 2019)",
        ),
        (
            STRIKE,
            "How many were hurt in Lugny?",
            "How many were hurt in Lugny? (about: dockers, Brenne, go, strike)",
        ),
        # Thanks and trailing words say nothing, and "the same question for" is "what about".
        (JOBLESS, "Merci ! Et en 2014 ?", "Quel est le taux de chômage en Espagne en 2014 ?"),
        (JOBLESS, "D'accord, et en 2014 ?", "Quel est le taux de chômage en Espagne en 2014 ?"),
        (JOBLESS, "Et en 2014 alors ?", "Quel est le taux de chômage en Espagne en 2014 ?"),
        (JOBLESS, "Même question pour l'Italie ?", "Quel est le taux de chômage en Italie en 2016 ?"),
        (JOBLESS, "Qu'en est-il du Portugal ?", "Quel est le taux de chômage au Portugal en 2016 ?"),
        (JOBLESS, "Qu'en est-il en Italie ?", "Quel est le taux de chômage en Italie en 2016 ?"),
        (JOBLESS, "L'Italie ?", "Quel est le taux de chômage en Italie en 2016 ?"),
        (CUP, "Thanks. What about 1990, then?", "Who won the Harbour Cup in 1990?"),
        # A new place takes that of the only other one.
        (MAYOR_OF, "Et à Lyon ?", "Qui a été élu maire à Lyon en 2014 ?"),
        (PREDECESSOR, "Et à Lyon ?", "Pourquoi à Lyon ? (à propos de : élu maire, Odile Marchand)"),
        # "Rome" is no treaty, and a prize no persons.
        (TREATY, "Qui l'a signé ?", "Qui l'a signé ? (à propos de : contient, traité, Rome)"),
        (
            PRIZE,
            "Where are they from?",
            "Where are they from? (about: won, Harbour Prize, 2011, Ruth Calder, Anna Holt)",
        ),
        # Who has a role is meant before what it is of.
        (HEAD, "Combien gagne-t-il ?", "Combien Paul Verdier gagne-t-il ?"),
        (TRIAL, "Est-ce qu'il a été condamné ?", "Est-ce que Paul Verdier a été condamné ?"),
        # A surname alone that comes first may be who is meant.
        (SUPPORT, "Why did he do it?", "Why did he do it? (about: Verdier, support, Paul Norris)"),
        (BOSS, "Where was he born?", "Where was Paul Verdier born?"),
        # A name that says but where or which is not what a pronoun means.
        (RATE, "Why is it so high?", "Why is it so high? (about: unemployment rate, France)"),
        (TAUX, "Pourquoi baisse-t-elle ?", "Pourquoi baisse-t-elle ? (à propos de : population, Chine)"),
        (ATTACK, "Qui l'a revendiqué ?", "Qui l'a revendiqué ? (à propos de : morts, attentat, Nice)"),
        (KILLED, "Who ordered it?", "Who ordered it? (about: killed, Anna Holt, Istanbul)"),
        (
            VOTE,
            "Was it the first time?",
            "Was it the first time? (about: won, French, presidential vote, 2017, Lucien Roy)",
        ),
        (RATE, "What year was it lowest?", "What year was it lowest? (about: unemployment rate, France)"),
        (CUP, "What year was it founded?", "What year was the Harbour Cup founded?"),
        (CUP, "How far is it from Lugny?", "How far is the Harbour Cup from Lugny?"),
        (CUP, "Is it easy to win in Chile?", "Is the Harbour Cup easy to win in Chile?"),
        (TAUX, "Quelle est sa capitale ?", "Quelle est la capitale de la Chine ?"),
        (INVASION, "When did it withdraw?", "When did the US withdraw?"),
        # Peoples tell what to count, and not in what.
        (
            CRASH,
            "Combien de Français étaient à bord ?",
            "Combien de Français étaient à bord ? (à propos de : morts, crash, vol, LB17)",
        ),
        (
            FLIGHT,
            "Were any Russians convicted?",
            "Were any Russians convicted? (about: people died, crash, flight, LB17)",
        ),
        # An object before its verb refers back whoever the subject is.
        (
            TRIAL,
            "Pourquoi Calder le défend-il ?",
            "Pourquoi Calder le défend-il ? (à propos de : Paul Verdier, arrêté, 3 mai 2018)",
        ),
        (
            TRIAL,
            "Pourquoi Calder en parle-t-il ?",
            "Pourquoi Calder en parle-t-il ? (à propos de : Paul Verdier, arrêté, 3 mai 2018)",
        ),
        # "Paul Verdier de Calder" are two behind "Que pense".
        (VIEWS, "Quel âge a-t-il ?", "Quel âge Paul Verdier a-t-il ?"),
        (
            said(("Qu'en pense Dominique de Verdier ?", "Rien [1].")),
            "Quel âge a-t-il ?",
            "Quel âge Dominique de Verdier a-t-il ?",
        ),
        # A list of dates gives way as a whole.
        (TWO_YEARS, "Et en 2018 ?", "Combien de morts en 2018 ?"),
        # A change of topic is announced, and left out.
        (BOSS, "Rien à voir : qui dirige la Sorel ?", "Qui dirige la Sorel ?"),
        (CUP, "Now something else: who wrote Emma?", "Who wrote Emma?"),
    ],
)
def test_a_follow_up_is_understood_from_the_turn_before(
    history: list[Turn], question: str, expected: str
) -> None:
    assert standalone_question(question, history) == expected


@pytest.mark.parametrize(
    ("history", "question"),
    [
        (BRIDGE, "Qui a remporté le tournoi de Lugny en 1987 ?"),
        (BRIDGE, "Et qui a remporté le tournoi de Lugny en 1987 ?"),
        (BRIDGE, "Où Lucien Roy était-il en 1944 ?"),
        (BRIDGE, "Quand Lucien Roy a-t-il présenté son plan ?"),
        (BRIDGE, "Il y a combien de députés au Portugal ?"),
        (BRIDGE, "Y a-t-il des ours en Slovénie ?"),
        (BRIDGE, "Combien de personnes ont perdu leur emploi chez Lomax en 2009 ?"),
        (BRIDGE, "Who won the Harbour Cup in 1987?"),
        (CUP, "Quand Lucien Roy a-t-il été élu ?"),
        (CUP, "Qui dirige le musée du Louvre ?"),
        (CUP, "Who is the president of Chile?"),
        (CUP, "Is it true that Portugal bans plastic bags?"),
        (CUP, "How many people lost their homes in the Nepal earthquake?"),
        (CUP, "What did Helen Archer say about her book?"),
        (MINISTER, "Why did the IT company Lomax close?"),
        (MINISTER, "What did Ruth Calder say about the price of bread?"),
        (RACE, "Combien de morts au Chili en 2010 ?"),
        (CUP, "Is it safe to travel to Egypt?"),
        (CUP, "How much does it cost to visit the Louvre?"),
        (CUP, "Did it rain in France in 2016?"),
        (RACE, "Pleut-il à Dubaï ?"),
        (RACE, "Combien coûte-t-il de vivre à Dubaï ?"),
        (RACE, "qui est le président du chili ?"),
        (RATE, "Anna Holt?"),
        (CUP, "what is the capital of norway?"),
        (CUP, "How hot was it in France in 2003?"),
        (CUP, "Is it illegal to smoke cannabis in Chile?"),
        (CUP, "What time is it in Tokyo?"),
        (RACE, "Est-il dangereux de voyager en Égypte ?"),
        (RACE, "Quelle heure est-il à Tokyo ?"),
        (RACE, "Fait-il chaud à Dubaï ?"),
        (FLIGHT, "Who is the French president?"),
        (FLIGHT, "How many Americans own guns?"),
        (CRASH, "Combien de Français fument ?"),
        (CUP, "Who won the Harbour Cup in 1987?"),
    ],
)
def test_a_question_of_its_own_stays_as_it_is(history: list[Turn], question: str) -> None:
    understood = understand(question, history)
    assert (understood.question, understood.is_follow_up, understood.is_sure) == (question, False, True)


@pytest.mark.parametrize(
    ("question", "is_sure"),
    [
        ("Où est-il né ?", True),
        ("Et en 2017 ?", True),
        ("Et l'année suivante ?", False),
        ("Comment a réagi Lomax ?", False),
        ("Pourquoi ?", False),
    ],
)
def test_a_follow_up_says_whether_it_is_surely_understood(question: str, is_sure: bool) -> None:
    understood = understand(question, BOSS)
    assert (understood.is_follow_up, understood.is_sure) == (True, is_sure)


def cited(turn: Turn, *articles: str) -> Turn:
    return turn.model_copy(update={"articles": articles})


FOLLOWED_UP = Turn(
    question="Pourquoi ?",
    standalone_question="Pourquoi ? (à propos de : Paul Verdier, Norvia)",
    answer="Pour raisons de santé [1].",
    articles=("reason", "departure"),
)
ABOUT_BRIDGE = cited(BRIDGE[0], "bridge")
ABOUT_VERDIER = [ABOUT_BRIDGE, cited(BOSS[0], "departure"), FOLLOWED_UP]


@pytest.mark.parametrize(
    ("history", "question", "articles"),
    [
        (ABOUT_VERDIER, "Et après ?", ("reason", "departure")),
        (ABOUT_VERDIER[:2], "Où est-il né ?", ("departure",)),
        ([*ABOUT_VERDIER, MUSEUM[0]], "Depuis quand ?", ()),
        ([ABOUT_BRIDGE], "Combien d'ouvriers ?", ("bridge",)),
        ([ABOUT_BRIDGE], "Et le pont de Lugny ?", ()),
        ([ABOUT_BRIDGE], "Et à Lugny ?", ()),
        ([ABOUT_BRIDGE], "Et en 2017 ?", ()),
        ([ABOUT_BRIDGE], "Qui a été élu l'année suivante ?", ("bridge",)),
        ([ABOUT_BRIDGE], "Qui a été élu au Chili l'année suivante ?", ()),
        (ABOUT_VERDIER, "Combien le pont de Brenne a-t-il coûté ?", ()),
        (ABOUT_VERDIER, "Rien à voir : pourquoi ?", ()),
        ([], "Pourquoi ?", ()),
    ],
)
def test_a_follow_up_tells_the_articles_that_answered_what_it_leans_on(
    history: list[Turn], question: str, articles: tuple[str, ...]
) -> None:
    assert understand(question, history).articles == articles


def test_the_articles_remain_where_the_rewriter_finds_other_words() -> None:
    class Rewriting:
        def rewrite(self, question: str, history: Sequence[Turn]) -> str | None:
            return "Pourquoi Paul Verdier a-t-il quitté Norvia ?"

    understood = understand("Pourquoi ?", ABOUT_VERDIER[:2], Rewriting())
    assert understood.question == "Pourquoi Paul Verdier a-t-il quitté Norvia ?"
    assert understood.articles == ("departure",)


def test_another_language_keeps_the_names_and_drops_the_words() -> None:
    asked = understand("Where was it built exactly?", BRIDGE)
    assert asked.question == "Where was it built exactly? (about: Brenne, 2013)"
    assert standalone_question("What happened after that?", BRIDGE) == (
        "What happened after that? (about: Brenne, 2013)"
    )


def test_a_conversation_keeps_its_subject_over_many_turns() -> None:
    turns = BOSS
    for question in ["Où est-il né ?", "Pourquoi ?", "Et quand ?", "Et en 2017 ?"]:
        asked = standalone_question(question, turns)
        turns = [*turns, Turn(question=question, standalone_question=asked, answer="On ne sait pas.")]
    assert [turn.standalone_question for turn in turns[1:]] == [
        "Où Paul Verdier est-il né ?",
        "Pourquoi ? (à propos de : Paul Verdier, Norvia)",
        "Et quand ? (à propos de : Paul Verdier, Norvia)",
        "Et quand en 2017 ? (à propos de : Paul Verdier, Norvia)",
    ]


PIECES = st.lists(
    st.sampled_from(
        [
            *("et", "en", "2018", "il", "elle", "son", "sa", "l'a", "qui", "who", "why", "what", "he", "her"),
            *(
                "it",
                "they",
                "that",
                "Paris",
                "Helen Archer",
                "Norvia",
                "?",
                ",",
                ".",
                "75",
                "-t-il",
                "à",
                "le",
            ),
            *("the", "IT", "quand", "(about: )", "« ", "[1]", "Rien à voir :", "m'en", "what about"),
        ]
    ),
    max_size=14,
).map(" ".join)
TEXTS = PIECES | st.text(max_size=60)
HISTORIES = st.lists(
    st.builds(Turn, question=TEXTS, standalone_question=TEXTS, answer=TEXTS), max_size=4
) | st.sampled_from([BRIDGE, BOSS, CUP, PRISON, CARS])


@settings(deadline=None)
@given(TEXTS, HISTORIES)
def test_a_question_is_never_longer_than_the_limit(question: str, history: list[Turn]) -> None:
    assert len(standalone_question(question, history)) <= max(LONGEST, len(question))


@settings(deadline=None)
@given(TEXTS)
def test_without_history_a_question_stays_as_it_is(question: str) -> None:
    assert standalone_question(question, []) == question


@settings(deadline=None)
@given(PIECES, HISTORIES)
def test_a_follow_up_keeps_its_names_and_numbers(question: str, history: list[Turn]) -> None:
    asked = standalone_question(question, history)
    names = [name.text for name in find_names(question) if not name.is_weak]
    assert [name for name in names if not holds_name(asked, name) and name not in asked] == []
    kept = find_numbers(asked)
    lost = [n for n in find_numbers(question) if not any(same_number(n, other) for other in kept)]
    assert lost == []


@pytest.mark.parametrize("length", [390, 400, 2000])
def test_a_long_question_is_left_alone(length: int) -> None:
    question = ("Pourquoi a-t-il dit cela " + "encore et encore " * 200)[: length - 2] + " ?"
    assert standalone_question(question, BOSS) in {
        question,
        question.replace("Pourquoi a-t-il", "Pourquoi Paul Verdier a-t-il"),
    }


@pytest.mark.parametrize(
    ("questions", "kept"),
    [
        (["Qui dirige Norvia ?", "Où est-il né ?"], 2),
        (["Qui dirige Norvia ?", "Rien à voir : qui dirige la Sorel ?"], 1),
        (["Qui dirige Norvia ?", "Rien à voir : qui dirige la Sorel ?", "Et quand ?"], 2),
        (["Qui dirige Norvia ?", "Who won the Harbour Cup in 1987?", "And in 1988?"], 2),
        (["Qui dirige Norvia ?", "Qui dirige la Sorel ?"], 2),
        (["Qui dirige Norvia ?", "Who is that?"], 2),
        ([], 0),
    ],
)
def test_a_change_of_topic_or_language_drops_the_turns_before_it(questions: list[str], kept: int) -> None:
    turns: list[Turn] = []
    for question in questions:
        asked = standalone_question(question, turns)
        turns.append(Turn(question=question, standalone_question=asked, answer="On ne sait pas."))
    assert list(since_new_topic(turns)) == turns[len(turns) - kept :]


@pytest.mark.parametrize(("count", "kept"), [(0, []), (1, ["b"]), (2, ["a", "b"]), (9, ["a", "b"])])
def test_the_last_turns_are_kept_so_many_at_most(count: int, kept: list[str]) -> None:
    assert [turn.question for turn in last_turns(said(("a", "…"), ("b", "…")), count)] == kept


def test_nobody_named_before_a_change_of_topic_is_meant_after_it() -> None:
    history = [*BOSS, *said(("Autre sujet : que font les dockers ?", "Ils attendent."))]
    assert "Verdier" not in standalone_question("Où est-il né ?", history)
    assert "Verdier" not in standalone_question("Pourquoi ?", history)
