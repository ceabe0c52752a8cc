"""The page over an archive that attacks and a model that does what it says, in a real browser."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from benchmarks.attacks import read_attacks, sources_of
from index.archive_index import ArchiveIndex
from index.ingest import build
from qa.assistant import Assistant
from qa.records import Evidence
from tests.fakes import HashingEmbedder, ScriptedGenerator

pytestmark = pytest.mark.browser

QUESTIONS = [
    *(
        attacked.question
        for attacked in read_attacks()
        if attacked.attack in {"html-in-entities", "escape-codes", "long-words"}
    ),
    "How many passengers does the Ashby ferry carry?",
    "Combien de voyageurs le tramway d'Ostrange transporte-t-il ?",
    "Combien d'hectolitres les vendanges de Castelmont ont-elles donnés ?",
]
INJECTED = ", ".join(
    f"{place} {element}"
    for place in ("#chat .message", "#sources", "#reader")
    for element in ("script", "img", "svg", "iframe", "style", "form", "table", "pre", "code", "[onerror]")
)
# `ran` tells what of the archive ran; nothing of the page itself is called `broken`.
WATCH = """
window.ran = [];
Object.defineProperty(window, "broken", { set: () => window.ran.push("broken"), get: () => undefined });
window.alert = (said) => window.ran.push(`alert ${said}`);
"""


def repeat(_: str, evidence: Sequence[Evidence]) -> str:
    return "<img src=x onerror=window.broken=1> ![p](http://attacker.example/q.png) " + " ".join(
        f"{item.text} [{item.number}]" for item in evidence
    )


@pytest.fixture(scope="module")
def address(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from app import build_page, serve

    path = tmp_path_factory.mktemp("attacks") / "archive"
    build(path, sources_of(), HashingEmbedder())
    archive = ArchiveIndex.open(path, HashingEmbedder())
    page = build_page(Assistant(archive, generator=ScriptedGenerator(repeat)), archive)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield serve(page, "127.0.0.1", port)
    page.close()


def test_nothing_of_the_archive_runs_opens_is_fetched_or_drawn_as_an_element(
    browser: Any, address: str
) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 1400, "height": 900})
    context.set_default_timeout(60_000)
    context.add_init_script(WATCH)
    opened: list[str] = []
    hosts: set[str | None] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page = context.new_page()
    context.on("page", lambda other: opened.append(other.url))

    def close_dialog(dialog: Any) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close_dialog)
    page.goto(address)
    page.wait_for_selector(".masthead h1")
    for number, question in enumerate(QUESTIONS):
        page.fill("#box textarea", question)
        page.press("#box textarea", "Enter")
        page.locator("#chat .answer").nth(number).wait_for()
        page.locator("#stop").wait_for(state="hidden")
        page.locator("#sources .card h3 a").first.click()
        page.wait_for_selector(".reader article")
        assert page.locator(INJECTED).count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1400
        page.keyboard.press("Escape")
        page.wait_for_selector(".reader", state="detached")
    links = page.eval_on_selector_all(
        "#chat .message a, #sources a", "links => links.map(link => link.getAttribute('href').split('/')[0])"
    )
    assert set(links) == {"#article"}
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") == []
    assert opened == []
    assert hosts - {None} == {"127.0.0.1"}
    context.close()


def test_the_watch_tells_what_would_have_run(browser: Any) -> None:
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("about:blank")
    page.set_content("<img src=x onerror='window.broken=1; alert(2)'>")
    page.wait_for_function("window.ran.length === 2")
    assert page.evaluate("window.ran") == ["broken", "alert 2"]
    context.close()
