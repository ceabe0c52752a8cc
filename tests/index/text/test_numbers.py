from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.numbers import NumberMention, find_numbers, same_number


def values(text: str, language: str | None = None) -> list[str]:
    """Write each mention as its value and unit, "20 percent", in plain digits."""
    return [
        f"{mention.value.normalize():f} {mention.unit or ''}".strip()
        for mention in find_numbers(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 000 habitants", ["8000"]),
        ("8\u00a0000 habitants", ["8000"]),
        ("8\u202f000 habitants", ["8000"]),
        ("8.000 habitants", ["8000"]),
        ("8,000 residents", ["8000"]),
        ("1,135 milliard d'euros", ["1135000000 euro"]),
        ("1 135 milliards d'euros", ["1135000000000 euro"]),
        ("3,481 millions de chômeurs", ["3481000"]),
        ("1.135 milliard d'euros", ["1135000000 euro"]),
        ("1.000 milliards de dollars", ["1000000000000 dollar"]),
        ("2.500 millions d'euros", ["2500000000 euro"]),
        ("2,375 million euros", ["2375000000 euro"]),
        ("12 345 678 voix", ["12345678"]),
        ("1,234,567 votes", ["1234567"]),
        ("4.500 et 3,300", ["4500", "3300"]),
        ("3,3 et 3.3", ["3.3", "3.3"]),
        ("0,125 et 0.125", ["0.125", "0.125"]),
        ("1.234,5 puis 1,234.5", ["1234.5", "1234.5"]),
        ("1 234,56 kilos", ["1234.56 kilogram"]),
        ("12,75 et 2013,5", ["12.75", "2013.5"]),
        ("En 2013, 300 personnes", ["2013", "300"]),
        ("entre 30.000 et 50.000 manifestants", ["30000", "50000"]),
        ("30-50 soldats", ["30", "50"]),
        ("une saison 2010-2013", ["2010", "2013"]),
        ("les années 1990 et the 1990s", ["1990", "1990"]),
        ("un score de 6/4", ["6", "4"]),
        ("de niveau 4 sur 5Le vent tombe", ["4", "5"]),
        ("8, 9 et 10", ["8", "9", "10"]),
    ],
)
def test_digits_are_read_with_their_separators(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("huit mille soldats", ["8000"]),
        ("vingt-deux navires", ["22"]),
        ("vingt et un ans", ["21 year"]),
        ("quatre-vingts arbres", ["80"]),
        ("quatre-vingt-un arbres", ["81"]),
        ("quatre-vingt-dix-sept blessés", ["97"]),
        ("soixante et onze élus", ["71"]),
        ("soixante-dix-neuf élus", ["79"]),
        ("septante-trois et nonante", ["73", "90"]),
        ("mille neuf cents pages", ["1900"]),
        ("dix-neuf cents pages", ["1900"]),
        ("deux mille dix-huit", ["2018"]),
        ("cent vingt mille trois cents", ["120300"]),
        ("cent un dalmatiens", ["101"]),
        ("trois à quatre cents", ["3", "400"]),
        ("un million deux cent mille euros", ["1200000 euro"]),
        ("deux millions et demi", ["2500000"]),
        ("un demi-million", ["500000"]),
        ("une douzaine, deux douzaines, une demi-douzaine", ["12", "24", "6"]),
        ("une centaine de maires", ["100"]),
        ("un millier de colis", ["1000"]),
        ("neuf personnes", ["9"]),
        ("two hundred and fifty boats", ["250"]),
        ("two hundred fifty boats", ["250"]),
        ("forty-nine steps", ["49"]),
        ("two thousand thirteen", ["2013"]),
        ("nineteen hundred soldiers", ["1900"]),
        ("a hundred days", ["100 day"]),
        ("a dozen eggs, two dozen, half a dozen", ["12", "24", "6"]),
        ("half a million people", ["500000"]),
        ("two and a half million people", ["2500000"]),
        ("a million and a half", ["1500000"]),
        ("one hundred and one", ["101"]),
        ("deux, trois", ["2", "3"]),
    ],
)
def test_words_are_read_in_french_and_english(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,3 millions de doses", ["3300000"]),
        ("8 thousand doses", ["8000"]),
        ("2 milliards", ["2000000000"]),
        ("1.2 billion", ["1200000000"]),
        ("20 %, 20%, 20\u00a0%", ["20 percent"] * 3),
        ("20 pour cent, 20 percent, twenty per cent", ["20 percent"] * 3),
        ("5 €, 5€, 5 euros, cinq euros", ["5 euro"] * 4),
        ("$5, $ 5, 5 dollars, US$5", ["5 dollar"] * 4),
        ("£3m, 3 millions de livres sterling, 3 million pounds", ["3000000 pound"] * 3),
        ("$5bn, 5 billion dollars, 5 milliards de dollars", ["5000000000 dollar"] * 3),
        ("5 M€, 5 millions d'euros, 5 millions d’euros", ["5000000 euro"] * 3),
        ("€100m, 100m euros", ["100000000 euro"] * 2),
        ("30 k€ et 2 Md€", ["30000 euro", "2000000000 euro"]),
        ("10 km, 10km, ten kilometres", ["10 kilometre"] * 3),
        ("a 20-year sentence", ["20 year"]),
        ("19e, 19ème, 19th, dix-neuvième, nineteenth", ["19 ordinal"] * 5),
        ("1er, 1ère, premier, first", ["1 ordinal"] * 4),
        ("3rd, third, troisième", ["3 ordinal"] * 3),
        ("vingt et unième, twenty-first, 21st", ["21 ordinal"] * 3),
        ("5 US dollars, 5 U.S. dollars, CA$5, USD 5", ["5 dollar"] * 4),
        ("5 miles, 5 mph", ["5 mile"] * 2),
        ("5 feet, a 5-foot wall", ["5 foot"] * 2),
        ("5 cm, 5 mm, 5 inches", ["5 centimetre", "5 millimetre", "5 inch"]),
        ("5 grammes, 5 litres, 5 gallons", ["5 gram", "5 litre", "5 gallon"]),
        ("9 sec 63, 9''63, 9.63 seconds", ["9.63 second"] * 3),
        ("5 points, 5 percentage points", ["5 point"] * 2),
        ("au XIIe siècle, la Ve République", ["12 ordinal", "5 ordinal"]),
        ("à neuf heures", ["9 hour"]),
        ("il fait -5 degrés, moins cinq degrés, minus 5 degrees", ["-5 degree"] * 3),
        ("un recul (-2 %)", ["-2 percent"]),
        ("passé à -3 hier", ["-3"]),
        ("plus ou moins 5 degrés", ["5 degree"]),
    ],
)
def test_scales_units_ordinals_and_signs_belong_to_the_number(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "un ministre, une loi, a law, an act",
        "à 20h30, 20 h 30, 7:44, 7 a.m., 7pm",
        "au 01 42 34 56 78",
        "le G7, le Covid-19, le CO2, un 4x4, un A380, la 5G, un F-16",
        "2019-02-17 et 17/02/2019",
        "la version 1.2.3 et 192.168.1.1",
        "des milliers de gens, millions of people, several thousand people",
        "un vélo neuf, rien de neuf et flambant neuf",
        "dans les Deux-Sèvres et à Trois-Rivières",
        "le Premier ministre",
        "a third of the crew, a fifth of it",
        "soon after, someone often went",
        "",
    ],
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("six cents", "en", ["6"]), ("six cents", "fr", ["600"]), ("dix or ten", "en", ["10"])],
)
def test_a_language_leaves_out_the_words_of_the_other(text: str, language: str, expected: list[str]) -> None:
    assert values(text, language) == expected


