"""Examples that the chat model reads before each question: what an answer is, and what none is.

They are the same for all questions of a language and stand in front of everything else, so they are read
once and cost nothing after. The excerpts are French, as most of an archive; question and answer are in the
language of the reader, for a small model drifts into another one that it has just written. They hold what it
gets wrong: figures side by side of which one is asked for, days and weekdays, and an excerpt near the
question that does not answer it.
"""

from __future__ import annotations

from typing import NamedTuple

NOT_FOUND = "NOT FOUND"


class Exchange(NamedTuple):
    """A question and the answer wanted."""

    question: str
    answer: str


class Example(NamedTuple):
    """Excerpts as the prompt writes them, and an exchange about them by language."""

    excerpts: str
    exchanges: dict[str, Exchange]


EXAMPLES = (
    Example(
        """Article: Un incendie ravage une scierie près d'Épinal
[1] Le feu s'est déclaré vers 4 heures dans un hangar de 800 m2.
[2] Quelque 65 pompiers et 12 camions ont été envoyés sur place mardi 3 mars 2015.
Article: Vosges : la scierie détruite employait 40 personnes
[3] L'entreprise, fondée en 1952, employait 40 salariés.""",
        {
            "fr": Exchange(
                "Combien de pompiers ont lutté contre l'incendie de la scierie ?",
                "65 pompiers ont été envoyés sur place. [2]",
            ),
            "en": Exchange(
                "How many firefighters fought the fire at the sawmill?",
                "65 firefighters were sent to the sawmill. [2]",
            ),
        },
    ),
    Example(
        """Article: La maire de Lormont quitte ses fonctions
[1] Claire Vasseur dirigeait la commune depuis 2008.
[2] Son adjoint aux finances, Hugo Perrin, a été élu lundi 14 novembre 2011 pour lui succéder.
[3] "Je pars l'esprit tranquille", a-t-elle déclaré à la presse.""",
        {
            "fr": Exchange(
                "Qui a remplacé Claire Vasseur à la mairie de Lormont ?",
                "Hugo Perrin a remplacé Claire Vasseur à la mairie de Lormont. [2]",
            ),
            "en": Exchange(
                "Who replaced Claire Vasseur as mayor of Lormont?",
                "Hugo Perrin replaced Claire Vasseur as mayor of Lormont. [2]",
            ),
        },
    ),
    Example(
        """Article: Le pont de la Loue rouvre à la circulation
[1] Le pont, fermé depuis l'été, a rouvert vendredi 9 octobre 2009.
[2] Les travaux ont été confiés à une entreprise de Dole.""",
        {
            "fr": Exchange("Combien ont coûté les travaux du pont de la Loue ?", NOT_FOUND),
            "en": Exchange("How much did the works on the Loue bridge cost?", NOT_FOUND),
        },
    ),
    Example(
        """Article: Tempête : trois départements en alerte
[1] Les vents ont atteint 142 km/h à la pointe du Raz.
[2] La préfecture a fermé les écoles jeudi 6 février 2014 en raison du risque d'inondation.
[3] Au total, 23.000 foyers étaient privés d'électricité, contre 30.000 la veille.""",
        {
            "fr": Exchange(
                "Pourquoi les écoles ont-elles été fermées pendant la tempête ?",
                "Les écoles ont été fermées en raison du risque d'inondation. [2]",
            ),
            "en": Exchange(
                "Why were the schools closed during the storm?",
                "The schools were closed because of the risk of flooding. [2]",
            ),
        },
    ),
)
