"""Which language a text is in: sure on short French and English questions, broad on long texts."""

from __future__ import annotations

import re
import unicodedata

# Function words that one of the two languages has and the other has not ("on", "a", "comment" are in both).
_FRENCH = frozenset(
    """
    le la les un une des du de et ou où qui que quoi quel quelle quels quelles lequel laquelle lesquels
    dont est sont était étaient être été ont avait avaient avoir eu fait faire dit sera seront serait il
    elle ils elles nous vous je tu moi toi lui leur leurs son sa ses mon ma mes ton ta tes notre votre
    nos vos ce cet cette ces ceci cela ça celui celle ceux au aux dans par pour sur sous avec sans chez
    vers entre depuis pendant avant après contre selon combien pourquoi quand comment alors puis donc
    mais ni car si ne pas plus moins très trop aussi encore déjà jamais toujours rien tout tous toute
    toutes autre autres même y en se oui non merci bonjour quelqu parle raconte explique montre résume
    liste cite donne faut peut peuvent doit
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_ENGLISH = frozenset(
    """
    the an of and or who whom whose what which when where why how is are was were be been being am has
    have had do does did done will would shall should can could may might must he she it they we you i
    him her them us his hers its their our your my me this that these those there here to in at by for
    from with without into about after before during since until between against under over out up down
    off if then than so but not no nor yes too also any many much more most some all both each few other
    such only own same very just anything something nothing everything else best happened happen said
    say says tell give show explain list name thanks hello please ever again still yet
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_QUESTION_WORDS = frozenset(
    """
    qui que quoi quel quelle quels quelles où combien pourquoi quand who whom whose what which when
    where why how
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_FRENCH_ELISION = re.compile(r"\b(?:qu|jusqu|lorsqu|puisqu|quelqu|[cdjlmnst])'(?=[^\W\d_])")
_FRENCH_INVERSION = re.compile(r"-(?:t-)?(?:il|elle|on|ils|elles|ce|vous|nous|je|tu|là|ci)\b")
_ENGLISH_ENDING = re.compile(r"(?:n't|'(?:s|re|ve|ll))\b")
_FRENCH_LETTERS = re.compile("[àâçèéêëîïôùûœ]")
_FEW_WORDS = 14
_SAMPLE = 2000


def detect_language(text: str, default: str = "fr") -> str:
    """Return the ISO 639-1 code of a text's language; `default` where nothing tells.

    A text of fewer than 14 words is French, English or `default`, by its function words, elisions and
    accents: enough for a question, where statistics over letters fail. A longer one may be in any of the
    97 languages of py3langid (Lui and Baldwin 2012, "langid.py: an off-the-shelf language identification
    tool").
    """
    text, words = _read(text)
    if len(words) >= _FEW_WORDS:
        from py3langid import classify

        return str(classify(text)[0])
    return _french_or_english(text, words, default)


def question_language(question: str, default: str = "fr") -> str:
    """Return "fr" or "en", whatever the length of a question; `default` where nothing tells.

    Statistics over letters take a question of many names for any of 97 languages.
    """
    return _french_or_english(*_read(question), default)


def _read(text: str) -> tuple[str, list[str]]:
    text = unicodedata.normalize("NFC", text[:_SAMPLE]).casefold().replace("’", "'")
    return text, re.findall(r"[^\W\d_]+", text)


def _french_or_english(text: str, words: list[str], default: str) -> str:
    french = _evidence(words, _FRENCH) + _french_signs(text)
    english = _evidence(words, _ENGLISH) + len(_ENGLISH_ENDING.findall(text))
    if french == english:
        return default
    return "fr" if french > english else "en"


def _evidence(words: list[str], function_words: frozenset[str]) -> float:
    found = [word for word in words if word in function_words]
    return len(found) + sum(word in _QUESTION_WORDS for word in found)


def _french_signs(text: str) -> float:
    # Half a word for an accent: names carry them into English questions.
    elisions, inversions = _FRENCH_ELISION.findall(text), _FRENCH_INVERSION.findall(text)
    return len(elisions) + len(inversions) + 0.5 * bool(_FRENCH_LETTERS.search(text))