def test_words_that_often_are_no_figure_are_weak() -> None:
    found = find_numbers("One day, the first of two men")
    assert [(int(mention.value), mention.is_weak) for mention in found] == [(1, True), (1, True), (2, False)]


def test_a_mention_covers_sign_scale_and_unit() -> None:
    text = "Coût : 3,3 millions d'euros, soit -2 % et $5bn."
    assert [text[m.start : m.end] for m in find_numbers(text)] == ["3,3 millions d'euros", "-2 %", "$5bn"]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("8.000", "huit mille", True),
        ("1,20 euro", "1.2 euros", True),
        ("20 %", "20", True),
        ("20 %", "twenty percent", True),
        ("20 %", "20 euros", False),
        ("20 %", "20 voix", False),
        ("20 %", "20 points", False),
        ("20 %", "20 à 30 %", True),
        ("$5", "5 euros", False),
        ("19e", "19", False),
        ("19e", "19th", True),
        ("une douzaine", "12", True),
        ("45 ans", "45 days", False),
        ("3,3 millions", "3.300.000", True),
        ("4.500", "4,5", False),
        ("-5 degrés", "5 degrés", False),
    ],
)
def test_figures_are_the_same_by_value_and_unit(a: str, b: str, same: bool) -> None:
    left, right = find_numbers(a)[0], find_numbers(b)[0]
    assert (same_number(left, right), same_number(right, left)) == (same, same)


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", ".", ","]))
def test_a_grouped_integer_is_read_back(value: int, separator: str) -> None:
    text = f"{value:,}".replace(",", separator)
    assert [m.value for m in find_numbers(f"Il y en a {text} ici")] == [value]


