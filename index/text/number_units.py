"""Units that stand behind a number (or before it: "$5"), in French and English."""

from __future__ import annotations

import re

_CURRENCY_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}

# Each pattern is read behind a number, on plain lower-case letters (see `plain_letters`).
_NAMES = {
    "percent": r"pour ?cents?|per ?cent",
    "euro": r"euros?|eur",
    "dollar": r"(?:us)?dollars?|usd",
    "pound": r"pounds?|livres? sterling|gbp",
    "yen": r"yens?",
    "franc": r"francs?",
    "rouble": r"roubles?|rubles?",
    "yuan": r"yuans?",
    "degree": r"degres?|degrees?",
    "kilometre": r"kilometres?|kilometers?|km",
    "metre": r"metres?|meters?|m",
    "kilogram": r"kilogram(?:me)?s?|kilos?|kg",
    "tonne": r"tonnes?|tons?",
    "hectare": r"hectares?|ha",
    "year": r"ans?|annees?|years?",
    "month": r"mois|months?",
    "week": r"semaines?|weeks?",
    "day": r"jours?|journees?|days?",
    "hour": r"heures?|hours?",
    "minute": r"minutes?|mn|min",
}
_UNIT = re.compile(
    r"(?:\s?(?P<percent_sign>%)"
    r"|\s?(?:us|c|a)?(?P<sign>[$€£¥])"
    r"|\s?(?P<degree_sign>°)\s?[cf]?\b"
    r"|[\s-]?(?:d'|de )?(?:"
    + "|".join(f"(?P<{unit}>{names})" for unit, names in _NAMES.items())
    + r")(?![^\W_]))"
)


def currency_of(sign: str) -> str:
    """Return the currency of a sign as it stands before a number: "$ ", "us$", "€"."""
    return _CURRENCY_SIGNS[sign.strip()[-1]]


def read_unit(plain: str, start: int) -> tuple[str, int] | None:
    """Return the unit that stands at `start`, right behind a number, and where it ends; None if none does.

    Args:
        plain: Text as `plain_letters` gives it.
        start: The offset at which the number ended.
    """
    match = _UNIT.match(plain, start)
    if match is None:
        return None
    if match["sign"]:
        return _CURRENCY_SIGNS[match["sign"]], match.end()
    kind = str(match.lastgroup)
    return kind.removesuffix("_sign"), match.end()
