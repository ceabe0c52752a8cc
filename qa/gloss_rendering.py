"""What the page shows of a quote in another language: the offer, the gloss marked as a machine's, or none."""

from __future__ import annotations

from index.records import Article
from qa.gloss import LONGEST
from qa.markup import escape, gloss_link
from qa.records import Citation
from qa.wording import WORDS, Language, write_language


def render_offer(citation: Citation, article: Article | None, wanted: str, language: Language) -> str:
    """Draw the button under a quote that is not in the language `wanted`, where that can be had."""
    if article is None or wanted not in WORDS or article.language == wanted:
        return ""
    if len(citation.quote) > LONGEST:
        return ""
    words = WORDS[language]
    link = gloss_link(citation.article_id, citation.start, citation.end, wanted)
    name = escape(write_language(wanted, language))
    return (
        f'<button type="button" class="gloss-offer" data-gloss="{link}" data-busy="{words["glossing"]}">'
        f"{words['gloss'].format(language=name)}</button>"
    )


def render_gloss(key: str, gloss: str, wanted: str, language: Language) -> str:
    """Draw a gloss; `key` tells the page which of its buttons it answers."""
    return (
        f'<div class="gloss" data-key="{escape(key)}"><p class="mark" lang="{language}">'
        f'{WORDS[language]["glossed"]}</p><p lang="{escape(wanted)}" dir="auto">{escape(gloss)}</p></div>'
    )


def render_no_gloss(key: str, language: Language) -> str:
    """Draw that there is no gloss fit to be shown."""
    return (
        f'<div class="gloss failed" data-key="{escape(key)}" role="status">'
        f'<p class="mark">{WORDS[language]["no_gloss"]}</p></div>'
    )
