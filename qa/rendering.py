"""Records become HTML: pure functions, one per thing the page shows.

Text of the archive, of the reader and of the model is never markup: all of it goes through `escape`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from index.records import Article, Passage
from index.text.one_line import shortened
from qa.cards import LONGEST_SHOWN, article_card, citation_card, join_facts, list_cards, source_facts
from qa.markup import any_time_link, article_link, correct_link, escape
from qa.records import Answer, AskedTime, ChatModelState, Citation, Evidence, Sentence
from qa.wording import WORDS, Language, write_count, write_date, write_language, write_period, write_seconds

LONGEST_QUESTION_SHOWN = 600


class Holdings(Protocol):
    """What an archive holds, as its index counts it."""

    @property
    def articles(self) -> int:
        """Number of articles."""

    @property
    def published_from(self) -> date | None:
        """Day of the oldest dated article."""

    @property
    def published_to(self) -> date | None:
        """Day of the newest dated article."""

    @property
    def languages(self) -> Mapping[str, int]:
        """Number of articles by language code."""


def render_masthead(holdings: Holdings, language: Language) -> str:
    """Draw the page's title and what the archive holds."""
    words = WORDS[language]
    facts = [f"{write_count(holdings.articles, language)} {words['articles']}"]
    if holdings.published_from and holdings.published_to:
        days = (holdings.published_from, holdings.published_to)
        facts.append(" – ".join(write_date(day, language) for day in days))
    if holdings.languages:
        by_count = sorted(holdings.languages, key=holdings.languages.__getitem__, reverse=True)
        facts.append(", ".join(write_language(code, language) for code in by_count))
    return (
        f'<header class="masthead" lang="{language}"><h1>{words["title"]}</h1>'
        f'<p class="tagline">{words["tagline"]}</p><p class="facts">{escape(" · ".join(facts))}</p></header>'
    )


def render_notice(state: ChatModelState, problem: str | None, language: Language) -> str:
    """Draw the banner that says what the chat model lacks and what to do; empty when it is ready."""
    if state == "ready":
        return ""
    role = "alert" if state == "missing" else "status"
    return f'<div class="notice {state}" role="{role}">{_problem(WORDS[language][state], problem)}</div>'


def render_failed_start(problem: str, language: Language) -> str:
    """Draw the banner of a start that failed: questions cannot be answered."""
    return f'<div class="notice missing" role="alert">{_problem(WORDS[language]["failed"], problem)}</div>'


def render_question(
    question: str,
    understood: str | None,
    language: Language,
    asked_time: AskedTime | None = None,
    *,
    is_filtered_by_time: bool = False,
) -> str:
    """Draw the reader's question, as it was understood where that differs, and the time it names.

    What was understood can be put back into the box, and the time be removed.
    """
    words = WORDS[language]
    shown = question.strip()
    if len(shown) > LONGEST_QUESTION_SHOWN:
        shown = f"{shown[:LONGEST_QUESTION_SHOWN]}…"
    drawn = f'<p class="question">{escape(shown)}</p>'
    if understood and understood.strip() != question.strip():
        drawn += (
            f'<p class="understood">{words["understood"]}&#160;: {escape(understood)} '
            f'<a class="correct" href="{correct_link(understood)}" title="{words["correct_why"]}">'
            f"{words['correct']}</a></p>"
        )
    if asked_time is not None:
        period = write_period(asked_time.first, asked_time.last, language)
        told = words["within" if is_filtered_by_time else "preferred"].format(period=period)
        drawn += (
            f'<p class="period"><span class="chip">{escape(told)} '
            f'<a class="any-time" href="{any_time_link(question.strip())}" '
            f'title="{words["any_time"]}" aria-label="{words["any_time"]}">✕</a></span></p>'
        )
    return drawn


def render_writing(text: str, language: Language, *, found: bool) -> str:
    """Draw an answer on its way: the unchecked text so far, or the step the assistant is at."""
    if text.strip():
        return f'<p class="writing">{escape(text.strip())}</p>'
    return f'<p class="writing step">{WORDS[language]["writing" if found else "searching"]}</p>'


def render_answer(answer: Answer, language: Language) -> str:
    """Draw a checked answer: its sentences, their citation numbers, and what could not be verified."""
    if answer.refused:
        return render_refusal(answer, language)
    numbered = {citation.number: citation for citation in answer.citations}
    sentences = " ".join(_render_sentence(sentence, numbered, language) for sentence in answer.sentences)
    return (
        f'<div class="answer" lang="{escape(answer.language)}"><p>{sentences or escape(answer.text)}</p>'
        f'<p class="account" lang="{language}">{_account(answer, language)}</p></div>'
    )


def render_refusal(answer: Answer, language: Language) -> str:
    """Draw a refusal as what it is: an answer of its own kind, neither an error nor a claim."""
    return (
        f'<div class="answer refused" role="note"><p class="verdict">{WORDS[language]["refused"]}</p>'
        f'<p lang="{escape(answer.language)}">{escape(answer.text)}</p></div>'
    )


def render_error(message: str, language: Language) -> str:
    """Draw a question that could not be answered, and why."""
    return (
        f'<div class="answer failed" role="alert"><p class="verdict">{WORDS[language]["error"]}</p>'
        f"<p>{escape(message)}</p></div>"
    )