@given(st.decimals(0, 10**6, places=2), st.sampled_from(",."))
def test_a_decimal_is_read_back(value: Decimal, separator: str) -> None:
    text = f"{value:f}".replace(".", separator)
    assert [m.value for m in find_numbers(f"soit {text} ici")] == [value]


def in_english(value: int) -> str:
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    words = [*ones.split(), "sixteen", "seventeen", "eighteen", "nineteen"]
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
    if value < 20:
        return words[value]
    if value < 100:
        return tens[value // 10 - 2] + (f"-{words[value % 10]}" if value % 10 else "")
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    rest = value % size
    link = " and " if rest and rest < 100 else " "
    return f"{in_english(value // size)} {name}" + (link + in_english(rest) if rest else "")


def in_french(value: int) -> str:
    ones = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    words = [*ones.split(), "dix-sept", "dix-huit", "dix-neuf"]
    tens = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
    if value < 20:
        return words[value]
    if value < 100:
        base = max(ten for ten in tens if ten <= value)
        link = " et " if value - base in {1, 11} and base != 80 else "-"
        return tens[base] + (link + words[value - base] if value > base else "s" if base == 80 else "")
    size, name = (1000, "mille") if value >= 1000 else (100, "cent")
    count, rest = divmod(value, size)
    return " ".join(
        filter(None, [in_french(count) if count > 1 else "", name, in_french(rest) if rest else ""])
    )


@given(st.integers(2, 999_999))
def test_a_number_written_out_is_read_back(value: int) -> None:
    # Counting something, for "neuf" alone may be what is new.
    french = in_french(value).replace("vingts m", "vingt m")
    assert [m.value for m in find_numbers(f"{in_english(value)} ships")] == [value]
    assert [m.value for m in find_numbers(f"{french} navires")] == [value]


WORDS = st.sampled_from(
    [
        "un",
        "une",
        "deux",
        "cent",
        "mille",
        "et",
        "and",
        "a",
        "half",
        "million",
        "demi",
        "zéro",
        "vingt",
        "ten",
        "-",
        "%",
        "first",
        "1",
        "12",
        "000",
        "3,5",
        "€",
        "$",
        ".",
        "d'euros",
        "É",
        "Sept",
        "ß",
        "½",
    ]
)


@given(
    st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS).map("".join))
)
def test_mentions_are_in_order_apart_and_within_any_text(text: str) -> None:
    mentions: list[NumberMention] = find_numbers(text)
    bounds = [offset for mention in mentions for offset in (mention.start, mention.end)]
    assert bounds == sorted(bounds)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
