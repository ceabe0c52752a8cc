"""The figures a text holds, in French and English, so that those of a claim can be sought in its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.records import Record
from index.text.letters import any_of, plain_letters
from index.text.number_units import counts_something, currency_of, read_unit
from index.text.number_words import LANGUAGES, NUMBER_WORDS, SCALES, WrittenNumber, read_number_words
from index.text.roman_ordinals import roman_ordinals

# What holds digits and is no plain number: a date, a time, a telephone number or an address.
_NOT_A_NUMBER = r"""
    (?<![\d])(?:
        \d{4}-\d{1,2}-\d{1,2}(?!\d)
      | \d{1,2}([/.-])\d{1,2}\1\d{2,4}(?![\d])
      | \d{1,2}:\d{2}(?::\d{2})?(?!\d)
      | \d{1,2}\s?h(?:\s?\d{2})?(?![^\W_])
      | \d{1,2}(?:[.:]\d{2})?\s?[ap](?:\.m\.|m\b)
      | (?:\+\d{2}\s?)?\d{1,2}(?:[ .-]\d{2}){4}(?!\d)
      | (?!\d{1,3}(?:\.\d{3})+(?![.\d]))\d+(?:\.\d+){3,}(?!\d)
    )
"""
_FIGURE = r"""
    (?P<currency>(?:\b(?:us|ca?|au?|nz|hk))?[$€£¥]\s?|\b(?:eur|usd|cad|gbp)\s)?
    (?<![\w])(?<![^\W\d_]-)(?<!\d[.,:])
    (?P<figure>\d{1,3}(?:[ ]\d{3})+(?![\d])(?:[.,]\d+(?![.,]?\d))? | \d+(?:[.,]\d+)*)
"""
_DIGITS = re.compile(f"{_NOT_A_NUMBER}|{_FIGURE}", re.VERBOSE | re.ASCII)
_ORDINAL_SUFFIX = re.compile(r"(?:er|ere|re|e|eme|ieme|nd|nde|st|rd|th)s?\b")
_SCALE = re.compile(
    r"\s?(?P<scale>" + any_of(SCALES.keys() - {"cent", "cents"}) + r")\b"
    r"|\s?(?P<short>(?:mds?|bn)(?![^\W_])|(?:k|m)(?=\s?[€$£]|\s(?:euro|dollar|pound)))"
)
_SCALED = re.compile(r"\s(?:milliard(?P<milliards>s)?\b|million(?P<millions>s)?\s(?:de\s|d'))")
_SHORT_AFTER_CURRENCY = re.compile(r"\s?(?P<short>bn|b|m|k|tn)(?![^\W_])")
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "md": 10**9, "mds": 10**9, "bn": 10**9, "b": 10**9, "tn": 10**12}
# "9 sec 63": the time of a runner.
_HUNDREDTHS = re.compile(r" ?(\d{2})(?![.,]?\d)(?! ?[^\W_])")

_LOOK_BACK = 16
_WORD = re.compile(r"[^\W\d_]+")
_GAPS = frozenset({" ", "-"})
# "niveau 5Le risque": archives glue sentences.
_GLUED_SENTENCE = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]")
_CAPITAL_FOLLOWS = re.compile(r" [A-ZÀ-ÖØ-Þ]")
_NAME_FOLLOWS = re.compile(r"-[A-ZÀ-ÖØ-Þ]")
_LETTER_HYPHEN_BEFORE = re.compile(r"[^\W_]-$")
_DEGREE_OR_PERCENT = frozenset({"degree", "percent"})
_SIGN_WORD = re.compile(r"\b(?:(?P<minus>minus)|(?<!plus ou )moins) $")
_SIGN = re.compile(r"(?:^|(?P<word>[^\W\d_][,:]? )|[ (\n])-$")
_WEAK_WORDS = frozenset({"one", "first", "premier", "premiere", "premiers", "premieres", "second"})
# "cent" here is the unit, "neuf" is "new", "sept" a month.
_NOT_BEFORE = {
    "cent": re.compile(r"\b(?:pour|per) $"),
    "neuf": re.compile(r"\b(?:flambant|rien de|quoi de|a) $"),
}
_NOUN_FOLLOWS = re.compile(
    r"-?[ ](?!(?:et|ou|a|pour|qui|que|de|du|dans|en|par|avec|est|mais|dont)\b)[^\W\d_]"
)
# "a third of them" is a fraction.
_FRACTION_BEFORE, _FRACTION_AFTER = re.compile(r"\b(?:a|one) $"), re.compile(r"(?<=th) of\b|(?<=third) of\b")
_NO_NUMBER_FOLLOWS = {
    "premier": re.compile(r"[ -](?:ministre|ministere)"),
    "premiers": re.compile(r"[ -]ministres"),
    "sept": re.compile(r"\.? \d|\."),
}


class NumberMention(Record):
    """A number of a text: `text[start:end]` are the words read, sign, scale and unit included.

    `unit` is "ordinal", "percent", a currency ("euro", "dollar", "pound", …), a measure ("degree",
    "kilometre", "year", …) or None where the number counts something else. `is_weak` marks words that
    often are no figure at all: "one", "first", "premier", "second". `counts` marks a number right before
    the word for what it counts ("75 votes"), and `margin` is how far another value may lie from it.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None = None
    is_weak: bool = False
    counts: bool = False
    margin: Decimal = Decimal(0)


