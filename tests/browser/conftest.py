"""A page over a scripted assistant, and a browser to read it with."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.browser.scripted import ScriptedArchive, ScriptedAssistant

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Site:
    """One served page: its address, its scripted assistant, and how its loading goes."""

    def __init__(self, address: str, assistant: ScriptedAssistant, loaded: Future[None]) -> None:
        self.address = address
        self.assistant = assistant
        self.loaded = loaded


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def site(browser: Any) -> Iterator[Site]:
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from app import build_page, serve

    assistant, loaded = ScriptedAssistant(), Future[None]()
    page = build_page(
        assistant,
        ScriptedArchive(),
        history_turns=2,
        examples=["Quelle est la longueur de la digue ?"],
        loaded=loaded,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield Site(serve(page, "127.0.0.1", port), assistant, loaded)
    assistant.may_write.set()
    page.close()


@pytest.fixture
def read(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Open the site as a reader would; every reader has a session of their own."""
    contexts = []

    def opened(locale: str = "fr-FR", width: int = 1400, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(site.address)
        page.wait_for_selector(".masthead h1")
        return page

    yield opened
    for context in contexts:
        context.close()
