"""What kind of words a question asks for, and whether a text holds any: figures, dates, names.

A sentence that tells "how long" often lacks the subject ("It is 140 metres long"), so its words and its
meaning are far from the question's; that it holds a figure at all is what gives it away.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from index.text.date_mentions import find_dates
from index.text.names import find_names
from index.text.numbers import find_numbers
from index.text.terms import fold

Kind = Literal["number", "date", "name"]
# With a day to count from, "jeudi" and "yesterday" are dates; which day does not matter.
ANY_DAY = date(2015, 6, 15)

_ASKED: dict[Kind, re.Pattern[str]] = {
    "number": re.compile(
        r"\bhow (?:many|much|long|far|old|often|high|big|large|fast|deep|tall)\b|\bcombien\b"
        r"|\bquel(?:le)?s? (?:est |etait |sera |fut )?(?:le |la |l')?"
        r"(?:nombre|montant|prix|cout|tarif|pourcentage|proportion|part|age|somme|taux|score|vitesse|taille"
        r"|longueur|hauteur|duree|superficie|budget|bilan|valeur|distance|peine)\b"
        r"|\bwhat (?:is |was |were )?(?:the )?(?:death |final |total )?(?:share|percentage"
        r"|proportion|price|cost|number|sum|amount|score|speed|age|rate|length|height|size|toll|budget"
        r"|value|distance|sentence)\b"
        r"|\b(?:cost|coute|coutait|coutent|vaut)\b"
    ),
    "date": re.compile(
        r"\bwhen\b(?! (?:do|should|can|must|may) (?:you|we|i|one|people|they)\b)"
        r"|\bquand\b(?! (?:faut-il|faut il|doit-on|peut-on|est-ce qu(?:e l)?'on (?:doit|peut))\b)"
        r"|\bquel(?:le)?s? (?:est |etait )?(?:le |la )?"
        r"(?:date|annee|heure|mois|jour|siecle|moment|epoque|periode)\b"
        r"|\b(?:what|which) (?:is the |was the |exact )?(?:date|year|day|month|time|century)\b"
    ),
    "name": re.compile(
        r"\bwho\b|\bwhom\b|\bwhose\b|\bqui\b|\bwhere\b|^ou\b|\bd'ou\b"
        r"|\bs'appel|\bse nomm|\bnames?\b|\bnoms?\b"
        r"|\b(?:dans )?quel(?:le)?s? (?:est |etait )?(?:le |la )?(?:pays|ville|commune|region|departement"
        r"|lieu|entreprise|societe|parti|club|ministre|president|homme|femme|personne)\b"
        r"|\b(?:what|which) (?:country|city|town|region|place|company|party|club|person|man|woman"
        r"|minister)\b"
    ),
}
# "What did they do when it ended?" asks for no time; "who won and when?" does, and so does "il part quand ?".
_MEANWHILE = re.compile(
    r"((?:\b(?:what|which|who|whom|whose|why|how|where|qui|quoi|quel(?:le)?s?|pourquoi|comment|combien)\b"
    r"|(?<!est-ce )\bqu(?:e\b|')|^ou\b)[^.?!;]*?(?<!\band)(?<!\bet)(?<!\bor)(?<!\bou)(?<!,)(?<!\bsince)"
    r"(?<!\buntil)(?<!\bdepuis)(?<!\bjusqu'a)(?<!\babout)(?<!\bknow)(?<!\bknows)(?<!\bsait)(?<!\bsais)"
    r"(?<!\bsavez) )(?:when|quand)\b(?!\W*$)"
)


def kinds_asked(question: str) -> frozenset[Kind]:
    """Return the kinds of words that a question in French or English asks for; often none is sure."""
    plain = _MEANWHILE.sub(r"\1", fold(question).replace("’", "'"))
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(plain))


def share_held(text: str, kinds: frozenset[Kind]) -> float:
    """Return the share of `kinds` that the text holds, 0 to 1; 0.5 where no kind is asked for."""
    if not kinds:
        return 0.5
    return sum(_holds(text, kind) for kind in kinds) / len(kinds)


def _holds(text: str, kind: Kind) -> bool:
    if kind == "number":
        return any(not number.is_weak for number in find_numbers(text))
    if kind == "date":
        return bool(find_dates(text, ANY_DAY))
    return any(not name.is_weak for name in find_names(text))
