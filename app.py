"""The page: a conversation on the left, its sources on the right, the article on request.

It only draws: what is shown comes from `qa.rendering`, what is answered from an `Answering`.
Nothing is fetched from outside; a conversation belongs to its session.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr  # the two settings above are read when it is imported

from index.errors import ArchiveError
from qa import exchange, rendering
from qa.exchange import Answering, Archive
from qa.records import EvidenceFound, TextWritten, Turn
from qa.rewrite import last_turns
from qa.wording import WORDS, Language, preferred_language

READERS_AT_ONCE = 8
NOTICE_EVERY_SECONDS = 2.0
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of events that draw what happens themselves and are no interface for programs."""

Messages = list[dict[str, Any]]
Drawing = tuple[Any, ...]
"""New values for a row of components, in the order of an event's outputs."""


def build_page(
    assistant: Answering,
    archive: Archive,
    *,
    history_turns: int = 3,
    examples: Sequence[str] = (),
    loaded: Future[None] | None = None,
) -> gr.Blocks:
    """Lay out the page and tie its events; `loaded` tells how `Answering.load` went, where it runs aside."""
    words = gr.I18n(**WORDS)
    with gr.Blocks(title=WORDS["fr"]["title"], fill_width=True) as page:
        turns = gr.State([])
        masthead = gr.HTML(elem_id="masthead")
        notice = gr.HTML(elem_id="notice")
        with gr.Row(elem_id="layout"):
            with gr.Column(scale=6, min_width=340):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label=words("conversation"),
                    show_label=False,
                    placeholder=str(words("placeholder")),
                    examples=[{"text": example} for example in examples],
                    layout="panel",
                    buttons=[],
                    feedback_options=None,
                    latex_delimiters=[],
                    allow_tags=False,
                )
                with gr.Row(elem_id="asking"):
                    box = gr.Textbox(
                        elem_id="box",
                        label=words("question"),
                        show_label=False,
                        placeholder=words("question"),
                        max_lines=5,
                        autofocus=True,
                        container=False,
                        scale=1,
                    )
                    ask = gr.Button(words("ask"), variant="primary", elem_id="ask", scale=0, min_width=120)
                    stop = gr.Button(words("stop"), visible=False, elem_id="stop", scale=0, min_width=100)
                    clear = gr.Button(words("clear"), elem_id="clear", scale=0, min_width=100)
            with gr.Column(scale=5, min_width=340):
                sources = gr.HTML(elem_id="sources")
        reader = gr.HTML(elem_id="reader", js_on_load=_beside("page.js"))
        glossed = gr.HTML(elem_id="gloss")
        timer = gr.Timer(NOTICE_EVERY_SECONDS)

        def converse(
            question: str, messages: Messages, earlier: list[Turn], request: gr.Request
        ) -> Iterator[Drawing]:
            kept = last_turns(earlier, history_turns)
            yield from answer(assistant, question, messages, kept, _language(request))

        def converse_example(
            messages: Messages, earlier: list[Turn], event: gr.SelectData, request: gr.Request
        ) -> Iterator[Drawing]:
            yield from converse(event.value["text"], messages, earlier, request)

        def converse_at_any_time(
            messages: Messages, earlier: list[Turn], event: gr.EventData, request: gr.Request
        ) -> Iterator[Drawing]:
            question = exchange.linked_question(event.link)
            kept = last_turns(exchange.turns_before(question, earlier), history_turns)
            # What leaned on nothing before, as a corrected question does, leans on nothing now.
            as_is = any(turn.question == turn.standalone_question == question for turn in earlier)
            yield from answer(
                assistant, question, messages, kept, _language(request), use_time=False, as_is=as_is
            )

        def converse_corrected(
            messages: Messages, earlier: list[Turn], event: gr.EventData, request: gr.Request
        ) -> Iterator[Drawing]:
            before = exchange.turns_before_understood(str(event.understood), earlier)
            kept = last_turns(before, history_turns)
            yield from answer(assistant, str(event.question), messages, kept, _language(request), as_is=True)

        def end(messages: Messages, request: gr.Request) -> Drawing:
            said = exchange.said_message(rendering.render_stopped(_language(request)))
            return [*messages, said], gr.Button(visible=False)

        def begin_again(request: gr.Request) -> Drawing:
            return "", [], [], rendering.render_waiting(_language(request)), gr.Button(visible=False), ""

        shared: dict[str, Any] = {**QUIET, "concurrency_limit": READERS_AT_ONCE, "concurrency_id": "answers"}
        answering = [box, chat, turns, sources, stop]
        asked = gr.on([box.submit, ask.click], converse, [box, chat, turns], answering, **shared)
        tried = chat.example_select(converse_example, [chat, turns], answering, **shared)
        widened = reader.ask_any_time(converse_at_any_time, [chat, turns], answering, **shared)
        corrected = reader.ask_corrected(converse_corrected, [chat, turns], answering, **shared)
        cancelling: dict[str, Any] = {"cancels": [asked, tried, widened, corrected], "queue": False, **QUIET}
        stop.click(None, **cancelling).then(end, [chat], [chat, stop], queue=False, **QUIET)
        clear.click(None, **cancelling).then(begin_again, None, [*answering, reader], queue=False, **QUIET)
        _tie_reading(reader, glossed, assistant, archive)
        welcome, check = _greeting(assistant, archive, loaded)
        timer.tick(check, None, [notice, timer], queue=False, **QUIET)
        page.load(welcome, None, [masthead, notice, sources], queue=False, **QUIET)
    page.queue(default_concurrency_limit=READERS_AT_ONCE, api_open=False)
    return page  # type: ignore[no-any-return]  # Gradio leaves its context manager untyped