def render_stopped(language: Language) -> str:
    """Draw the end of an answer that the reader stopped."""
    return f'<p class="stopped">{WORDS[language]["stopped"]}</p>'


def render_waiting(language: Language) -> str:
    """Draw the evidence column before the first question."""
    words = WORDS[language]
    return _column(words["sources"], f'<p class="hint">{words["waiting"]}</p>', language)


def render_evidence(evidence: Sequence[Evidence], language: Language) -> str:
    """Draw the evidence found, before the model has written a word."""
    words = WORDS[language]
    cards = [article_card(item.number, item.article, item.start, item.end, language) for item in evidence]
    return _column(words["found"], list_cards(cards) or f'<p class="hint">{words["nothing"]}</p>', language)


def render_sources(answer: Answer, language: Language, *, can_gloss: bool = False) -> str:
    """Draw an answer's citations, then the passages that were found and not cited.

    With `can_gloss` quotes in another language than the question's come with a button for a gloss.
    """
    words = WORDS[language]
    articles = {hit.article.id: hit.article for hit in answer.hits}
    wanted = answer.language if can_gloss else ""
    cited = [
        citation_card(citation, articles.get(citation.article_id), wanted, language)
        for citation in answer.citations
    ]
    others = [
        article_card(None, hit.article, hit.passage.start, hit.passage.end, language)
        for hit in answer.hits
        if not any(_cites(citation, hit.passage) for citation in answer.citations)
    ]
    if answer.refused:
        hint = f'<p class="hint">{words["nothing"]}</p>'
        return _column(words["nearest"], list_cards(cited + others) or hint, language)
    drawn = _column(words["cited"], list_cards(cited), language) if cited else ""
    return drawn + (_column(words["others"], list_cards(others), language, kind="others") if others else "")


def render_article(article: Article, start: int, end: int, language: Language) -> str:
    """Draw a whole article with the words `text[start:end]` marked; out-of-range offsets mark nothing."""
    words = WORDS[language]
    before, marked, after = article.text[: max(start, 0)], "", ""
    if 0 <= start < end <= len(article.text):
        marked, after = article.text[start:end], article.text[end:]
    else:
        before = article.text
    mark = f'<mark tabindex="-1">{escape(marked)}</mark>' if marked else ""
    byline = [write_date(article.published, language), ", ".join(article.authors), *source_facts(article)]
    return (
        f'<div class="reader" role="dialog" aria-labelledby="article-title" lang="{language}">'
        f'<header><button type="button" class="close">{words["close"]} ✕</button>'
        f'<h2 id="article-title" dir="auto" lang="{escape(article.language)}">{escape(article.title)}</h2>'
        f'<p class="byline">{join_facts(byline)}{_original(article.url, language)}</p></header>'
        f'<article lang="{escape(article.language)}" dir="auto">'
        f"{escape(before)}{mark}{escape(after)}</article></div>"
    )


def render_missing_article(language: Language) -> str:
    """Draw the article panel where there is no such article."""
    words = WORDS[language]
    return (
        f'<div class="reader" role="dialog" aria-label="{words["article"]}">'
        f'<header><button type="button" class="close">{words["close"]} ✕</button>'
        f'<p role="alert">{words["missing_article"]}</p></header></div>'
    )


def _problem(headline: str, problem: str | None) -> str:
    return f"<strong>{headline}</strong>" + (
        f' <span class="problem">{escape(problem)}</span>' if problem else ""
    )


def _render_sentence(sentence: Sentence, citations: Mapping[int, Citation], language: Language) -> str:
    words = WORDS[language]
    links = "".join(
        f'<a class="cite" href="{article_link(cited.article_id, cited.start, cited.end)}" '
        f'title="{words["source"]} {number}: {escape(shortened(cited.title, LONGEST_SHOWN))}">{number}</a>'
        for number in sentence.citations
        if (cited := citations.get(number)) is not None
    )
    if sentence.verified:
        return f'<span class="sentence">{escape(sentence.text)}{links}</span>'
    return (
        f'<span class="sentence unverified" title="{words["unverified_why"]}">{escape(sentence.text)}{links}'
        f'<small class="doubt">{words["unverified"]}</small></span>'
    )


def _account(answer: Answer, language: Language) -> str:
    verified = sum(sentence.verified for sentence in answer.sentences)
    counted = WORDS[language]["verified_count"].format(verified=verified, total=len(answer.sentences))
    return f"{counted} · {write_seconds(answer.timings.total, language)}"


def _column(heading: str, content: str, language: Language, kind: str = "main") -> str:
    return (
        f'<section class="sources {kind}" lang="{language}" aria-label="{heading}">'
        f"<h2>{heading}</h2>{content}</section>"
    )


def _cites(citation: Citation, passage: Passage) -> bool:
    """Tell whether a citation lies, at least in part, within a passage."""
    same_article = citation.article_id == passage.article_id
    return same_article and citation.start < passage.end and passage.start < citation.end


def _original(url: str | None, language: Language) -> str:
    """Link to the article's own page, for web addresses only: `javascript:` and the like are no pages."""
    if url is None or not re.match("https?://", url, re.IGNORECASE):
        return ""
    return (
        f' · <a class="original" href="{escape(url)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{WORDS[language]["original"]}</a>'
    )
