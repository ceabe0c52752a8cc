"""What a word processor says of its document, where a person wrote it and not the program."""

from __future__ import annotations

import re

from index.text.cleaning import clean_title

_LONGEST_TITLE = 200
_MADE_BY_A_PROGRAM = re.compile(
    r"""
    microsoft\ word\b.* | .*\.(?:docx?|odt|rtf|pages|tex|dvi|indd|qxp|qxd|pdf|ps|eps|tiff?|jpe?g|png|txt)
    | (?:word\ )?document\s?\d* | untitled.* | sans\ (?:titre|nom).* | title | titre
    | (?:powerpoint\ )?pr[eé]sentation\s?\d* | scan\w*[\s_-]?\d* | [\d\W_]* | \S*[\\/]\S*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NO_PERSON = frozenset(
    """
    python-docx admin administrator administrateur user utilisateur owner propriétaire unknown inconnu
    anonymous anonyme author auteur none default défaut scanner
    """.split()  # noqa: SIM905 - words read better than quoted words
)


def sensible_title(title: str | None) -> str:
    """Return a title from a document's properties, or nothing where it is a file's name or a default."""
    clean = clean_title(title or "")
    return "" if len(clean) > _LONGEST_TITLE or _MADE_BY_A_PROGRAM.fullmatch(clean) else clean


def sensible_author(author: str | None) -> str:
    """Return an author from a document's properties, or nothing where it is the name of an account."""
    clean = clean_title(author or "")
    letters = clean.casefold()
    of_a_program = letters in _NO_PERSON or letters.startswith(("microsoft ", "windows "))
    return "" if of_a_program or "@" in clean else clean