def find_numbers(text: str, language: str | None = None) -> list[NumberMention]:
    """Return the numbers of `text` in order, none overlapping.

    Reads "8 000", "8.000" and "8,000" (three digits behind a separator are thousands, but not in "1,135
    milliard"), "3,3" and "3.3",
    words, scales, units and ordinals of French and English. Times, telephone numbers, numeric dates and
    names ("G7", "Covid-19", "4x4") are left out; a year is a number like any other. "billion" is 10^9.

    Args:
        text: Any text.
        language: "fr" or "en" to read words of that language only; both by default.
    """
    plain = plain_letters(text)
    languages = LANGUAGES if language is None else (language,)
    found: list[NumberMention] = []
    for mention in sorted(
        (*_digits(text, plain), *_words(text, plain, languages), *_roman(text)),
        key=lambda m: (m.start, -m.end),
    ):
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


def same_number(a: NumberMention, b: NumberMention) -> bool:
    """Tell whether two mentions give the same figure: equal values, and units that do not contradict.

    A number without a unit agrees with any unit ("20 à 30 %", "5 d'entre eux") but the ordinal's: "19" is
    not "19th", and "75 votes" are not "75 %".
    """
    if abs(a.value - b.value) > max(a.margin, b.margin):
        return False
    if "ordinal" in (a.unit, b.unit):
        return a.unit == b.unit
    if "percent" in (a.unit, b.unit) and (a.counts or b.counts):
        return False
    return a.unit is None or b.unit is None or a.unit == b.unit


def _roman(text: str) -> Iterator[NumberMention]:
    for start, end, value in roman_ordinals(text):
        yield NumberMention(start=start, end=end, value=Decimal(value), unit="ordinal")


def _digits(text: str, plain: str) -> Iterator[NumberMention]:
    for match in _DIGITS.finditer(plain):
        value = match["figure"] and _value(match["figure"], is_scaled=_is_scaled(plain, match))
        if value is not None and value != "":
            mention = _digit_mention(text, plain, match, Decimal(value))
            if mention is not None:
                yield mention


def _is_scaled(plain: str, match: re.Match[str]) -> bool:
    """Tell whether a scale that only French has follows: not in "1.000 milliards", whose point is none."""
    scale = _SCALED.match(plain, match.end())
    return scale is not None and ("." not in match["figure"] or not (scale["milliards"] or scale["millions"]))


def _value(figure: str, *, is_scaled: bool = False) -> Decimal | None:
    """Read digits and their separators, or None where they are no number ("1.2.3").

    Where a scale that only French has follows, one separator is the decimal one: "1,135 milliard".
    """
    whole, *rest = re.split(r"[ ]", figure)
    figure = whole + "".join(rest)
    groups = re.split(r"[.,]", figure)
    separators = re.findall(r"[.,]", figure)
    last_is_decimal = bool(separators) and (
        separators[-1] not in separators[:-1]
        and (
            len(separators) > 1
            or bool(rest)
            or is_scaled
            or len(groups[-1]) != 3  # noqa: PLR2004
            or _no_thousands(groups[0])
        )
    )
    thousands = groups[:-1] if last_is_decimal else groups
    if len(set(separators[: len(thousands) - 1])) > 1 or any(len(group) != 3 for group in thousands[1:]):  # noqa: PLR2004
        return None
    if len(thousands) > 1 and _no_thousands(thousands[0]):
        return None
    return Decimal("".join(thousands) + ("." + groups[-1] if last_is_decimal else ""))


def _no_thousands(head: str) -> bool:
    return len(head) > 3 or head.startswith("0")  # noqa: PLR2004


