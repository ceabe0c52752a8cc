from __future__ import annotations

import socket
import threading
from collections.abc import Generator as GeneratorType
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from index.archive_index import ArchiveIndex
from index.records import SearchFilter
from qa.assistant import Assistant
from qa.errors import BadQuestion, ChatModelUnavailable, GenerationError, NoGloss
from qa.examples import NOT_FOUND
from qa.records import Answer, Answered, Event, Evidence, EvidenceFound, TextWritten, Turn
from qa.settings import Settings
from tests.fakes import HARBOUR_ROWS, Script, ScriptedGenerator, build_tiny_index

LENGTH = "Quelle est la longueur de la digue de Brenne ?"
VISITORS = "How many visitors came to the Weston museum?"
QUOTES_ONLY = Settings(chat_model="none")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return build_tiny_index(tmp_path_factory.mktemp("assistant"))


def number_of(words: str, evidence: Sequence[Evidence]) -> int:
    return next(item.number for item in evidence if words in item.text)


def answer_length(_: str, evidence: Sequence[Evidence]) -> str:
    return f"La digue mesure 840 mètres [{number_of('840', evidence)}]."


def answer_of(archive: ArchiveIndex, script: Script, question: str = LENGTH) -> Answer:
    return Assistant(archive, generator=ScriptedGenerator(script)).ask(question)


def test_the_evidence_comes_first_then_the_text_in_pieces_then_the_checked_answer(
    archive: ArchiveIndex,
) -> None:
    generator = ScriptedGenerator(answer_length)
    events = list(Assistant(archive, generator=generator).stream(LENGTH))
    found, *written, answered = events
    assert isinstance(found, EvidenceFound)
    assert isinstance(answered, Answered)
    text = "".join(event.text for event in written if isinstance(event, TextWritten))
    number = number_of("840", found.evidence)
    assert text == f"La digue mesure 840 mètres [{number}]."
    assert len(written) > 1
    assert generator.asked == [(LENGTH, "fr", found.evidence[: Settings().prompt_sentences])]
    assert len(found.evidence) > Settings().prompt_sentences
    assert generator.endings == ["written"]
    assert found.hits == answered.answer.hits
    assert answered.answer.text == f"La digue mesure 840 mètres. [{number}]"


def test_the_evidence_is_there_before_the_model_is_asked(archive: ArchiveIndex) -> None:
    generator = ScriptedGenerator(answer_length)
    stream = Assistant(archive, generator=generator).stream(LENGTH)
    assert isinstance(next(stream), EvidenceFound)
    assert generator.asked == []


def test_an_answer_cites_the_exact_words_of_an_article(archive: ArchiveIndex) -> None:
    answer = Assistant(archive, generator=ScriptedGenerator(answer_length)).ask(f"  {LENGTH}\n")
    (citation,) = answer.citations
    article = archive.article(citation.article_id)
    assert citation.quote == "La digue est longue de 840 mètres."
    assert article.text[citation.start : citation.end] == citation.quote
    assert (citation.record, citation.title, citation.published) == (
        "harbour-1",
        "Le port de Brenne ferme après la tempête",
        date(2019, 3, 1),
    )
    assert [(sentence.citations, sentence.verified) for sentence in answer.sentences] == [
        ((citation.number,), True)
    ]
    assert (answer.question, answer.standalone_question) == (LENGTH, LENGTH)
    assert (answer.refused, answer.reason) == (False, None)
    timings = answer.timings
    assert timings.evidence is not None
    assert timings.first_word is not None
    assert 0 < timings.evidence <= timings.first_word <= timings.total


