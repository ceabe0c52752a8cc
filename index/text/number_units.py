"""Units that stand behind a number (or before it: "$5"), in French and English."""

from __future__ import annotations

import re

from index.text.number_words import NUMBER_WORDS
from index.text.terms import STOPWORDS

_CURRENCY_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_CURRENCY_CODES = {"eur": "euro", "usd": "dollar", "cad": "dollar", "gbp": "pound"}

# Each pattern is read behind a number, on plain lower-case letters (see `plain_letters`).
_NAMES = {
    "percent": r"pour ?cents?|per ?cent",
    "euro": r"euros?|eur",
    "dollar": r"(?:us|u\.s\. |us |american )?dollars?|usd",
    "pound": r"pounds?|livres? sterling|gbp",
    "yen": r"yens?",
    "franc": r"francs?",
    "rouble": r"roubles?|rubles?",
    "yuan": r"yuans?",
    "degree": r"(?:degres?|degrees?)(?: celsius)?",
    "kilometre": r"kilometres?|kilometers?|km|kph",
    "metre": r"metres?|meters?|m",
    "centimetre": r"centimetres?|centimeters?|cm",
    "millimetre": r"millimetres?|millimeters?|mm",
    "mile": r"miles?|mph",
    "foot": r"feet|foot|ft|pieds?",
    "inch": r"inch(?:es)?|pouces?",
    "kilogram": r"kilogram(?:me)?s?|kilos?|kg",
    "gram": r"gram(?:me)?s?",
    "litre": r"litres?|liters?",
    "gallon": r"gallons?",
    "tonne": r"tonnes?|tons?",
    "hectare": r"hectares?|ha",
    "year": r"ans?|annees?|years?",
    "month": r"mois|months?",
    "week": r"semaines?|weeks?",
    "day": r"jours?|journees?|days?",
    "hour": r"heures?|hours?",
    "minute": r"minutes?|mn|min",
    "second": r"secondes?|seconds?|sec",
    "point": r"(?:percentage )?points?",
}
_UNIT = re.compile(
    r"(?:\s?(?P<percent_sign>%)"
    r"|\s?(?:us|c|a)?(?P<sign>[$€£¥])"
    r"|\s?(?P<degree_sign>°)\s?[cf]?\b"
    r"|\s?(?P<second_sign>''|[\"″])(?=\d{2}(?!\d))"
    r"|[\s-]?(?:d'|de )?(?:"
    + "|".join(f"(?P<{unit}>{names})" for unit, names in _NAMES.items())
    + r")(?![^\W_]))"
)

_NOUN = re.compile(r" ([a-z]{3,})(?![\w'-])")
_NO_NOUNS = (
    NUMBER_WORDS | STOPWORDS["fr"] | STOPWORDS["en"] | {"contre", "percentage", "against", "respectively"}
)


def counts_something(plain: str, end: int) -> bool:
    """Tell whether a number that ends at `end` stands right before the word for what it counts."""
    following = _NOUN.match(plain, end)
    return following is not None and following[1] not in _NO_NOUNS


def currency_of(sign: str) -> str:
    """Return the currency of a sign as it stands before a number: "$ ", "us$", "€", "eur"."""
    return _CURRENCY_CODES.get(sign.strip()) or _CURRENCY_SIGNS[sign.strip()[-1]]


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