def _digit_mention(text: str, plain: str, match: re.Match[str], value: Decimal) -> NumberMention | None:
    start, end = match.span()
    unit = currency_of(match["currency"]) if match["currency"] else None
    if unit is None and (suffix := _ORDINAL_SUFFIX.match(plain, end)):
        return NumberMention(start=start, end=suffix.end(), value=value, unit="ordinal")
    if len(match["figure"]) == 4 and re.compile(r"s\b").match(plain, end):  # noqa: PLR2004
        return NumberMention(start=start, end=end + 1, value=value)
    scale = (unit and _SHORT_AFTER_CURRENCY.match(plain, end)) or _SCALE.match(plain, end)
    if scale:
        factor = _SHORT_SCALES[scale["short"]] if scale["short"] else SCALES[scale["scale"]]
        value, end = value * factor, scale.end()
    if unit is None and (read := read_unit(plain, end)):
        unit, end = read
    if unit == "second" and (hundredths := _HUNDREDTHS.match(plain, end)):
        value, end = value + Decimal(hundredths[1]) / 100, hundredths.end()
    if end == match.end() and plain[end : end + 1].isalnum() and not _GLUED_SENTENCE.match(text, end):
        return None
    start, value = _signed(plain, start, value, unit)
    counts = unit is None and counts_something(plain, end)
    return NumberMention(start=start, end=end, value=value, unit=unit, counts=counts)


def _signed(plain: str, start: int, value: Decimal, unit: str | None) -> tuple[int, Decimal]:
    """Take in a sign before `start`, where it can be nothing else: no range, dash or bullet."""
    before = plain[max(0, start - _LOOK_BACK) : start]
    if (word := _SIGN_WORD.search(before)) and (word["minus"] or unit == "degree"):
        return start - (len(before) - word.start()), -value
    sign = _SIGN.search(before)
    if sign and (unit in _DEGREE_OR_PERCENT or sign["word"]):
        return start - 1, -value
    return start, value


def _words(text: str, plain: str, languages: tuple[str, ...]) -> Iterator[NumberMention]:
    words = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(plain)]
    position = 0
    while position < len(words):
        count = 1
        if words[position][2] in NUMBER_WORDS:
            side_by_side = _chain(plain, words, position)
            read = [number for language in languages if (number := read_number_words(side_by_side, language))]
            number = max(read, key=lambda found: found.length, default=None)
            if number is not None and (mention := _word_mention(text, plain, words, position, number)):
                count = number.length
                yield mention
        position += count


def _chain(plain: str, words: list[tuple[int, int, str]], position: int) -> list[str]:
    chain = [words[position][2]]
    for (_, end, _), (start, _, word) in zip(words[position:], words[position + 1 :], strict=False):
        if word not in NUMBER_WORDS or plain[end:start] not in _GAPS:
            break
        chain.append(word)
    return chain


def _word_mention(
    text: str, plain: str, words: list[tuple[int, int, str]], position: int, number: WrittenNumber
) -> NumberMention | None:
    start, end = words[position][0], words[position + number.length - 1][1]
    word = words[position][2] if number.length == 1 else ""
    if not _is_number_here(text, plain, start, end, word):
        return None
    unit: str | None = "ordinal" if number.is_ordinal else None
    value = number.value
    if unit is None and (read := read_unit(plain, end)):
        unit, end = read
    if unit == "degree":
        start, value = _signed(plain, start, value, unit)
    counts = unit is None and counts_something(plain, end)
    is_weak = word in _WEAK_WORDS
    return NumberMention(start=start, end=end, value=value, unit=unit, is_weak=is_weak, counts=counts)


def _is_number_here(text: str, plain: str, start: int, end: int, word: str) -> bool:
    """Tell whether number words at this place count something, and are no part of a name or another word."""
    before = plain[max(0, start - _LOOK_BACK) : start]
    is_glued = plain[end : end + 1].isdigit() or before[-1:].isdigit() or _LETTER_HYPHEN_BEFORE.search(before)
    starts_name = text[start].isupper() and (
        _NAME_FOLLOWS.match(text, end) or (word in _WEAK_WORDS and _CAPITAL_FOLLOWS.match(text, end))
    )
    means_other = (
        (_FRACTION_BEFORE.search(before) and _FRACTION_AFTER.match(plain, end))
        or (word in _NOT_BEFORE and _NOT_BEFORE[word].search(before) and not read_unit(plain, end))
        or (word in _NO_NUMBER_FOLLOWS and _NO_NUMBER_FOLLOWS[word].match(plain, end))
        or (word == "neuf" and not _NOUN_FOLLOWS.match(plain, end))
    )
    return not (is_glued or starts_name or means_other)