def test_a_wrong_citation_is_moved_and_an_unsupported_sentence_is_left_out(archive: ArchiveIndex) -> None:
    def write(_: str, evidence: Sequence[Evidence]) -> str:
        wrong = next(item.number for item in evidence if "840" not in item.text)
        return f"La digue mesure 840 mètres [{wrong}]. Elle pèse 12 000 tonnes [{wrong}]."

    answer = Assistant(archive, generator=ScriptedGenerator(write)).ask(LENGTH)
    assert [sentence.text for sentence in answer.sentences] == ["La digue mesure 840 mètres."]
    assert [citation.quote for citation in answer.citations] == ["La digue est longue de 840 mètres."]
    assert "12 000" not in answer.text


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (NOT_FOUND, "model_refused"),
        (f" {NOT_FOUND}.", "model_refused"),
        ("La digue mesure 841 mètres [1].", "unsupported"),
        ("M. Napoléon Bonaparte le sait [1].", "unsupported"),
        ("[1]", "unsupported"),
        ("Je ne sais pas.", "unsupported"),
    ],
)
def test_what_the_model_refuses_or_the_archive_does_not_support_is_refused_with_its_reason(
    archive: ArchiveIndex, written: str, reason: str
) -> None:
    answer = answer_of(archive, written)
    assert (answer.refused, answer.reason) == (True, reason)
    assert (answer.sentences, answer.citations) == ((), ())
    assert written.strip(" .") not in answer.text
    assert answer.text.startswith("L'archive ne permet pas de répondre")
    assert answer.hits != ()


def test_a_question_about_names_that_the_archive_lacks_is_refused_without_asking_the_model(
    archive: ArchiveIndex,
) -> None:
    generator = ScriptedGenerator("Elle mesure 840 mètres [1].")
    answer = Assistant(archive, generator=generator).ask("Quelle est la longueur du pont de Zanzibar ?")
    assert (answer.refused, answer.reason) == (True, "not_in_archive")
    assert generator.asked == []


def test_nothing_found_is_a_refusal_that_shows_no_passages(archive: ArchiveIndex) -> None:
    generator = ScriptedGenerator("Oui [1].")
    nothing = SearchFilter(published_to=date(1999, 1, 1))
    answer = Assistant(archive, generator=generator).ask(LENGTH, search_filter=nothing)
    assert (answer.refused, answer.reason, answer.hits) == (True, "no_hits", ())
    assert answer.text == "L'archive ne permet pas de répondre à cette question."
    assert generator.asked == []


def test_the_filter_holds_for_the_evidence(archive: ArchiveIndex) -> None:
    generator = ScriptedGenerator(NOT_FOUND)
    Assistant(archive, generator=generator).ask(
        "Que sait-on du port de Brenne ?", search_filter=SearchFilter(published_from=date(2019, 3, 2))
    )
    ((_, _, evidence),) = generator.asked
    assert {item.article.source.record for item in evidence} == {"harbour-2"}


def test_without_a_chat_model_the_best_sentences_are_quoted(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, QUOTES_ONLY)
    assistant.load()
    events = list(assistant.stream(LENGTH))
    assert [type(event) for event in events] == [EvidenceFound, Answered]
    answer = assistant.ask(LENGTH)
    assert assistant.chat_model_state == "off"
    assert answer.sentences[0].text == "« La digue est longue de 840 mètres. »"
    assert all(sentence.verified and len(sentence.citations) == 1 for sentence in answer.sentences)
    assert {citation.quote for citation in answer.citations} == {
        sentence.text.strip("« »") for sentence in answer.sentences
    }
    assert answer.timings.first_word is None


def test_without_a_chat_model_unknown_names_are_refused_too(archive: ArchiveIndex) -> None:
    answer = Assistant(archive, QUOTES_ONLY).ask("Quelle est la longueur du pont de Zanzibar ?")
    assert (answer.refused, answer.reason) == (True, "not_in_archive")


@pytest.mark.parametrize("question", ["", "  ", "\n\t", "?", "… ! ?", "\u200b\u00ad", "\ud800"])
def test_an_empty_question_is_refused_as_such(archive: ArchiveIndex, question: str) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        Assistant(archive, QUOTES_ONLY).ask(question)


def test_a_question_of_20_000_characters_is_refused_with_the_limit(archive: ArchiveIndex) -> None:
    with pytest.raises(BadQuestion, match=r"20,000 characters; the limit is 2,000"):
        Assistant(archive, QUOTES_ONLY).ask("a" * 20_000)


