"""Words around and within names in French and English: titles, particles, words that open a sentence."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

from index.text.date_words import WEEKDAYS
from index.text.dates import MONTHS
from index.text.letters import plain_letters
from index.text.number_words import NUMBER_WORDS
from index.text.terms import STOPWORDS, fold

PARTICLES = frozenset("de du des d la le les l van von der den al el bin ben ibn of the di da dos y".split())  # noqa: SIM905
TITLES = frozenset(
    """
    m mm mme mmes mlle mlles mr mrs ms miss rev sir dr pr me mgr lord lady president presidente presidents
    ministre
    ministres minister ministers premier premiere prime first vice senator senateur senatrice general colonel
    capitaine captain sergeant pape pope roi king reine queen prince princesse princess chancelier chanceliere
    chancellor secretaire secretary juge judge justice depute deputee maire mayor gouverneur governor
    professeur
    professor docteur doctor porte-parole spokesman spokeswoman spokesperson chef chief director directeur
    pdg ceo cfo chairman chairwoman executive prosecutor procureur ambassador ambassadeur congressman
    congresswoman emperor empereur emir mp mps mep meps pm gov sen rep gen lt capt sgt adm
    """.split()  # noqa: SIM905 - words read better than quoted words
)
PORTFOLIOS = frozenset(
    """
    republique interieur defense affaires justice finances economie education sante culture travail etat
    agriculture
    ecologie environnement budget logement industrie commerce transports sports jeunesse tourisme sceaux
    """.split()  # noqa: SIM905
)
"""Where a name that follows closes the one before: "président de la République François Hollande"."""
QUALIFIERS = frozenset(
    """
    foreign interior defence defense finance economy economic health education justice culture home trade
    labour labor energy transport environment agriculture industry housing budget attorney deputy vice former
    acting interim outgoing assistant district police party army air force navy fire state staff affairs chief
    best managing general minority majority opposition first prime united
    """.split()  # noqa: SIM905
)
"""Words in front of a title that are no name: "Deputy Foreign Minister", "Police Chief"."""

_OPENERS = frozenset(
    """
    abord actuellement afin aidee aide ainsi allez alors apres arrive arrivee assez attention au-dela
    aucun aucune
    aujourd auparavant aussi aussitot autant autour autrefois autrement avant beaucoup bien bientot bon
    bonjour bref
    celle celui cependant certains certaines certes cette chacun chacune chaque chez cela combien comme
    comment compte
    concernant concretement contrairement contre davantage debout dehors deja demain depuis derriere des
    desormais
    devant difficile dommage donc dorenavant durant egalement enfin ensuite entre environ est estimant
    et etait etant
    evidemment excepte face faut fin finalement fort grace globalement gros hier hormis ici idem immediatement
    impossible initialement interroge interrogee invite invitee jamais jusqu juste justement la-bas le
    lors lorsqu
    lorsque loin lui maintenant malgre meme merci mieux moins ne neanmoins ni non notamment nous nouveau
    nouvelle
    objectif officiellement on or ou oui outre par parallelement parce pareil parfois parmi passe
    pendant personne peu
    peut-etre pire plus plusieurs plutot point pourquoi pourtant pres presque present pressé prevu
    principalement
    probablement puis puisque quand quant quelque quelques quiconque quoi quoique rapidement rappelons
    rappelant
    recemment reste resultat rien saluant sans sauf selon seul seule seulement si sinon soit soudain
    soulignant
    souvent sous suite suivant sur surtout tandis tant tard tel telle tellement toujours tous tout
    toutefois toute
    tres trop tu une verdict vers via visiblement vite voici voila voir vraiment ya
    above according across actually additionally afterwards again against ago almost along alongside
    already also
    although always amid among and another anyone anything apart around as asked aside at away back
    because behind
    below beneath beside besides beyond but by clearly currently dear despite due during each earlier
    either else
    elsewhere even eventually every everyone everything except finally following for formerly
    fortunately from further
    furthermore generally given had hardly has hence here hours however if in indeed initially inside
    instead into is
    it just last late lately later least less let like likewise many maybe meanwhile might moreover most
    much must
    near nearly neither never nevertheless new next nobody none nonetheless nor not nothing now
    officially often on
    once one only onto or originally other others otherwise outside over overall perhaps please plus possibly
    previously probably quite rather recently regarding s several shall should similarly since so some
    somebody someone
    something sometimes soon still subsequently such sure surprisingly than that thanks then there
    thereafter therefore
    though through throughout thus till to together too toward towards two ultimately under
    unfortunately unlike until
    up upon usually various very via was well were what whatever when whenever whereas wherever whether
    while within
    without yes yet
    """.split()  # noqa: SIM905
)
_AMOUNTS = frozenset({"tens", "dozens", "scores", "hundreds", "thousands", "centaines", "dizaines"})
COMMON = frozenset(
    plain_letters(word)
    for word in _OPENERS.union(
        _AMOUNTS, STOPWORDS["fr"], STOPWORDS["en"], NUMBER_WORDS - {"million", "second"}, MONTHS, WEEKDAYS
    )
)
"""Words that are no names by themselves although they may open a sentence, in plain letters."""

_TRANSLITERATIONS = (
    ("sch", "s"), ("tch", "s"), ("ch", "s"), ("sh", "s"), ("ou", "u"), ("oo", "u"), ("y", "i"), ("w", "v"),
    ("ph", "f"), ("kh", "k"), ("zh", "j"), ("gue", "ge"), ("gui", "gi"), ("gh", "g"), ("dj", "j"),
    ("oe", "e"), ("ae", "e"),
)  # fmt: skip
_SHORT_FORMS = {"st": "saint", "ste": "sainte"}
# Spellings that no rule brings together.
_SPELLINGS = {
    "gaddafi": "kadhafi", "gadhafi": "kadhafi", "qaddafi": "kadhafi", "moammar": "mouammar",
    "rouhani": "rohani", "philippe": "philip", "elisabeth": "elizabeth", "abdallah": "abdullah",
    "oussama": "osama", "benyamin": "benjamin",
}  # fmt: skip
_SHORTEST_KEY, _SHORTEST_APART, _SHORTEST_TWO_APART = 4, 8, 10
_VOWELS = re.compile("[aeiouyh]")


def bare(word: str) -> str:
    """Fold a word and drop what is neither letter nor digit: "Jean-Yves" is "jeanyves", "St" "saint"."""
    plain = fold(unicodedata.normalize("NFC", word))
    kept = "".join(character for character in plain if character.isalnum())
    return _SHORT_FORMS.get(kept, kept)


def same_word(a: str, b: str) -> bool:
    """Tell whether two words of names are one in two spellings: "Poutine" and "Putin", "Kurdes" and "Kurds".

    Equal once folded and without plural; or equal as transliterations ("ou" is "u", "tch" and "ch" "sh", "y"
    "i"); or, from eight letters up, one vowel apart, two from ten. Consonants must agree: "Johnson" is not
    "Johnston".
    """
    a, b = bare(a), bare(b)
    if a == b:
        return True
    if not (a.isalpha() and b.isalpha()):
        return False
    a, b = _key(a), _key(b)
    shortest = min(len(a), len(b))
    if shortest < _SHORTEST_KEY or a[0] != b[0]:
        return False
    if a == b:
        return True
    if _VOWELS.sub("", a) != _VOWELS.sub("", b):
        return False
    return Levenshtein.distance(a, b) <= (
        2 if shortest >= _SHORTEST_TWO_APART else 1 if shortest >= _SHORTEST_APART else 0
    )


def _key(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    word = re.sub(r"^y(?=e)", "", word)
    for written, heard in _TRANSLITERATIONS:
        word = word.replace(written, heard)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"(?<=..)(?:e?s|e|x)$", "", word)
