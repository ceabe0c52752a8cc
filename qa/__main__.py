"""The assistant on the command line: ask a question, or a file of them; measure the answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.archive_index import ArchiveIndex
from index.arguments import parse_arguments
from index.errors import ArchiveError
from index.text.one_line import one_line, shortened, without_hidden
from qa.assistant import Assistant
from qa.errors import BadQuestion
from qa.evaluate import add_options, evaluate, read_conversations
from qa.records import Answer, Answered, EvidenceFound, TextWritten, Turn
from qa.risk_picture import check_picture
from qa.rows import Asked, BadRow, answer_row, error_row, json_line, read_asked
from qa.settings import Settings, load_settings

LONGEST_TITLE_SHOWN = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 after an error that is told on stderr."""
    parsed = parse_arguments(_parser(), arguments, "question")
    try:
        settings = load_settings(parsed.settings, chat_model=parsed.chat_model)
        return int(parsed.run(parsed, settings))
    except ArchiveError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _ask(parsed: argparse.Namespace, settings: Settings) -> int:
    if (parsed.question is None) == (parsed.questions is None):
        raise BadQuestion("Give a question, or a file of them with --questions.")
    assistant = Assistant(ArchiveIndex.open(parsed.index, settings=settings.index), settings)
    try:
        assistant.load()
    except ArchiveError as error:
        if assistant.chat_model_problem is None:
            raise
        print(f"No chat model, answers are quotations: {error}", file=sys.stderr)
    if parsed.questions is not None:
        return _answer_file(assistant, parsed.questions)
    if parsed.json:
        print(json_line(answer_row(assistant.ask(parsed.question))))
        return 0
    return _print_stream(assistant, parsed.question)


def _evaluate(parsed: argparse.Namespace, settings: Settings) -> int:
    if parsed.curve is not None:
        check_picture(parsed.curve)
    conversations = read_conversations(parsed.questions, sys.stderr, sample=parsed.sample, seed=parsed.seed)
    assistant = Assistant(ArchiveIndex.open(parsed.index, settings=settings.index), settings)
    assistant.load()
    evaluate(
        assistant.stream,
        conversations,
        sys.stdout,
        sys.stderr,
        as_json=parsed.json,
        picture=parsed.curve,
    )
    return 0


def _print_stream(assistant: Assistant, question: str) -> int:
    """Write the text as it comes on a terminal, then the checked answer and its citations."""
    is_terminal = sys.stdout.isatty()
    for event in assistant.stream(question):
        match event:
            case EvidenceFound(evidence=evidence) if is_terminal:
                print(f"({len(evidence)} passages)", file=sys.stderr)
            case TextWritten(text=text) if is_terminal:
                print(f"\x1b[2m{without_hidden(text)}\x1b[0m", end="", flush=True)
            case Answered(answer=answer):
                if is_terminal and answer.timings.first_word is not None:
                    print("\n")
                print(_answer_lines(answer))
            case _:
                pass
    return 0


def _answer_lines(answer: Answer) -> str:
    """Write an answer for a terminal: whatever an article holds, no escape code and no line of its own."""
    lines = [one_line(answer.text), ""]
    for citation in answer.citations:
        record = shortened(one_line(citation.record or ""), LONGEST_TITLE_SHOWN)
        lines.append(f"[{citation.number}] « {one_line(citation.quote)} »")
        lines.append(f"    {_headline(citation.title, citation.published)} ({record})")
    if answer.refused:
        for hit in answer.hits[:3]:
            lines.append(f"  - {_headline(hit.article.title, hit.article.published)}")
            lines.append(f"    {one_line(hit.passage.text)}")
    return "\n".join(lines)


def _headline(title: str, published: date | None) -> str:
    return f"{shortened(one_line(title), LONGEST_TITLE_SHOWN)}, {published or 'undated'}"


def _answer_file(assistant: Assistant, path: Path) -> int:
    """Answer each row of a file, a JSON row out for each row in; a bad row does not stop the others."""
    for asked in read_asked(path):
        if isinstance(asked, BadRow):
            print(f"error: {asked.problem}", file=sys.stderr)
            row: dict[str, Any] = {"id": asked.id, **error_row(asked.problem)}
        elif asked.is_conversation:
            row = {"id": asked.id, "turns": _converse(assistant, asked)}
        else:
            row = {"id": asked.id, **_answer_or_error(assistant, asked.questions[0], ())[0]}
        print(json_line(row), flush=True)
    return 0


def _converse(assistant: Assistant, asked: Asked) -> list[dict[str, Any]]:
    rows, history = [], list[Turn]()
    for question in asked.questions:
        row, turn = _answer_or_error(assistant, question, history)
        rows.append(row)
        history += [turn] if turn else []
    return rows


def _answer_or_error(
    assistant: Assistant, question: str, history: Sequence[Turn]
) -> tuple[dict[str, Any], Turn | None]:
    try:
        answer = assistant.ask(question, history)
    except ArchiveError as error:
        print(f"error: {error}", file=sys.stderr)
        return error_row(error), None
    return answer_row(answer), Turn.of(question, answer)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description=__doc__)
    parser.add_argument("--settings", type=Path, help="TOML file of settings")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("ask", help="answer a question, or a file of them")
    command.add_argument("index", type=Path)
    command.add_argument("question", nargs="?")
    command.add_argument("--questions", type=Path, metavar="FILE.jsonl", help='rows {"id", "question"}')
    command.add_argument("--json", action="store_true", help="print JSON rows (always with --questions)")
    command.add_argument("--chat-model", help="local, none, or provider:NAME; overrides the settings")
    command.set_defaults(run=_ask)

    command = commands.add_parser("evaluate", help="measure the answers to questions whose answers are known")
    command.add_argument("index", type=Path)
    command.add_argument("questions", type=Path, nargs="+", metavar="QUESTIONS.jsonl")
    add_options(command)
    command.set_defaults(run=_evaluate)
    return parser


if __name__ == "__main__":
    sys.exit(main())