def _greeting(
    assistant: Answering, archive: Archive, loaded: Future[None] | None
) -> tuple[Callable[[gr.Request], Drawing], Callable[[gr.Request], Drawing]]:
    """Return what draws the page as it opens, and what looks again whether the models are loaded."""

    def welcome(request: gr.Request) -> Drawing:
        language = _language(request)
        head = rendering.render_masthead(archive.statistics, language)
        return head, exchange.draw_notice(assistant, loaded, language), rendering.render_waiting(language)

    def check(request: gr.Request) -> Drawing:
        active = assistant.chat_model_state == "loading" or (loaded is not None and not loaded.done())
        return exchange.draw_notice(assistant, loaded, _language(request)), gr.Timer(active=active)

    return welcome, check


def _tie_reading(reader: Any, glossed: Any, assistant: Answering, archive: Archive) -> None:
    """Let the links of the page open articles, and its buttons ask for quotes in another language."""

    def open_article(event: gr.EventData, request: gr.Request) -> str:
        return exchange.draw_article(archive, event.link, _language(request))

    def gloss(event: gr.EventData, request: gr.Request) -> str:
        return exchange.draw_gloss(assistant, archive, event.link, event.key, _language(request))

    reader.open_article(open_article, None, reader, queue=False, **QUIET)
    reader.gloss(gloss, None, glossed, trigger_mode="multiple", concurrency_limit=READERS_AT_ONCE, **QUIET)


def answer(  # noqa: PLR0913 - the exchange, what stands before it, and switches
    assistant: Answering,
    question: str,
    messages: Messages,
    turns: Sequence[Turn],
    language: Language,
    *,
    use_time: bool = True,
    as_is: bool = False,
) -> Generator[Drawing, None, None]:
    """Draw one exchange as it goes. Closing this iterator closes the assistant's, which stops the model."""
    if not question.strip():
        gr.Info(WORDS[language]["empty_question"])
        yield _drawing()
        return
    asked = exchange.asked_message(rendering.render_question(question, None, language))
    said = exchange.said_message(rendering.render_writing("", language, found=False))
    drawn = rendering.render_waiting(language)
    yield _drawing(box="", chat=[*messages, asked, said], sources=drawn, stop=gr.Button(visible=True))
    written = ""
    going = exchange.events_of(assistant, question, turns, use_time=use_time, as_is=as_is)
    try:
        with closing(going) as events:
            for event in events:
                if isinstance(event, EvidenceFound):
                    asked = exchange.asked_message(exchange.draw_question(question, event, language))
                    said = exchange.said_message(rendering.render_writing("", language, found=True))
                    drawn = rendering.render_evidence(event.evidence, language)
                    yield _drawing(chat=[*messages, asked, said], sources=drawn)
                elif isinstance(event, TextWritten):
                    written += event.text
                    said = exchange.said_message(rendering.render_writing(written, language, found=True))
                    yield _drawing(chat=[*messages, asked, said])
                else:
                    said = exchange.said_message(rendering.render_answer(event.answer, language))
                    drawn = rendering.render_sources(event.answer, language, can_gloss=assistant.can_gloss)
                    said_before = [*turns, Turn.of(question, event.answer)]
                    yield _drawing(chat=[*messages, asked, said], turns=said_before, sources=drawn)
    except ArchiveError as error:
        said = exchange.said_message(rendering.render_error(str(error), language))
        yield _drawing(chat=[*messages, asked, said])
    except Exception:
        logging.getLogger(__name__).exception("a question could not be answered")
        said = exchange.said_message(rendering.render_error(WORDS[language]["unexpected"], language))
        yield _drawing(chat=[*messages, asked, said])
    yield _drawing(stop=gr.Button(visible=False))


def serve(page: gr.Blocks, host: str, port: int | None) -> str:
    """Bind the port and answer from other threads; return the page's address."""
    _, address, _ = page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        footer_links=[],
        share=False,
        mcp_server=False,
        run_history=False,
        enable_monitoring=False,
        pwa=False,
        ssr_mode=False,
        i18n=gr.I18n(**WORDS),
        theme=gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        css=_beside("page.css"),
    )
    return address


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until interrupted; 2 when the index or the settings cannot be used."""
    options = _options(arguments)
    try:
        from index.live_index import LiveIndex
        from qa.assistant import Assistant
        from qa.settings import load_settings

        settings = load_settings(options.settings)
        archive = LiveIndex(options.index, settings=settings.index)
        assistant = Assistant(archive, settings)
        loaded: Future[None] = Future()
        page = build_page(
            assistant,
            archive,
            history_turns=settings.history_turns,
            examples=options.example,
            loaded=loaded,
        )
        address = serve(page, options.host, options.port)
    except (ArchiveError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{WORDS['fr']['title']}: {address}", flush=True)
    exchange.load_aside(assistant, loaded)
    page.block_thread()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Ask an archive questions in a browser.")
    parser.add_argument("--index", type=Path, required=True, help="folder of the index")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine)")
    parser.add_argument("--port", type=int, help="port to listen on (default: the first free one from 7860)")
    parser.add_argument("--settings", type=Path, help="settings file")
    parser.add_argument("--example", action="append", default=[], help="a question to suggest; repeatable")
    return parser.parse_args(arguments)


def _drawing(**changed: Any) -> Drawing:
    return tuple(changed.get(name, gr.skip()) for name in ("box", "chat", "turns", "sources", "stop"))


def _language(request: gr.Request) -> Language:
    return preferred_language(request.headers.get("accept-language"))


def _beside(name: str) -> str:
    return (Path(rendering.__file__).parent / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
