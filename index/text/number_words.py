"""Numbers written out in French and English: "quatre-vingt-dix-sept", "two hundred and fifty"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

_HUNDRED, _THOUSAND = 100, 1000

_SMALL = {
    "fr": {
        "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
        "huit": 8,
        "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15,
        "seize": 16,
        "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
        "septante": 70,
        "huitante": 80, "octante": 80, "nonante": 90,
    },
    "en": {
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    },
}  # fmt: skip
SCALES = {
    "hundred": 100, "cent": 100, "cents": 100, "mille": 1000, "millier": 1000, "milliers": 1000,
    "thousand": 1000,
    "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "billion": 10**9,
    "billions": 10**9, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
"""What each scale multiplies by; a "billion" is English, 10^9, whatever the language around it."""

_FRENCH_SCALES = frozenset("cent cents mille millier milliers million millions milliard milliards".split())  # noqa: SIM905
_ENGLISH_SCALES = frozenset("hundred thousand million billion trillion".split())  # noqa: SIM905
_SCALES_OF = {"fr": _FRENCH_SCALES, "en": _ENGLISH_SCALES}
_COLLECTIVES = {
    "fr": {
        "dizaine": 10, "dizaines": 10, "douzaine": 12, "douzaines": 12, "quinzaine": 15, "vingtaine": 20,
        "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
        "centaines": 100,
    },
    "en": {"dozen": 12},
}  # fmt: skip
_ORDINALS = {
    "fr": {
        "premier": 1, "premiere": 1, "premiers": 1, "premieres": 1, "second": 2, "unieme": 1, "deuxieme": 2,
        "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8,
        "neuvieme": 9,
        "dixieme": 10, "onzieme": 11, "douzieme": 12, "treizieme": 13, "quatorzieme": 14, "quinzieme": 15,
        "seizieme": 16, "vingtieme": 20, "trentieme": 30, "quarantieme": 40, "cinquantieme": 50,
        "soixantieme": 60,
        "centieme": 100,
    },
    "en": {
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
        "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
        "fifteenth": 15,
        "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
        "thirtieth": 30,
        "fortieth": 40, "fiftieth": 50, "hundredth": 100,
    },
}  # fmt: skip
_ALONE_ORDINALS = frozenset({"premier", "premiere", "premiers", "premieres", "second", "first"})
_LINK = {"fr": "et", "en": "and"}
_ARTICLES = {"fr": frozenset({"un", "une"}), "en": frozenset({"a", "an"})}
_HALF = {"fr": frozenset({"demi", "demie"}), "en": frozenset({"half"})}
LANGUAGES = tuple(_SMALL)

NUMBER_WORDS = frozenset().union(
    SCALES,
    _LINK.values(),
    *(
        table[language]
        for table in (_SMALL, _COLLECTIVES, _ORDINALS, _ARTICLES, _HALF)
        for language in LANGUAGES
    ),
)
"""Every word that may be part of a number written out, as `plain_letters` gives it."""


class WrittenNumber(NamedTuple):
    """A number read from the first `length` words of a sequence."""

    length: int
    value: Decimal
    is_ordinal: bool


def read_number_words(words: Sequence[str], language: str) -> WrittenNumber | None:
    """Read the longest number that `words` begin with, or None.

    Args:
        words: Plain lower-case words (see `plain_letters`) that stand side by side.
        language: "fr" or "en"; the two grammars do not mix within one number.

    An article alone is no number ("un ministre"), nor is a scale without a count ("millions of").
    """
    return _Reading(words, language).longest()


class _Reading:
    """One pass over the words: `total` is closed by a scale, `group` is what the next scale multiplies."""

    def __init__(self, words: Sequence[str], language: str) -> None:
        self.words = words
        self.language = language
        self.total = Decimal(0)
        self.group = Decimal(0)
        self.scale = Decimal(10**15)
        self.count = 0
        self.is_linked = False
        self.is_ordinal = False

    def longest(self) -> WrittenNumber | None:
        position = self._opening()
        while position < len(self.words) and not self.is_ordinal:
            word = self.words[position]
            position += 1
            if word == _LINK[self.language]:
                if self.is_linked or not self.count:
                    break
                self.is_linked = True
            elif self._take(word):
                self.count, self.is_linked = position, False
            elif not self._take_half(position):
                break
            else:
                position = self.count
        return WrittenNumber(self.count, self.total + self.group, self.is_ordinal) if self.count else None

    def _opening(self) -> int:
        """Skip "half a", "a", "une demi" before a scale, and set the group that the scale multiplies."""
        position = 0
        if self.words[0] in _HALF[self.language]:
            self.group, position = Decimal("0.5"), 1
        if position < len(self.words) and self.words[position] in _ARTICLES[self.language]:
            self.group, position = self.group or Decimal(1), position + 1
            if (
                self.group == 1
                and position < len(self.words)
                and self.words[position] in _HALF[self.language]
            ):
                self.group, position = Decimal("0.5"), position + 1
        if position and not (position < len(self.words) and self._is_multiplier(self.words[position])):
            self.group = Decimal(0)
            return len(self.words)
        return position

    def _is_multiplier(self, word: str) -> bool:
        return word in _COLLECTIVES[self.language] or (
            word in _SCALES_OF[self.language] and word not in {"cent", "cents", "mille"}
        )

    def _take(self, word: str) -> bool:
        if (small := _SMALL[self.language].get(word)) is not None:
            return self._add(small, is_article=word in _ARTICLES[self.language])
        if (ordinal := _ORDINALS[self.language].get(word)) is not None:
            may_follow = (
                word not in _ALONE_ORDINALS or not self.count or (word == "first" and self._is_after_tens())
            )
            self.is_ordinal = may_follow and self._add(ordinal, is_article=word == "unieme")
            return self.is_ordinal
        if self.is_linked:
            return False
        if (collective := _COLLECTIVES[self.language].get(word)) is not None:
            return self._gather(collective)
        return word in _SCALES_OF[self.language] and self._multiply(word)

    def _gather(self, collective: int) -> bool:
        if not self.group or self.total:
            return False
        self.total, self.group, self.scale = self.group * collective, Decimal(0), Decimal(1)
        return True

    def _is_after_tens(self) -> bool:
        return self.group % _HUNDRED >= 20 and self.group % 10 == 0  # noqa: PLR2004

    def _add(self, small: int, *, is_article: bool) -> bool:
        rest = self.group % _HUNDRED
        if self.group % 1 or (self.total and self.scale <= _HUNDRED):
            return False
        fits = self._fits_french(small, rest) if self.language == "fr" else self._fits_english(small, rest)
        if not fits or (is_article and not self.count):
            return False
        # "quatre-vingt": the only product of two small words.
        self.group += 76 if self._is_four_twenties(small, rest) else small
        return True

    def _is_four_twenties(self, small: int, rest: Decimal) -> bool:
        return self.language == "fr" and small == 20 and rest == 4 and not self.is_linked  # noqa: PLR2004

    def _fits_french(self, small: int, rest: Decimal) -> bool:
        tens, units = divmod(int(rest), 10)
        if self._is_four_twenties(small, rest):
            return True
        if self.is_linked:
            return units == 0 and ((tens in range(2, 8) and small == 1) or (tens, small) == (6, 11))
        if rest == 0:
            return not self.count or (small > 0 and bool(small > 1 or self.group or self.scale <= _THOUSAND))
        if units or not small > 0:
            return False
        if tens == 1:
            return 7 <= small <= 9  # noqa: PLR2004
        return small <= 9 or (tens in {6, 8} and small <= 19)  # noqa: PLR2004

    def _fits_english(self, small: int, rest: Decimal) -> bool:
        if rest == 0:
            return not self.count or small > 0
        return not self.is_linked and rest >= 20 and rest % 10 == 0 and 0 < small <= 9  # noqa: PLR2004

    def _multiply(self, word: str) -> bool:
        scale = Decimal(SCALES[word])
        if scale == _HUNDRED:
            is_count = 1 <= self.group <= 99 and self.group % 10  # noqa: PLR2004
            may_be_bare = word == "cent" and not self.group
            if not is_count and not may_be_bare:
                return False
            self.group = (self.group or Decimal(1)) * scale
            return True
        if scale >= self.scale or not (self.group or word == "mille"):
            return False
        self.total += (self.group or Decimal(1)) * scale
        self.group, self.scale = Decimal(0), scale
        return True

    def _take_half(self, position: int) -> bool:
        """Read "et demi" and "and a half": half of the last scale, or of one."""
        ending = [self.words[position - 1], *self.words[position : position + 1]]
        length = 1 if self.language == "fr" else 2
        if (
            not self.is_linked
            or ending[length - 1 : length] == []
            or ending[length - 1] not in _HALF[self.language]
        ):
            return False
        if self.group % 1 or (self.language == "en" and ending[0] != "a"):
            return False
        if self.group or not self.total:
            self.group += Decimal("0.5")
        else:
            self.total += self.scale / 2
        self.count, self.is_linked = position + length - 1, False
        return True
