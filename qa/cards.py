"""The cards beside the conversation: what is cited and what was found, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from index.records import Article
from index.text.one_line import shortened
from qa.gloss_rendering import render_offer
from qa.markup import article_link, escape
from qa.records import Citation
from qa.wording import WORDS, Language, write_date

LONGEST_SHOWN = 300


def list_cards(cards: Sequence[str]) -> str:
    """Draw cards one below the other; nothing where there is none."""
    return f'<ol class="cards">{"".join(cards)}</ol>' if cards else ""


def citation_card(citation: Citation, article: Article | None, wanted: str, language: Language) -> str:
    """Draw a citation: number, title, facts and quote, and the offer of a gloss in the language `wanted`."""
    facts = [write_date(citation.published, language), *(source_facts(article) if article else [])]
    link = article_link(citation.article_id, citation.start, citation.end)
    headline = _headline(citation.title, link, language)
    return _card(
        citation.number,
        headline,
        facts,
        citation.quote,
        render_offer(citation, article, wanted, language),
    )


def article_card(number: int | None, article: Article, start: int, end: int, language: Language) -> str:
    """Draw the words `text[start:end]` of an article, numbered or not."""
    facts = [write_date(article.published, language), *source_facts(article)]
    headline = _headline(article.title, article_link(article.id, start, end), language)
    return _card(number, headline, facts, article.text[start:end])


def _headline(title: str, link: str, language: Language) -> str:
    opens = WORDS[language]["open"]
    return (
        f'<h3 dir="auto"><a href="{link}" title="{opens}">{escape(shortened(title, LONGEST_SHOWN))}</a></h3>'
    )


def _card(number: int | None, headline: str, facts: Iterable[str], quoted: str, offer: str = "") -> str:
    badge = "" if number is None else f'<span class="number">{number}</span>'
    return (
        f'<li class="card">{badge}<div>{headline}<p class="facts">{join_facts(facts)}</p>'
        f'<blockquote dir="auto">{escape(quoted)}</blockquote>{offer}</div></li>'
    )


def join_facts(facts: Iterable[str]) -> str:
    """Write facts in one line, without those that are empty."""
    return " · ".join(escape(shortened(fact, LONGEST_SHOWN)) for fact in facts if fact)


def source_facts(article: Article) -> list[str]:
    """Return publisher, section, and where the article was read."""
    record = article.source.record
    where = PurePath(article.source.path).name
    return [article.publisher or "", article.section or "", f"{where} {record}" if record else where]
