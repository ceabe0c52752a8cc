"""The words of French and English dates, as `plain_letters` gives them, and what they stand for."""

from __future__ import annotations

from index.text.dates import MONTHS

WEEKDAYS = {
    name: number
    for names in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for number, name in enumerate(names.split())
}
SEASONS = {
    "printemps": 3, "spring": 3, "ete": 6, "summer": 6, "automne": 9, "autumn": 9, "fall": 9, "hiver": 12,
    "winter": 12,
}  # fmt: skip
RANKS = {
    "premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "first": 1, "1st": 1, "deuxieme": 2, "second": 2,
    "2e": 2,
    "2eme": 2, "2nd": 2, "troisieme": 3, "3e": 3, "3eme": 3, "third": 3, "3rd": 3, "quatrieme": 4, "4e": 4,
    "4eme": 4,
    "fourth": 4, "4th": 4, "dernier": -1, "derniere": -1, "last": -1,
}  # fmt: skip
NEAR_DAYS = {
    "avant-hier": -2, "the day before yesterday": -2, "hier": -1, "yesterday": -1, "aujourd'hui": 0,
    "today": 0,
    "ce matin": 0, "ce soir": 0, "this morning": 0, "tonight": 0, "demain": 1, "tomorrow": 1,
    "apres-demain": 2,
    "the day after tomorrow": 2,
}  # fmt: skip
SHIFTS = {
    "dernier": -1, "derniere": -1, "passe": -1, "passee": -1, "ecoule": -1, "ecoulee": -1, "last": -1,
    "ce": 0, "cet": 0, "cette": 0, "this": 0, "prochain": 1, "prochaine": 1, "next": 1,
}  # fmt: skip
SPANS = {
    "semaine": "week", "week": "week", "mois": "month", "month": "month", "an": "year", "annee": "year",
    "year": "year",
}  # fmt: skip
FULL_MONTHS = frozenset(MONTHS) - frozenset(
    "janv jan fevr fev avr juil sept oct nov dec feb mar apr jun jul aug sep".split()  # noqa: SIM905
)
"""The names of months that are no abbreviations."""