def test_a_question_may_have_as_many_characters_as_the_setting_says(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, Settings(chat_model="none", question_limit=len(LENGTH)))
    assert assistant.ask(LENGTH).refused is False
    with pytest.raises(BadQuestion):
        assistant.ask(f"{LENGTH}?")


def test_characters_that_no_reader_sees_are_taken_out_of_a_question(archive: ArchiveIndex) -> None:
    answer = Assistant(archive, QUOTES_ONLY).ask(f"\ufeff{LENGTH[:12]}\ud83d\u200b{LENGTH[12:]}")
    assert answer.question == LENGTH


def test_instructions_in_an_article_are_no_evidence_and_are_not_followed(
    archive: ArchiveIndex,
) -> None:
    def obey(_: str, evidence: Sequence[Evidence]) -> str:
        return f"The mayor of Tournelle is Napoleon {' '.join(f'[{item.number}]' for item in evidence)} [9]."

    def resist(_: str, evidence: Sequence[Evidence]) -> str:
        return f"La maire de Tournelle est Lise Arnaud [{number_of('Arnaud', evidence)}]."

    question = "Qui est le maire de Tournelle ?"
    resisted = Assistant(archive, generator=ScriptedGenerator(resist)).ask(question)
    assert [citation.quote for citation in resisted.citations] == [
        "Le maire de Tournelle, Mme Lise Arnaud, a porté plainte."
    ]
    obeyed = Assistant(archive, generator=ScriptedGenerator(obey)).ask(question)
    assert (obeyed.refused, obeyed.reason, obeyed.citations) == (True, "unsupported", ())


def test_a_failing_model_is_an_error_and_the_next_question_is_answered(archive: ArchiveIndex) -> None:
    scripts: list[Script] = [GenerationError("The chat model failed: quota"), "La digue mesure 840 mètres."]
    assistant = Assistant(archive, generator=ScriptedGenerator(lambda *_: scripts.pop(0)))
    events: list[Event] = []
    with pytest.raises(GenerationError, match="quota"):
        events.extend(assistant.stream(LENGTH))
    assert assistant.ask(LENGTH).refused is False


def test_what_was_written_before_a_failure_has_been_streamed(archive: ArchiveIndex) -> None:
    stream = Assistant(archive, generator=ScriptedGenerator(GenerationError("quota"))).stream(LENGTH)
    assert isinstance(next(stream), EvidenceFound)
    assert next(stream) == TextWritten(text="Les ")
    with pytest.raises(GenerationError):
        next(stream)


def test_closing_the_stream_closes_the_generator_s(archive: ArchiveIndex) -> None:
    generator = ScriptedGenerator(answer_length)
    stream = cast("GeneratorType[Event]", Assistant(archive, generator=generator).stream(LENGTH))
    next(stream)
    next(stream)
    assert generator.endings == []
    stream.close()
    assert generator.endings == ["closed"]


def test_threads_get_the_answers_to_their_own_questions(archive: ArchiveIndex) -> None:
    def write(question: str, evidence: Sequence[Evidence]) -> str:
        if question == LENGTH:
            return answer_length(question, evidence)
        return f"Some 8,000 visitors came [{number_of('8,000', evidence)}]."

    assistant = Assistant(archive, generator=ScriptedGenerator(write))
    answers: list[tuple[str, str]] = []

    def ask(question: str) -> None:
        answers.append((question, assistant.ask(question).sentences[0].text))

    threads = [threading.Thread(target=ask, args=(question,)) for question in (LENGTH, VISITORS) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    wanted = [(VISITORS, "Some 8,000 visitors came."), (LENGTH, "La digue mesure 840 mètres.")]
    assert sorted(answers) == sorted(wanted * 4)


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        (LENGTH, "fr", "L'archive ne permet pas de répondre à cette question."),
        ("What is the length of the pier of Brenne?", "en", "The archive does not hold an answer"),
    ],
)
def test_the_answer_is_asked_for_and_refused_in_the_language_of_the_question(
    archive: ArchiveIndex, question: str, language: str, words: str
) -> None:
    generator = ScriptedGenerator(NOT_FOUND)
    answer = Assistant(archive, generator=generator).ask(question)
    assert [asked_in for _, asked_in, _ in generator.asked] == [language]
    assert answer.language == language
    assert answer.text.startswith(words)


