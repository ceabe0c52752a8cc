from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.clock_times import TimeMention, find_clock_times, same_clock_time


@pytest.mark.parametrize(
    ("text", "said", "minutes"),
    [
        ("Vers 10h45, le pont a brûlé.", "10h45", 645),
        ("Arrivé à 0h50, il a renoncé.", "0h50", 50),
        ("Le train part à 10 h 45.", "10 h 45", 645),
        ("Le train part à 10\u00a0h\u00a045.", "10\u00a0h\u00a045", 645),
        ("Il ferme à 8H30.", "8H30", 510),
        ("Il ferme à 20h.", "20h", 1200),
        ("Il ferme à 20 heures.", "20 heures", 1200),
        ("Il ferme à 8 heures du soir.", "8 heures du soir", 1200),
        ("Il a couru en 3 heures et 20 minutes.", "3 heures et 20 minutes", 200),
        ("He ran for 3 hours, 20 minutes.", "3 hours, 20 minutes", 200),
        ("It closes at 8 pm.", "8 pm", 1200),
        ("It closes at 8.30 p.m. today.", "8.30 p.m.", 1230),
        ("It closes at 12 am.", "12 am", 0),
        ("It closes at 10:45.", "10:45", 645),
        ("It closes at 22:45.", "22:45", 1365),
        ("It closes at 8 o'clock.", "8 o'clock", 480),
        ("Il ferme à midi.", "midi", 720),
        ("It closes at midnight.", "midnight", 0),
        ("Il ferme à vingt et une heures.", "vingt et une heures", 1260),
        ("Il ferme à 8 heures et demie.", "8 heures et demie", 510),
        ("Il ferme à neuf heures et quart du soir.", "neuf heures et quart du soir", 1275),
        ("Il ferme à neuf heures moins le quart.", "neuf heures moins le quart", 525),
        ("It closes at a quarter past nine in the evening.", "a quarter past nine in the evening", 1275),
        ("It closes at half past eight.", "half past eight", 510),
        ("He ran for two and a half hours.", "two and a half hours", 150),
        ("He ran for 2.5 hours.", "2.5 hours", 150),
        ("Il a couru trois heures et quarante minutes.", "trois heures et quarante minutes", 220),
        ("Il a couru une heure quarante-cinq.", "une heure quarante-cinq", 105),
        ("Il a couru deux heures, 40 km en tout.", "deux heures", 120),
        ("Ouvert 24h/24.", "24h", 1440),
        ("Il a volé 500 heures.", "500 heures", 30_000),
        ("Samedi 7 20h30.", "20h30", 1230),
        ("It closes at 12.30 pm.", "12.30 pm", 750),
        ("Il ferme à 12 heures du soir.", "12 heures du soir", 720),
    ],
)
def test_a_time_is_read_with_its_words(text: str, said: str, minutes: int) -> None:
    [found] = find_clock_times(text)
    assert (text[found.start : found.end], found.minutes) == (said, minutes)


@pytest.mark.parametrize(
    "text",
    [
        "Le vent souffle à 142 km/h.",
        "Les 12 hommes sont là.",
        "Il habite dans le Midi.",
        "Cet après-midi, dans le Midi-Pyrénées.",
        "Le score est de 3:2.",
        "Il est 10h75.",
        "Le point 10.45 de l'ordre du jour.",
        "La facture 12:30:45 du serveur.",
        "Il pèse 5 hg.",
        "I am 12.",
        "Il a volé 1 500 heures.",
        "Il a volé 1\u202f500 heures.",
    ],
)
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert find_clock_times(text) == []


def test_times_of_several_forms_come_in_order() -> None:
    assert find_clock_times("à 10h45, puis à 11:15 et à 8 pm") == [
        TimeMention(2, 7, 645),
        TimeMention(16, 21, 675, is_open=True),
        TimeMention(27, 31, 1200),
    ]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("22h45", "10:45", True),
        ("22h45", "10h45", False),
        ("20h", "8 p.m.", True),
        ("20h", "8 a.m.", False),
        ("8 heures", "20 heures", False),
        ("20 heures", "8 o'clock", True),
        ("12h", "noon", True),
        ("0h", "minuit", True),
        ("10h45", "10h46", False),
    ],
)
def test_a_clock_of_twelve_hours_may_mean_either_half_of_the_day(a: str, b: str, same: bool) -> None:
    [[first], [second]] = [find_clock_times(text) for text in (a, b)]
    assert same_clock_time(first, second) is same
    assert same_clock_time(second, first) is same


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day_reads_the_same_in_both_languages(hour: int, minute: int) -> None:
    half = "pm" if hour >= 12 else "am"
    [french] = find_clock_times(f"à {hour}h{minute:02}")
    [english] = find_clock_times(f"at {hour % 12 or 12}:{minute:02} {half}")
    assert french.minutes == english.minutes == 60 * hour + minute


@given(st.text(alphabet="0123456789h:. apmours'", max_size=40))
def test_times_stand_apart_and_within_the_text(text: str) -> None:
    found = find_clock_times(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
