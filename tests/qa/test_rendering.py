from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Hit, Passage, Record, Source
from qa.gloss_rendering import render_gloss, render_no_gloss
from qa.markup import read_any_time_link
from qa.records import Answer, AskedTime, ChatModelState, Citation, Evidence, Sentence, Timings
from qa.rendering import (
    render_answer,
    render_article,
    render_error,
    render_evidence,
    render_failed_start,
    render_masthead,
    render_missing_article,
    render_notice,
    render_question,
    render_sources,
    render_stopped,
    render_waiting,
    render_writing,
)
from qa.wording import WORDS, Language

TEXT = "Le port rouvre.\nLa digue mesure 840 mètres. La pêche reprend."
QUOTE = "La digue mesure 840 mètres."
MARCH = AskedTime(
    first=date(2019, 3, 1), last=date(2019, 3, 31), is_explicit=True, words="mars 2019", start=0, end=9
)
VOID = {"br", "img", "input", "hr"}


class Reading(HTMLParser):
    """What a browser would make of some HTML: tags with their attributes, and the text by class."""

    def __init__(self, drawn: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.unclosed = 0
        self.marked = ""
        self.feed(drawn)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed += 1

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marked += data

    def links(self) -> list[str | None]:
        return [attributes.get("href") for tag, attributes in self.tags if tag == "a"]

    def classes(self) -> set[str]:
        return {name for _, attributes in self.tags for name in (attributes.get("class") or "").split()}


def article(text: str = TEXT, **changed: object) -> Article:
    fields: dict[str, object] = {
        "id": "a1",
        "title": "Le port rouvre",
        "text": text,
        "published": date(2019, 3, 1),
        "publisher": "Le Courrier",
        "section": "Économie",
        "language": "fr",
        "source": Source(path="2019/articles.jsonl", record="17"),
    }
    return Article.model_validate(fields | changed)


def evidence(words: str = QUOTE, number: int = 1) -> Evidence:
    start = TEXT.index(words)
    return Evidence(
        number=number, article=article(), text=words, start=start, end=start + len(words), score=1.0
    )


def hit(words: str) -> Hit:
    start = TEXT.index(words)
    passage = Passage(id="a1:0", article_id="a1", text=words, start=start, end=start + len(words))
    return Hit(passage=passage, article=article(), score=1.0)


def citation(number: int = 1) -> Citation:
    start = TEXT.index(QUOTE)
    return Citation(
        number=number,
        record="17",
        article_id="a1",
        title="Le port rouvre",
        published=date(2019, 3, 1),
        quote=QUOTE,
        start=start,
        end=start + len(QUOTE),
    )


def answer(**changed: object) -> Answer:
    fields: dict[str, object] = {
        "question": "Quelle longueur ?",
        "standalone_question": "Quelle longueur ?",
        "text": "840 mètres. Et bleue.",
        "language": "fr",
        "sentences": (
            Sentence(text="840 mètres.", citations=(1,), verified=True),
            Sentence(text="Et bleue."),
        ),
        "citations": (citation(),),
        "hits": (hit(QUOTE), hit("La pêche reprend.")),
        "timings": Timings(total=4.2),
    }
    return Answer.model_validate(fields | changed)


class Counts(Record):
    articles: int = 33_839
    published_from: date | None = date(2011, 1, 2)
    published_to: date | None = date(2020, 12, 31)
    languages: dict[str, int]


def test_the_masthead_tells_what_the_archive_holds_the_main_language_first() -> None:
    drawn = Reading(render_masthead(Counts(languages={"en": 4, "fr": 33_835}), "fr"))
    assert drawn.text.endswith("33\u202f839 articles · 2 janvier 2011 – 31 décembre 2020 · français, anglais")


def test_an_archive_without_dates_shows_none() -> None:
    undated = Counts(articles=0, published_from=None, published_to=None, languages={})
    assert Reading(render_masthead(undated, "en")).text.endswith("article.0 articles")


@pytest.mark.parametrize(
    ("state", "problem", "text", "classes"),
    [
        ("ready", None, "", set()),
        ("loading", None, WORDS["fr"]["loading"], {"notice", "loading"}),
        ("off", None, WORDS["fr"]["off"], {"notice", "off"}),
        ("missing", "run x", f"{WORDS['fr']['missing']} run x", {"notice", "missing", "problem"}),
    ],
)
def test_the_banner_says_what_is_lacking(
    state: ChatModelState, problem: str | None, text: str, classes: set[str]
) -> None:
    drawn = Reading(render_notice(state, problem, "fr"))
    assert drawn.text == text
    assert drawn.classes() == classes


def test_a_failed_start_tells_its_problem() -> None:
    drawn = Reading(render_failed_start("no <embedder>", "fr"))
    assert drawn.text == "Le démarrage n’a pas abouti. no <embedder>"
    assert drawn.classes() == {"notice", "missing", "problem"}


@pytest.mark.parametrize(
    ("understood", "shown"),
    [
        (None, "Et sa longueur ?"),
        ("Et sa longueur ? ", "Et sa longueur ?"),
        ("Longueur du port ?", "Et sa longueur ?Question comprise\u00a0: Longueur du port ? Corriger"),
    ],
)
def test_the_question_as_understood_is_shown_where_it_differs(understood: str | None, shown: str) -> None:
    assert Reading(render_question(" Et sa longueur ?\n", understood, "fr")).text == shown


def test_the_question_as_understood_links_to_the_box_with_it() -> None:
    drawn = Reading(render_question("Et sa longueur ?", "Longueur du <port> ?", "fr"))
    [link] = [attributes["href"] for tag, attributes in drawn.tags if tag == "a"]
    assert link == "#correct/Longueur%20du%20%3Cport%3E%20%3F"


@pytest.mark.parametrize(
    ("is_filtered", "language", "shown"),
    [
        (True, "fr", "Qui ?Période\u00a0: mars 2019 ✕"),
        (True, "en", "Qui ?Period: March 2019 ✕"),
        (False, "fr", "Qui ?Période privilégiée\u00a0: mars 2019 ✕"),
        (False, "en", "Qui ?Period preferred: March 2019 ✕"),
    ],
)
def test_the_time_asked_about_is_shown_with_a_link_that_asks_without_it(
    is_filtered: bool, language: Language, shown: str
) -> None:
    drawn = Reading(render_question(" Qui ?", "Qui ?", language, MARCH, is_filtered_by_time=is_filtered))
    assert drawn.text == shown
    [link] = [attributes["href"] for tag, attributes in drawn.tags if tag == "a"]
    assert read_any_time_link(link or "") == "Qui ?"


def test_a_very_long_question_is_shown_in_part() -> None:
    assert Reading(render_question("a" * 20_000, None, "fr")).text == "a" * 600 + "…"


@pytest.mark.parametrize(
    ("written", "found", "text"),
    [("", False, "Recherche dans l’archive…"), (" ", True, "Rédaction…"), (" La digue ", True, "La digue")],
)
def test_an_answer_on_its_way_tells_its_step(written: str, found: bool, text: str) -> None:
    assert Reading(render_writing(written, "fr", found=found)).text == text


def test_an_answer_links_its_numbers_to_the_quoted_words_and_marks_what_is_unverified() -> None:
    drawn = Reading(render_answer(answer(), "fr"))
    assert drawn.text == "840 mètres.1 Et bleue.non vérifiéePhrases vérifiées : 1 sur 2 · 4,2 s"
    assert drawn.links() == ["#article/a1/16/43"]
    titles = [attributes.get("title") for _, attributes in drawn.tags if "title" in attributes]
    assert titles == ["Source 1: Le port rouvre", WORDS["fr"]["unverified_why"]]


def test_a_number_without_a_citation_is_not_drawn() -> None:
    unresolved = answer(sentences=(Sentence(text="840.", citations=(1, 9), verified=True),))
    assert Reading(render_answer(unresolved, "en")).links() == ["#article/a1/16/43"]


def test_a_refusal_looks_like_neither_an_answer_nor_an_error() -> None:
    drawn = Reading(render_answer(answer(refused=True, reason="not_in_archive", text="Rien."), "fr"))
    assert drawn.text == "L’archive ne le dit pasRien."
    assert "refused" in drawn.classes()
    assert "failed" not in drawn.classes()
    assert drawn.links() == []


def test_evidence_shows_number_title_date_source_and_words() -> None:
    drawn = Reading(render_evidence([evidence()], "fr"))
    assert drawn.text == (
        "Passages trouvés1Le port rouvre1er mars 2019 · Le Courrier · Économie · articles.jsonl 17" + QUOTE
    )
    assert drawn.links() == ["#article/a1/16/43"]


def test_no_evidence_is_said() -> None:
    assert (
        Reading(render_evidence([], "en")).text
        == "Passages foundNo passage of the archive comes near this question."
    )


def test_sources_are_the_citations_then_the_passages_that_hold_none() -> None:
    drawn = Reading(render_sources(answer(), "en"))
    assert drawn.text == (
        "Passages cited1Le port rouvre1 March 2019 · Le Courrier · Économie · articles.jsonl 17"
        + QUOTE
        + "Other passages foundLe port rouvre1 March 2019 · Le Courrier · Économie · articles.jsonl 17"
        "La pêche reprend."
    )


@pytest.mark.parametrize(
    ("can_gloss", "asked_in", "offers"), [(True, "en", 1), (True, "fr", 0), (False, "en", 0)]
)
def test_a_cited_quote_in_another_language_than_the_question_s_can_be_glossed(
    can_gloss: bool, asked_in: str, offers: int
) -> None:
    drawn = Reading(render_sources(answer(language=asked_in), "en", can_gloss=can_gloss))
    links = [attributes.get("data-gloss") for tag, attributes in drawn.tags if tag == "button"]
    assert links == ["#gloss/a1/16/43/en"] * offers


def test_a_refusal_s_sources_are_the_nearest_passages() -> None:
    refused = answer(refused=True, citations=(), hits=(hit("La pêche reprend."),))
    assert Reading(render_sources(refused, "fr")).text.startswith("Passages les plus prochesLe port rouvre")
    nothing = answer(refused=True, citations=(), hits=())
    assert Reading(render_sources(nothing, "fr")).text == f"Passages les plus proches{WORDS['fr']['nothing']}"


@pytest.mark.parametrize(
    ("start", "end", "marked"),
    [(16, 43, QUOTE), (0, len(TEXT), TEXT), (43, 16, ""), (-5, 4, ""), (0, 10_000, ""), (7, 7, "")],
)
def test_an_article_is_shown_whole_with_the_quoted_words_marked(start: int, end: int, marked: str) -> None:
    drawn = Reading(render_article(article(), start, end, "fr"))
    assert drawn.marked == marked
    assert drawn.text.endswith(TEXT)


@pytest.mark.parametrize(
    ("url", "links"),
    [
        (None, []),
        ("https://news.example/a?b=1&c=2", ["https://news.example/a?b=1&c=2"]),
        ("HTTP://news.example", ["HTTP://news.example"]),
        ("javascript:alert(1)", []),
        (" javascript:alert(1)", []),
        ("data:text/html,x", []),
        ('https://x"onmouseover="y', ['https://x"onmouseover="y']),
    ],
)
def test_only_web_addresses_become_links(url: str | None, links: list[str]) -> None:
    drawn = Reading(render_article(article(url=url), 0, 3, "en"))
    assert drawn.links() == links
    assert all(name not in attributes for _, attributes in drawn.tags for name in ("onmouseover", "onclick"))


HOSTILE_TEXTS = [
    "<script>alert(1)</script>",
    "</p></div><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1)) ![](http://outside.example/a.png) <http://outside.example>",
    "$$\\href{javascript:alert(1)}{x}$$",
    "${alert(1)} {{constructor}} `x`",
    "\u202edrow\u202c \u200b\u2066x",
    "\n\n# title\n\n- list\n\n    code",
]


def every_drawing(text: str, language: Language) -> list[str]:
    hostile = article(
        text,
        title=text,
        publisher=text,
        section=text,
        authors=(text,),
        language=text,
        source=Source(path=text),
    )
    whole = Passage(id="a1:0", article_id="a1", text=text, start=0, end=len(text))
    cited = citation().model_copy(update={"title": text, "quote": text, "start": 0, "end": 1})
    told = answer(
        text=text,
        language=text,
        sentences=(Sentence(text=text, citations=(1,)),),
        citations=(cited,),
        hits=(Hit(passage=whole, article=hostile, score=1.0),),
    )
    found = Evidence(number=1, article=hostile, text=text, start=0, end=len(text), score=1.0)
    return [
        render_question(text, f"{text}!", language, MARCH.model_copy(update={"words": text})),
        render_writing(text, language, found=True),
        render_answer(told, language),
        render_answer(told.model_copy(update={"refused": True}), language),
        render_sources(told, language),
        render_gloss(text, text, "en", language),
        render_no_gloss(text, language),
        render_evidence([found], language),
        render_article(hostile, 0, len(text) // 2, language),
        render_error(text, language),
        render_notice("missing", text, language),
        render_failed_start(text, language),
        render_masthead(Counts(languages={text: 1}), language),
        render_stopped(language),
        render_waiting(language),
        render_missing_article(language),
    ]


def shape(drawing: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(attributes)) for tag, attributes in Reading(drawing).tags]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_text_changes_the_shape_of_what_is_drawn(text: str, language: Language) -> None:
    drawings, plain = every_drawing(text, language), every_drawing("plain words", language)
    assert [shape(drawing) for drawing in drawings] == [shape(drawing) for drawing in plain]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=2).filter(lambda text: text.strip()))
def test_every_drawing_is_well_formed_and_free_of_markdown(text: str) -> None:
    for drawing in every_drawing(text, "fr"):
        reading = Reading(drawing)
        assert (reading.open, reading.unclosed) == ([], 0)
        assert "\n" not in drawing
        assert re.search(r"[*_`$\[\]{}]|!\(", re.sub(r"<[^>]*>", "", drawing)) is None
