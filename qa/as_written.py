"""Names typed in small letters -> written as the archive writes them.

Names are known by their capitals, and people type few: "who is angela merkel?" would name nothing, and so
lean on whatever was spoken of before. How a word is written inside the sentences of the archive tells
(Lita et al. 2003, "tRuEcasIng").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from index.archive_index import ArchiveIndex
from index.text.letters import plain_letters
from index.text.name_words import COMMON, TITLES

PASSAGES = 20
# A word that is written small more often is no name. Of the capitals of 722 questions over 2,400 articles,
# typed small, 1,066 were found so, 694 were not, a fifth of them of months, and 23 were given wrongly, before
# those behind an article stayed small.
SHARE = 0.9
# What one word behind these names is seldom a new topic: "what did the senate say?", "le prix du suv".
_ARTICLE_BEFORE = re.compile(
    r"(?:(?<!\w)(?:les?|la|une?|des|du|aux?|ces?|cet|cette|[mts]on|[mts]a|[mtsd]es|leurs?|nos|vos|quel(?:le)?s?"
    r"|the|an?|this|that|these|those|his|her|its|their|our|your|my|which|what)\s|(?<!\w)l['’])$",
    re.IGNORECASE,
)
_BLANKS = frozenset({" ", "\u00a0"})
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")
# What stands before a word inside a sentence: the capital of the first word tells nothing.
_INSIDE = re.compile(r"(?:[^\W\d_]|,)[ \u00a0]$|[^\W\d_]['’]$")


def as_the_archive_writes(question: str, index: ArchiveIndex) -> str:
    """Return `question` with the capitals that its words have in the passages nearest to it."""
    if not _is_typed_small(question):
        return question
    return as_written(question, [hit.passage.text for hit in index.search(question, PASSAGES)])


def as_written(question: str, texts: Iterable[str]) -> str:
    """Return `question` with the capitals that its words have inside the sentences of `texts`.

    As it is where any word but the first has a capital: who types them means them. A word that has its
    capital within a longer name counts where the question says all of that: "orchestra" is no name because
    of the "Weston Orchestra". One word behind an article stays as it is: what it names belongs to the topic.
    """
    if not _is_typed_small(question):
        return question
    asked = {plain_letters(word.group()) for word in _WORD.finditer(question)} - COMMON
    written: dict[str, Counter[str]] = {key: Counter() for key in asked}
    for text in texts:
        for name in _names_and_words(text):
            keys = [plain_letters(word) for word in name]
            if asked.issuperset(keys):
                for key, word in zip(keys, name, strict=True):
                    written[key][word] += 1
    return _with_capitals(question, written)


def _is_typed_small(question: str) -> bool:
    return not any(sign.isupper() for sign in question[1:])


def _with_capitals(question: str, written: Mapping[str, Counter[str]]) -> str:
    words = list(_WORD.finditer(question))
    usual = [_usual(word.group(), written) for word in words]
    is_name = [word.group() != form for word, form in zip(words, usual, strict=True)]
    pieces, end = [], 0
    for place, word in enumerate(words):
        is_alone = not any(is_name[max(0, place - 1) : place] + is_name[place + 1 : place + 2])
        is_kept = is_alone and _ARTICLE_BEFORE.search(question, 0, word.start())
        pieces += [question[end : word.start()], word.group() if is_kept else usual[place]]
        end = word.end()
    return "".join([*pieces, question[end:]])


def _usual(word: str, written: Mapping[str, Counter[str]]) -> str:
    forms = written.get(plain_letters(word), Counter())
    large = Counter({form: count for form, count in forms.items() if form != form.lower()})
    if not large or large.total() < SHARE * forms.total():
        return word
    usual = large.most_common(1)[0][0]
    # Letter by letter, for accents stay as they were typed.
    return "".join(
        sign.upper() if other.isupper() and sign.upper().lower() == sign else sign
        for sign, other in zip(word, usual, strict=True)
    )


def _names_and_words(text: str) -> Iterator[list[str]]:
    """Give the words inside the sentences of a text; those with capitals that follow one another together."""
    together: list[str] = []
    end, was_large = 0, False
    for word in _WORD.finditer(text):
        said, start = word.group(), word.start()
        if not _INSIDE.search(text, max(0, start - 2), start) or plain_letters(said) in TITLES:
            continue
        is_large = said != said.lower()
        if together and not (is_large and was_large and text[end:start] in _BLANKS):
            yield together
            together = []
        together.append(said)
        end, was_large = word.end(), is_large
    if together:
        yield together
