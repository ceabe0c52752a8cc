"""The body of an article in a parsed web page: trafilatura, told what is not of it and what it overlooks.

Trafilatura (Barbaresi 2021) finds the body. Around it: boxes that their class names give away are cut out
first, a lede above the body is not lost, and paragraphs that are only furniture (`index.text.furniture`) go.
"""

from __future__ import annotations

import re
from typing import Any

from index.text.cleaning import bare_letters, clean_text
from index.text.furniture import is_furniture

# Names of boxes around an article; a word of a class or an id has to be one of them, or begin with it.
_BOXES = re.compile(
    r"""(?:^|[\s_-])(?:
    related|recirc|read[-_]?(?:more|next|also)|lire[-_]aussi|a[-_]lire|(?:en[-_])?savoir[-_]plus|sur[-_]le[-_]meme
    |newsletters?|subscri(?:be|ption)|sign[-_]?up|paywall|abonne(?:ment|z|r)|offre|shar(?:e|ing)|social|partage
    |cookies?|consent|gdpr|outbrain|taboola|recommend(?:ed|ations?)|promo(?:ted|tions?)?|advert\w*|publicite
    |author[-_]?(?:bio|box|info)|about[-_](?:the[-_])?author|most[-_](?:read|popular)|plus[-_]lus|trending
    |tags|breadcrumbs?|copyright|disclaimer|more[-_]from|hide[-_]?print|no[-_]?print|rollover
    )(?=[\s_-]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
# Never text of an article. A menu of 30,000 countries, removed one by one, takes trafilatura 17 s: what
# stands behind each is joined to what stood behind those before.
_CONTROLS = (
    *("script", "style", "svg", "select", "datalist", "optgroup", "option"),
    *("input", "button", "textarea", "label", "source", "track", "param", "area"),
)
_LEDES = re.compile(
    r"(?:^|[\s_-])(?:chapo|chapeau|standfirst|lede|dek|faits|excerpt)(?=[\s_-]|$)", re.IGNORECASE
)
_BOX_SHARE = 0.4
"""A box that holds more of a page's paragraphs than this is the article, whatever its name says."""
_LONGEST_LEDE = 1200
_MOST = 0.6
_PART = 24
"""Letters and digits: about five words in a row."""


def article_body(page: Any) -> str:
    """Return the text of the article in a page, an empty line between paragraphs, or "".

    Args:
        page: An `lxml.html.HtmlElement`; it is changed.
    """
    from lxml.etree import strip_elements

    strip_elements(page, *_CONTROLS, with_tail=False)
    _cut_boxes(page)
    lede = _lede(page)
    headlines = {bare_letters(str(found.text_content())) for found in page.iter("h1")}
    found = _agreed(_extracted(page), _extracted(page, precision=True))
    kept = [
        line
        for line in (_without_bars(line) for line in found.split("\n"))
        if line and not is_furniture(line)
    ]
    while kept and bare_letters(kept[0]) in headlines:
        kept = kept[1:]
    body = "\n\n".join(kept)
    is_new = body and bare_letters(lede) not in bare_letters(body)
    return f"{lede}\n\n{body}" if is_new else body


def _extracted(page: Any, *, precision: bool = False) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(page, include_comments=False, favor_precision=precision)
    return "" if found is None or isinstance(found, dict) else found.text or ""


def _agreed(balanced: str, precise: str) -> str:
    """Return `balanced` without the paragraphs above and below all that `precise` has as well.

    Precision scores higher on whole pages, but drops links out of the middle of sentences, and paragraphs
    out of the middle of articles: it only tells where the article begins and ends, and only where it found
    most of the text.
    """
    if len(precise) < _MOST * len(balanced):
        return balanced
    lines, letters = balanced.split("\n"), bare_letters(precise)
    shared = [number for number, line in enumerate(lines) if _any_part(bare_letters(line), letters)]
    return "\n".join(lines[shared[0] : shared[-1] + 1]) if shared else balanced


def _any_part(line: str, letters: str) -> bool:
    step = _PART // 2
    return any(line[start : start + _PART] in letters for start in range(0, max(1, len(line) - step), step))


def _cut_boxes(page: Any) -> None:
    """Take boxes around the article out of the page, unless they hold much of its text."""
    whole = _paragraph_letters(page)
    for element in list(
        page.iter("div", "section", "aside", "ul", "ol", "p", "span", "footer", "form", "nav")
    ):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if not _BOXES.search(named) or element.getparent() is None:
            continue
        if _paragraph_letters(element) <= _BOX_SHARE * whole:
            element.drop_tree()


def _paragraph_letters(element: Any) -> int:
    return sum(len(str(found.text_content())) for found in element.iter("p"))


def _lede(page: Any) -> str:
    """Return what stands in the first element whose name says lede, if it is a sentence or a few."""
    for element in page.iter("div", "p", "h2", "section", "span"):
        if not _LEDES.search(f"{element.get('class', '')} {element.get('id', '')}"):
            continue
        if any(above.tag in {"a", "li", "aside"} for above in element.iterancestors()):
            continue
        text = re.sub(r"\s+", " ", clean_text(str(element.text_content())))
        return (
            text if text.endswith((".", "!", "?", "…", "»", "”", '"')) and len(text) <= _LONGEST_LEDE else ""
        )
    return ""


def _without_bars(line: str) -> str:
    """Return a row of a table without the bars of cells that are empty."""
    if "|" not in line:
        return line.strip()
    return " | ".join(cell for part in line.split("|") if (cell := part.strip()))