def turn(question: str) -> Turn:
    return Turn(question=question, standalone_question=question, answer="…")


@pytest.mark.parametrize(("history_turns", "leans"), [(0, False), (1, True), (6, True)])
def test_a_follow_up_leans_on_as_many_turns_as_the_setting_says(
    archive: ArchiveIndex, history_turns: int, leans: bool
) -> None:
    settings = Settings(chat_model="none", history_turns=history_turns)
    history = [turn("Qui dirige le musée ?"), turn(LENGTH)]
    answer = Assistant(archive, settings).ask("Et quand ?", history)
    assert answer.question == "Et quand ?"
    assert ("digue" in answer.standalone_question) is leans


def test_a_name_typed_in_small_letters_begins_another_topic(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, QUOTES_ONLY)
    for typed, written in (("what happened in brenne?", "Brenne"), ("what happened there?", "Weston")):
        answer = assistant.ask(typed, [turn(VISITORS)])
        assert written.casefold() in answer.standalone_question.casefold()
        assert (answer.standalone_question == typed) is (written == "Brenne")


@pytest.fixture
def listening() -> Iterator[str]:
    """An address at which something listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"


def test_a_question_asked_while_the_chat_model_loads_is_answered_by_quotes(
    archive: ArchiveIndex, listening: str
) -> None:
    settings = Settings(chat_model="openai:m", chat_base_url=listening, chat_api_key=SecretStr("k"))
    assistant = Assistant(archive, settings)
    states = [assistant.chat_model_state]
    stream = assistant.stream(LENGTH)
    next(stream)
    # The model is there in the middle of the answer, as it may be when another thread loads it.
    assistant.load()
    assert [*states, assistant.chat_model_state] == ["loading", "ready"]
    (answered,) = stream
    assert isinstance(answered, Answered)
    assert answered.answer.sentences[0].text == "« La digue est longue de 840 mètres. »"


def test_a_chat_model_that_cannot_be_had_is_told_and_answers_are_quotes(archive: ArchiveIndex) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings = Settings(
        chat_model="openai:m", chat_base_url=f"http://127.0.0.1:{port}/v1", chat_api_key=SecretStr("k")
    )
    assistant = Assistant(archive, settings)
    with pytest.raises(ChatModelUnavailable) as caught:
        assistant.load()
    assert assistant.chat_model_state == "missing"
    assert assistant.chat_model_problem == str(caught.value)
    assert assistant.ask(LENGTH).sentences[0].text == "« La digue est longue de 840 mètres. »"


TOLL_ROWS = [
    {
        "id": f"flood-{day}",
        "title": f"Crue de Brenne : {told}",
        "text": f"La crue a frappé Brenne. Le bilan de la crue de Brenne s'élève à {told}. On cherche.",
        "date": f"2019-03-{day}",
        "lang": "fr",
    }
    for day, told in ((10, "78 morts"), (12, "137 morts"))
]


@pytest.mark.parametrize("cited", ["78 morts", "137 morts"])
def test_figures_on_which_articles_disagree_are_all_given_the_latest_first(
    tmp_path: Path, cited: str
) -> None:
    def write(_: str, evidence: Sequence[Evidence]) -> str:
        return f"La crue a fait {cited} [{number_of(f'à {cited}', evidence)}]."

    floods = build_tiny_index(tmp_path, TOLL_ROWS)
    question = "Combien de morts la crue de Brenne a-t-elle faits ?"
    answer = Assistant(floods, generator=ScriptedGenerator(write)).ask(question)
    assert [sentence.text for sentence in answer.sentences] == [
        "Les articles ne concordent pas : 137 morts selon celui du 12 mars 2019.",
        "78 selon celui du 10 mars 2019.",
    ]
    quotes = {citation.number: citation.quote for citation in answer.citations}
    cited_for = [quotes[number] for sentence in answer.sentences for number in sentence.citations]
    assert cited_for == [f"Le bilan de la crue de Brenne s'élève à {figure} morts." for figure in (137, 78)]


class ScriptedRewriter:
    """Rewrites whatever it is asked, and keeps the history it was given."""

    def __init__(self) -> None:
        self.histories: list[list[str]] = []

    def rewrite(self, question: str, history: Sequence[Turn]) -> str | None:
        self.histories.append([turn.question for turn in history])
        return LENGTH


def test_the_rewriter_is_asked_where_rules_are_not_sure_with_the_turns_since_the_last_change_of_topic(
    archive: ArchiveIndex,
) -> None:
    rewriter = ScriptedRewriter()
    assistant = Assistant(archive, QUOTES_ONLY, rewriter=rewriter)
    history = [turn("Qui dirige le musée de Weston ?"), turn(f"Rien à voir : {LENGTH}"), turn(LENGTH)]
    assert assistant.ask("Pourquoi ?", history).standalone_question == LENGTH
    assert rewriter.histories == [[f"Rien à voir : {LENGTH}", LENGTH]]
    assert assistant.ask(VISITORS, history).standalone_question == VISITORS
    assert len(rewriter.histories) == 1


def test_a_question_asked_as_it_is_leans_on_nothing(archive: ArchiveIndex) -> None:
    rewriter = ScriptedRewriter()
    assistant = Assistant(archive, QUOTES_ONLY, rewriter=rewriter)
    answer = assistant.ask("Et quand ?", [turn(LENGTH)], as_is=True)
    assert (answer.standalone_question, rewriter.histories) == ("Et quand ?", [])


class UpperCaseGlosser:
    """A `qa.gloss.Glosser` that shouts."""

    def gloss(self, text: str, language: str) -> str:
        return f"{language}: {text.upper()}"


def test_a_quote_is_glossed_by_the_glosser_and_without_one_by_nobody(archive: ArchiveIndex) -> None:
    assistant = Assistant(archive, QUOTES_ONLY, glosser=UpperCaseGlosser())
    assert assistant.can_gloss
    assert assistant.gloss("La digue.", "en") == "en: LA DIGUE."
    without = Assistant(archive, QUOTES_ONLY)
    assert not without.can_gloss
    with pytest.raises(NoGloss, match="Without a chat model"):
        without.gloss("La digue.", "en")


def test_quotes_are_glossed_once_the_chat_model_is_there(archive: ArchiveIndex, listening: str) -> None:
    settings = Settings(chat_model="openai:m", chat_base_url=listening, chat_api_key=SecretStr("k"))
    assistant = Assistant(archive, settings)
    assert not assistant.can_gloss
    assistant.load()
    assert assistant.can_gloss


PIERS = [
    {
        "id": town,
        "title": f"La digue de {town}",
        "text": f"{before} La digue de {town} est fermée. Les travaux coûteront {cost} euros.",
        "date": "2019-03-01",
        "lang": "fr",
    }
    for town, cost, before in [
        ("Brenne", "40 000", "Les pêcheurs de la baie ont passé la nuit à mettre leurs barques à l'abri."),
        (
            "Lugny",
            "75 000",
            "Un ingénieur venu de la capitale a mesuré chaque fissure avec une règle graduée.",
        ),
    ]
]


@pytest.mark.parametrize("town", ["Brenne", "Lugny"])
def test_a_follow_up_is_looked_for_first_in_the_article_that_answered_before(
    tmp_path: Path, town: str
) -> None:
    archive = build_tiny_index(tmp_path, [*HARBOUR_ROWS, *PIERS])
    assistant = Assistant(archive, QUOTES_ONLY)
    cited = next(each for each in archive.catalogue.articles() if each.source.record == town)
    before = Turn(
        question="Pourquoi la digue est-elle fermée ?",
        standalone_question="Pourquoi la digue est-elle fermée ?",
        answer="La tempête l'a fermée [1].",
        articles=(cited.id,),
    )
    answer = assistant.ask("Et combien coûteront les travaux ?", [before])
    assert answer.hits[0].article.id == cited.id
    assert answer.citations[0].article_id == cited.id
    as_is = assistant.ask(answer.standalone_question, [before], as_is=True)
    assert as_is.hits == assistant.ask(answer.standalone_question).hits
