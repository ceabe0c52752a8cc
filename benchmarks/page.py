"""Print how long a reader waits: from starting the page to its first answer, in a real browser.

    python benchmarks/page.py INDEX QUESTIONS.jsonl [--count 20] [--chat-model NAME]

Starts `app.py` in a process of its own and reads it with chromium (Python package playwright). Each question
is typed into the page, cleared between two; the page's own clock tells from the pressing of Enter to the
first evidence card, to the first text of the answer, and to the checked answer, each when it can be seen. The
page learns every 2 seconds whether the chat model is ready, so that figure is that coarse. One question more,
asked first, stands by itself: without a chat model it still waits for the embedder.
"""

from __future__ import annotations

import argparse
import http.client
import math
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.questions import read_questions

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
POLL_SECONDS = 0.05
START_SECONDS, MODEL_SECONDS, ANSWER_SECONDS = 120, 600, 300
STEPS = {"evidence": "first evidence card", "text": "first text", "answer": "checked answer"}
# Notes, by the page's clock, when Enter is pressed and when each step can first be seen.
WATCH = """
() => {
  const seen = {};
  const sought = {
    evidence: ".card",
    text: "#chat .writing:not(.step), #chat .answer",
    answer: "#chat .answer",
  };
  const look = () => {
    for (const [step, selector] of Object.entries(sought)) {
      const found = document.querySelector(selector);
      if (seen.asked && !seen[step] && found && found.getClientRects().length) seen[step] = performance.now();
    }
  };
  document.addEventListener("keydown", event => {
    if (event.key === "Enter") seen.asked = performance.now();
  }, true);
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, attributes: true});
  window.waits = {seen, forget: () => Object.keys(seen).forEach(step => delete seen[step])};
}
"""


def main() -> None:
    """Read the arguments, start browser and page, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--count", type=int, default=20, help="questions, by a fixed draw (default: 20)")
    parser.add_argument("--chat-model", help="local, none, or provider:NAME; overrides the settings")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser's program")
    parsed = parser.parse_args()
    questions = [question.question for question in read_questions([parsed.questions], parsed.count + 1)]
    # The browser first: its own start is no part of the page's.
    with open_browser(parsed.chromium) as browser, start_page(parsed.index, parsed.chat_model) as started:
        address, begun, answered_after = started
        page = open_page(browser, address)
        drawn_after = time.monotonic() - begun
        print(f"{'HTTP answers':20s} {answered_after:7.2f} s after the command")
        print(f"{'page drawn':20s} {drawn_after:7.2f} s")
        state = wait_for_model(page)
        print(f"{'chat model ' + state:20s} {time.monotonic() - begun:7.2f} s", flush=True)
        first, *waits = [ask(page, question) for question in questions]
    print(f"{'first question':20s} {first.get('answer', math.nan):7.2f} s from Enter")
    print_table(waits)


@contextmanager
def open_browser(program: str | None) -> Iterator[Any]:
    """Open chromium without a window."""
    if program is None:
        sys.exit("error: chromium is missing (Debian: apt-get install chromium); or name it with --chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def start_page(index: Path, chat_model: str | None) -> Iterator[tuple[str, float, float]]:
    """Start app.py; give its address, the time of the command, and the seconds until HTTP answered."""
    port = free_port()
    environment = os.environ | ({"ARCHIVE_QA_CHAT_MODEL": chat_model} if chat_model else {})
    command = [sys.executable, str(ROOT / "app.py"), "--index", str(index), "--port", str(port)]
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own page
    try:
        while not answers(port):
            if process.poll() is not None or time.monotonic() - begun > START_SECONDS:
                sys.exit(f"error: the page did not start (status {process.poll()})")
            time.sleep(POLL_SECONDS)
        yield f"http://127.0.0.1:{port}/", begun, time.monotonic() - begun
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Tell whether the page's address answers with a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def open_page(browser: Any, address: str) -> Any:
    """Open the page as a reader would, and watch it."""
    page = browser.new_context(locale="fr-FR", viewport={"width": 1400, "height": 900}).new_page()
    page.goto(address)
    # Drawn last of what is drawn at once: head, banner, sources.
    page.wait_for_selector(".sources .hint")
    page.evaluate(WATCH)
    return page


def wait_for_model(page: Any) -> str:
    """Wait until the banner no longer says that the chat model loads; return its state."""
    page.wait_for_selector(".notice.loading", state="detached", timeout=MODEL_SECONDS * 1000)
    if page.locator(".notice.missing").count():
        sys.exit(f"error: {page.inner_text('.notice.missing')}")
    return "off" if page.locator(".notice.off").count() else "ready"


def ask(page: Any, question: str) -> dict[str, float]:
    """Ask a question of a cleared page; return the seconds to each step that came."""
    page.click("#clear")
    page.wait_for_selector("#chat .question", state="detached")
    page.wait_for_selector(".card", state="detached")
    page.evaluate("waits.forget()")
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_function("waits.seen.answer", timeout=ANSWER_SECONDS * 1000)
    page.wait_for_selector("#stop", state="hidden")
    if page.locator("#chat .failed").count():
        print(f"error: {question}: {page.inner_text('#chat .failed')}", file=sys.stderr)
        return {}
    seen = page.evaluate("waits.seen")
    return {step: (seen[step] - seen["asked"]) / 1000 for step in STEPS if step in seen}


def print_table(waits: Sequence[dict[str, float]]) -> None:
    """Print median, 90th percentile and longest wait for each step."""
    print(f"\n{'seconds to':20s} {'n':>4s} {'median':>7s} {'p90':>7s} {'max':>7s}")
    for step, name in STEPS.items():
        taken = [wait[step] for wait in waits if step in wait]
        if taken:
            median, p90 = np.quantile(taken, [0.5, 0.9])
            print(f"{name:20s} {len(taken):4d} {median:7.2f} {p90:7.2f} {max(taken):7.2f}")


if __name__ == "__main__":
    main()
