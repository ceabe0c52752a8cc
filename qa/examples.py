"""Examples that the chat model reads before each question: what an answer is, and what none is.

They never change and stand in front of everything that does, so they are read once and cost nothing after.
They hold what a small model gets wrong: figures side by side of which one is asked for, days and weekdays, an
English answer from French excerpts, and an excerpt near the question that does not answer it.
"""

from __future__ import annotations

from typing import NamedTuple

NOT_FOUND = "NOT FOUND"


class Example(NamedTuple):
    """Excerpts as the prompt writes them, a question and its language, and the answer wanted."""

    excerpts: str
    question: str
    language: str
    answer: str


EXAMPLES = (
    Example(
        """Article: Un incendie ravage une scierie près d'Épinal
[1] Le feu s'est déclaré vers 4 heures dans un hangar de 800 m2.
[2] Quelque 65 pompiers et 12 camions ont été envoyés sur place mardi 3 mars 2015.
Article: Vosges : la scierie détruite employait 40 personnes
[3] L'entreprise, fondée en 1952, employait 40 salariés.""",
        "Combien de pompiers ont lutté contre l'incendie de la scierie ?",
        "fr",
        "65 pompiers ont été envoyés sur place. [2]",
    ),
    Example(
        """Article: La maire de Lormont quitte ses fonctions
[1] Claire Vasseur dirigeait la commune depuis 2008.
[2] Son adjoint aux finances, Hugo Perrin, a été élu lundi 14 novembre 2011 pour lui succéder.
[3] "Je pars l'esprit tranquille", a-t-elle déclaré à la presse.""",
        "Who replaced Claire Vasseur as mayor of Lormont?",
        "en",
        "Hugo Perrin replaced Claire Vasseur as mayor of Lormont. [2]",
    ),
    Example(
        """Article: Le pont de la Loue rouvre à la circulation
[1] Le pont, fermé depuis l'été, a rouvert vendredi 9 octobre 2009.
[2] Les travaux ont été confiés à une entreprise de Dole.""",
        "Combien ont coûté les travaux du pont de la Loue ?",
        "fr",
        NOT_FOUND,
    ),
    Example(
        """Article: Tempête : trois départements en alerte
[1] Les vents ont atteint 142 km/h à la pointe du Raz.
[2] La préfecture a fermé les écoles jeudi 6 février 2014 en raison du risque d'inondation.
[3] Au total, 23.000 foyers étaient privés d'électricité, contre 30.000 la veille.""",
        "Why were the schools closed during the storm?",
        "en",
        "The schools were closed because of the risk of flooding. [2]",
    ),
)
