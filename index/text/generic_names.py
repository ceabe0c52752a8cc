"""Names of offices, courts and buildings that each language builds from its words: "Interior Ministry"."""

from __future__ import annotations

import re
from functools import lru_cache

from index.text.known_names import known_names
from index.text.name_words import PARTICLES, bare, same_word

# One row for each word; both languages, folded.
_ROWS = """
minister ministre
ministry ministere
interior interieur
foreign etrangeres
housing logement
trade commerce
high haut haute
criminal correctionnel correctionnelle
administrative administratif
prosecutor parquet procureur
economy economic economie economique
defence defense
health sante
finance finances financial financier
education
labour labor travail
culture culturel cultural
agriculture agricole agricultural
transport transports transportation
environment environnement ecologie
court cour tribunal
appeal appeals appel
university universite
ocean
stadium stade
embassy ambassade
station gare
airport aeroport
hospital hopital
bridge pont
square place
street rue
avenue
museum musee
church eglise
cathedral cathedrale
palace palais
castle chateau
island ile
lake lac
river fleuve riviere
mount mont
sea mer
gulf golfe
school ecole
institute institut
foundation fondation
federation
association
union syndicat
party parti
council conseil
committee comite
commission
agency agence
authority autorite
bank banque
observatory observatoire
secretary secretaire
state etat
national nationale
transitional transition
international internationale
regional regionale
european europeen europeenne
central centrale
general generale
human homme
rights droits
world mondial mondiale monde
heritage patrimoine
prize prix
president presidency presidence
army armee
police
prefecture
department departement
region
county comte
city ville
mayor maire
town
""".strip()
_GENERIC = {word: row for row, line in enumerate(_ROWS.splitlines()) for word in line.split()}
_SMALL = PARTICLES | frozenset(
    {"d", "l", "for", "to", "a", "au", "aux", "in", "en", "on", "sur", "and", "et"}
)
_PART = re.compile(r"[^\W_]+")
# "ministre russe de l'Intérieur" holds "Interior Minister".
_WORDS_BETWEEN = 1


def holds_generic_name(text: str, name: str) -> bool:
    """Tell whether the words of `name`, in whatever order and of either language, stand together in `text`.

    One of them at least is a word that both languages have for such bodies.
    """
    wanted = [word for word in _PART.findall(name) if bare(word) not in _SMALL]
    if not any(bare(word) in _GENERIC for word in wanted):
        return False
    return any(
        all(any(_same(word, other) for other in window) for word in wanted)
        for length in (len(wanted), len(wanted) + _WORDS_BETWEEN)
        for sentence in _sentences(text)
        for window in _windows(sentence, length)
    )


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[tuple[str, ...], ...]:
    parts = re.split(r"[.,;:!?\n()«»\"]+", text)
    return tuple(
        tuple(word for word in _PART.findall(part) if bare(word) not in _SMALL) for part in parts if part
    )


def _windows(words: tuple[str, ...], length: int) -> list[tuple[str, ...]]:
    return [words[start : start + length] for start in range(max(1, len(words) - length + 1))]


@lru_cache(maxsize=16384)
def _same(a: str, b: str) -> bool:
    row = _GENERIC.get(bare(a))
    if row is not None and row == _GENERIC.get(bare(b)):
        return True
    if same_word(a, b):
        return True
    rows = [frozenset[int]().union(*(known.rows for known in known_names(word))) for word in (a, b)]
    return bool(rows[0] & rows[1])
