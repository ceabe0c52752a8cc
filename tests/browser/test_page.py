"""The page as a reader meets it, in a real browser, over a scripted assistant."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.browser.scripted import HOSTILE, QUOTE

if TYPE_CHECKING:
    from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

Read = Callable[..., Any]


def ask(page: Any, question: str) -> None:
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")


def ask_and_wait(page: Any, question: str) -> None:
    answers = page.locator("#chat .answer").count()
    ask(page, question)
    page.locator("#chat .answer").nth(answers).wait_for()
    page.locator("#stop").wait_for(state="hidden")


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def test_the_sources_stand_beside_the_answer_before_the_model_writes(read: Read, site: Site) -> None:
    page = read()
    site.assistant.may_write.clear()
    ask(page, "Quelle est la longueur de la digue ?")
    page.wait_for_selector(".card blockquote")
    assert page.inner_text(".sources h2") == "Passages trouvés"
    assert page.inner_text(".card blockquote") == QUOTE
    assert (
        page.inner_text(".card .facts")
        == "1er mars 2019 · Le Courrier de Brenne · Économie · articles.jsonl 17"
    )
    assert page.inner_text("#chat .writing") == "Rédaction…"
    site.assistant.may_write.set()
    page.wait_for_selector("#chat .answer")
    assert page.locator(".sources h2").all_inner_texts() == ["Passages cités", "Autres passages trouvés"]


def test_an_unverified_sentence_is_marked_and_a_verified_one_is_not(read: Read) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    assert page.locator("#chat .sentence").all_inner_texts() == [
        "La digue mesure 840 mètres.1",
        "Elle sera peinte en bleu.non vérifiée",
    ]
    assert page.inner_text("#chat .unverified .doubt") == "non vérifiée"
    assert "non vérifiée" in page.get_attribute("#chat .unverified", "title")


@pytest.mark.parametrize("link", ["#chat a.cite", ".sources.main h3 a"])
def test_a_number_or_a_title_opens_the_article_at_the_quoted_words(read: Read, link: str) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    page.focus(link)
    page.keyboard.press("Enter")
    page.wait_for_selector(".reader mark")
    assert page.inner_text(".reader mark") == QUOTE
    assert page.inner_text(".reader h2") == "Le port de Brenne rouvre après la tempête"
    assert wait_until(lambda: page.evaluate("document.activeElement.className") == "close")
    page.wait_for_timeout(300)
    top = page.locator(".reader mark").bounding_box()["y"]
    assert 0 < top < 900
    page.keyboard.press("Escape")
    page.wait_for_selector(".reader", state="detached")
    assert page.evaluate("link => document.activeElement.matches(link)", link)


def test_a_refusal_is_an_answer_of_its_own_kind_with_the_nearest_passages(read: Read) -> None:
    page = read()
    ask_and_wait(page, "Qui est l'inconnu ?")
    assert page.inner_text("#chat .refused .verdict") == "L’archive ne le dit pas"
    assert page.locator("#chat .failed").count() == 0
    assert page.inner_text(".sources h2") == "Passages les plus proches"
    assert page.inner_text(".card blockquote") == QUOTE


def test_the_question_as_understood_is_shown_where_it_differs(read: Read) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    assert page.locator("#chat .understood").count() == 0
    ask_and_wait(page, "Et sa longueur ?")
    understood = page.inner_text("#chat .understood").replace("\u00a0", " ")
    assert understood == "Question comprise : Quelle est la longueur de la digue nord ? Corriger"


def test_the_question_as_understood_is_corrected_in_its_place_and_asked_as_it_stands(
    read: Read, site: Site
) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la hauteur du phare ?")
    ask_and_wait(page, "Et sa longueur ?")
    page.click("#chat .correct")
    field = page.get_by_role("textbox", name="Corriger la question comprise")
    assert field.input_value() == "Quelle est la longueur de la digue nord ?"
    assert field.evaluate("field => field === document.activeElement")
    field.fill("Et la longueur du phare ?")
    page.keyboard.press("Enter")
    page.locator("#chat .answer").nth(2).wait_for()
    assert page.locator("#chat .correction").count() == 0
    assert site.assistant.asked_as_is == ["Et la longueur du phare ?"]
    # What was misunderstood is not said any more.
    [turn] = site.assistant.histories["Et la longueur du phare ?"]
    assert turn.question == "Quelle est la hauteur du phare ?"
    ask_and_wait(page, "Et puis ?")
    questions = [turn.question for turn in site.assistant.histories["Et puis ?"]]
    assert questions == ["Quelle est la hauteur du phare ?", "Et la longueur du phare ?"]
    assert site.assistant.asked_as_is == ["Et la longueur du phare ?"]


def test_a_correction_is_left_with_escape_and_nothing_is_asked(read: Read, site: Site) -> None:
    page = read()
    ask_and_wait(page, "Et sa longueur ?")
    page.click("#chat .correct")
    page.locator("#chat .correction textarea").fill("Autre chose ?")
    page.keyboard.press("Escape")
    page.locator("#chat .correction").wait_for(state="detached")
    assert page.locator("#chat .understood").is_visible()
    assert page.evaluate("document.activeElement.className") == "correct"
    assert list(site.assistant.histories) == ["Et sa longueur ?"]


def test_a_quote_in_another_language_is_glossed_on_demand_and_marked_as_a_machine_s(
    read: Read, site: Site
) -> None:
    site.assistant.can_gloss = True
    page = read(locale="en-GB")
    ask_and_wait(page, "How long is the pier?")
    assert page.locator(".gloss").count() == 0
    offer = page.get_by_role("button", name="Translate into English")
    assert offer.count() == 1
    offer.click()
    page.wait_for_selector(".card .gloss")
    assert page.locator(".card .gloss p").all_inner_texts() == [
        "Machine translation, not checked",
        "The north pier, <b>840 metres</b> long, will be mended in spring.",
    ]
    assert page.inner_text(".sources.main blockquote") == QUOTE
    assert site.assistant.glossed == [(QUOTE, "en")]
    ask_and_wait(page, "How long is the pier now?")
    page.get_by_role("button", name="Translate into English").click()
    page.wait_for_selector(".card .gloss.failed")
    assert page.inner_text(".card .gloss") == "No reliable translation of this passage."


@pytest.mark.parametrize(
    ("can_gloss", "question"),
    [(True, "Quelle est la longueur de la digue ?"), (False, "How long is the pier?")],
    ids=["quote in the reader's language", "no chat model"],
)
def test_no_gloss_is_offered_where_none_is_needed_or_can_be_had(
    read: Read, site: Site, can_gloss: bool, question: str
) -> None:
    site.assistant.can_gloss = can_gloss
    page = read()
    ask_and_wait(page, question)
    assert page.locator(".sources.main .card").count() == 1
    assert page.locator(".gloss-offer").count() == 0


@pytest.mark.parametrize(
    ("locale", "question", "period"),
    [
        ("fr-FR", "Qui a fermé le port en mars 2019 ?", "Période : mars 2019 ✕"),
        (
            "fr-FR",
            "Qui a fermé le port vers 2018 ?",
            "Période privilégiée : 3 juillet 2017 – 1er juillet 2019 ✕",
        ),
        ("en-GB", "Who closed the port between 2016 and 2018?", "Period: 2016 – 2018 ✕"),
    ],
)
def test_the_time_asked_about_is_removed_by_a_click(
    read: Read, site: Site, locale: str, question: str, period: str
) -> None:
    page = read(locale=locale)
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    assert page.locator("#chat .chip").count() == 0
    ask_and_wait(page, question)
    assert page.inner_text("#chat .chip").replace("\u00a0", " ") == period
    page.click("#chat .any-time")
    page.locator("#chat .answer").nth(2).wait_for()
    assert page.locator("#chat .question").all_inner_texts()[1:] == [question, question]
    assert page.locator("#chat .chip").count() == 1
    assert site.assistant.used_time == [True, True, False]
    [turn] = site.assistant.histories[question]
    assert turn.question == "Quelle est la longueur de la digue ?"


def test_while_an_answer_is_written_no_second_one_is_asked_for(read: Read, site: Site) -> None:
    page = read()
    site.assistant.may_write.clear()
    ask(page, "Qui a fermé le port en mars 2019 ?")
    page.click("#chat .any-time")
    page.wait_for_timeout(500)
    site.assistant.may_write.set()
    page.locator("#stop").wait_for(state="hidden")
    assert site.assistant.used_time == [True]


def test_the_last_turns_of_this_reader_alone_go_with_a_question(read: Read, site: Site) -> None:
    first, second = read(), read()
    for number in (1, 2, 3):
        ask_and_wait(first, f"Question {number} sur la digue")
    ask_and_wait(first, "Et la suite ?")
    ask_and_wait(second, "Et ailleurs ?")
    turns = site.assistant.histories["Et la suite ?"]
    assert [turn.question for turn in turns] == ["Question 2 sur la digue", "Question 3 sur la digue"]
    assert turns[0].answer == "La digue mesure 840 mètres. Elle sera peinte en bleu."
    assert site.assistant.histories["Et ailleurs ?"] == ()


def test_stopping_closes_the_stream_and_the_next_question_is_answered(read: Read, site: Site) -> None:
    page = read()
    ask(page, "Raconte sans fin")
    page.wait_for_selector("#chat .writing:not(.step)")
    page.click("#stop")
    assert wait_until(lambda: site.assistant.closed == ["Raconte sans fin"])
    page.wait_for_selector("#chat .stopped")
    page.wait_for_selector("#stop", state="hidden")
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    assert site.assistant.histories["Quelle est la longueur de la digue ?"] == ()


def test_clearing_forgets_the_conversation_and_stops_the_model(read: Read, site: Site) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    ask(page, "Raconte sans fin")
    page.wait_for_selector("#chat .writing:not(.step)")
    page.click("#clear")
    assert wait_until(lambda: site.assistant.closed == ["Raconte sans fin"])
    page.wait_for_selector("#chat .question", state="detached")
    page.wait_for_selector(".sources .hint")
    ask_and_wait(page, "Et ensuite ?")
    assert site.assistant.histories["Et ensuite ?"] == ()


def test_a_reader_who_leaves_stops_the_model(read: Read, site: Site) -> None:
    page = read()
    ask(page, "Raconte sans fin")
    page.wait_for_selector("#chat .writing:not(.step)")
    page.context.close()
    assert wait_until(lambda: site.assistant.closed == ["Raconte sans fin"], seconds=30)


def test_a_second_reader_is_answered_while_the_first_waits(read: Read) -> None:
    first, second = read(), read()
    ask(first, "Raconte sans fin")
    first.wait_for_selector("#chat .writing:not(.step)")
    ask_and_wait(second, "Quelle est la longueur de la digue ?")
    assert first.locator("#chat .answer").count() == 0


def test_a_failure_is_told_without_its_inner_details_and_the_page_lives_on(read: Read) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    ask_and_wait(page, "Question qui casse")
    assert page.locator(".card").count() == 0
    assert "erreur imprévue" in page.inner_text("#chat .failed")
    assert "secret" not in page.content()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    assert page.locator("#chat .cite").count() == 2


def test_a_question_too_long_is_refused_with_the_reason(read: Read) -> None:
    page = read()
    ask_and_wait(page, "é" * 20_000)
    assert "the question has 20000 characters; at most 2000 can be asked" in page.inner_text("#chat .failed")


def test_an_empty_question_is_answered_with_a_notice_alone(read: Read, site: Site) -> None:
    page = read()
    ask(page, "   ")
    page.get_by_text("Écrivez d’abord une question.").wait_for()
    assert page.locator("#chat .question").count() == 0
    assert site.assistant.histories == {}


def test_the_banner_tells_what_is_missing_and_goes_when_the_model_is_ready(read: Read, site: Site) -> None:
    site.assistant.chat_model_state = "loading"
    page = read()
    assert "se charge" in page.inner_text(".notice")
    site.assistant.chat_model_problem = "no weights: run `python -m qa fetch`"
    site.assistant.chat_model_state = "missing"
    page.wait_for_selector(".notice.missing")
    assert "no weights: run `python -m qa fetch`" in page.inner_text(".notice.missing")
    page.reload()
    site.assistant.chat_model_problem = None
    site.assistant.chat_model_state = "ready"
    page.wait_for_selector(".notice", state="detached")


def test_a_loading_that_failed_says_so(read: Read, site: Site) -> None:
    page = read()
    site.loaded.set_exception(RuntimeError("the embedder is corrupt"))
    page.wait_for_selector(".notice.missing")
    assert "the embedder is corrupt" in page.inner_text(".notice")


def test_text_of_the_archive_and_of_the_reader_is_shown_and_never_run(read: Read) -> None:
    page = read()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    question = "<img src=x onerror='window.broken=1'> ![x](http://outside.example/a.png) $$x$$ **piège**"
    ask_and_wait(page, question)
    assert page.inner_text("#chat .question") == question
    assert page.inner_text(".sources.main h3") == HOSTILE.title
    assert page.inner_text(".sources.main blockquote") == HOSTILE.text
    page.click("#chat a.cite")
    page.wait_for_selector(".reader mark")
    assert page.inner_text(".reader mark") == HOSTILE.text
    assert page.evaluate("window.broken") is None
    assert page.locator(".reader img, .card img, #chat .message img, .reader script").count() == 0
    assert [url for url in requests if "outside.example" in url] == []


def test_an_article_that_is_gone_is_said_to_be_gone(read: Read, site: Site) -> None:
    page = read()
    page.goto("about:blank")
    page.goto(f"{site.address}#article/nowhere/0/4")
    page.wait_for_selector(".reader [role=alert]")
    assert page.inner_text(".reader [role=alert]") == "Cet article n’est plus dans l’archive."


def test_nothing_is_asked_of_any_other_machine(read: Read, site: Site) -> None:
    page = read()
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.reload()
    page.wait_for_selector(".masthead h1")
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    page.wait_for_timeout(1500)
    assert hosts - {None} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("locale", "title", "button"),
    [
        ("fr-FR", "Interroger l’archive", "Demander"),
        ("en-GB", "Ask the archive", "Ask"),
        ("de-DE", "Ask the archive", "Ask"),
    ],
)
def test_the_page_speaks_the_browser_s_language(read: Read, locale: str, title: str, button: str) -> None:
    page = read(locale=locale)
    assert page.inner_text(".masthead h1") == title
    assert page.inner_text("#ask") == button
    assert wait_until(lambda: page.title() == title)
    assert page.evaluate("document.documentElement.lang") == locale[:2].replace("de", "en")
    page.get_by_role("textbox", name={"Demander": "Votre question"}.get(button, "Your question")).wait_for()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1400, 900)])
def test_nothing_overflows_sideways(read: Read, width: int, height: int) -> None:
    page = read(width=width, height=height)
    ask_and_wait(page, "Quelle est la longueur de la digue ?" + "x" * 200)
    page.click("#chat a.cite")
    page.wait_for_selector(".reader mark")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".reader").bounding_box()["x"] >= 0


def test_an_example_is_asked_by_clicking_it(read: Read, site: Site) -> None:
    page = read()
    page.get_by_text("Quelle est la longueur de la digue ?").click()
    page.wait_for_selector("#chat .answer")
    assert list(site.assistant.histories) == ["Quelle est la longueur de la digue ?"]


def test_messages_are_read_out_as_text_not_as_markup(read: Read) -> None:
    page = read()
    ask_and_wait(page, "Quelle est la longueur de la digue ?")
    assert wait_until(lambda: page.locator("#chat [data-testid][aria-label*='<']").count() == 0)


def test_no_interface_is_offered_to_programs(read: Read, site: Site) -> None:
    page = read()
    described = page.request.get(f"{site.address}gradio_api/info").json()
    assert described["named_endpoints"] == {}
