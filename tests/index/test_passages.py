from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.passages import split_article
from index.records import Article, Source
from index.text.cleaning import clean_text
from index.text.sentences import split_sentences


def article(text: str) -> Article:
    return Article(id="a1", title="", text=text, language="fr", source=Source(path="a.txt"))


def pieces(text: str, length: int) -> list[str]:
    return [passage.text for passage in split_article(article(text), length)]


FOUR = "Un deux trois. Quatre cinq six. Sept huit neuf. Dix onze douze."


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("", 100, []),
        ("Un.", 100, ["Un."]),
        ("Un deux. Six mo.", 12, ["Un deux. Six mo."]),
        ("Un deux. Six mot.", 12, ["Un deux.", "Six mot."]),
        (FOUR, 30, ["Un deux trois. Quatre cinq six.", "Sept huit neuf. Dix onze douze."]),
        (FOUR, 24, ["Un deux trois. Quatre cinq six.", "Sept huit neuf. Dix onze douze."]),
        (FOUR, 15, ["Un deux trois.", "Quatre cinq six.", "Sept huit neuf.", "Dix onze douze."]),
        (FOUR, 1000, [FOUR]),
        ("un deux trois quatre cinq", 5, ["un deux", "trois", "quatre", "cinq"]),
        ("un\ndeux\ntrois\nquatre", 5, ["un\ndeux", "trois", "quatre"]),
        ("aaaaaaaaaaaaaaa b", 5, ["aaaaaaaaaa", "aaaaa b"]),
        ("un deux tro.", 5, ["un deux", "tro."]),
        ("Un titre\n\nLe texte.", 100, ["Un titre\n\nLe texte."]),
    ],
)
def test_a_passage_is_made_of_whole_sentences_near_the_length_asked(
    text: str, length: int, expected: list[str]
) -> None:
    assert pieces(text, length) == expected


def test_passages_are_numbered_within_their_article() -> None:
    assert [(passage.id, passage.article_id) for passage in split_article(article(FOUR), 15)] == [
        ("a1:0", "a1"),
        ("a1:1", "a1"),
        ("a1:2", "a1"),
        ("a1:3", "a1"),
    ]


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ([(0, 14)], ["Quatre cinq six. Sept huit neuf. Dix onze douze."]),
        ([(48, 63)], ["Un deux trois. Quatre cinq six. Sept huit neuf."]),
        ([(15, 31)], ["Un deux trois.", "Sept huit neuf. Dix onze douze."]),
        ([(15, 21), (32, 47)], ["Un deux trois.", "cinq six.", "Dix onze douze."]),
        ([(15, 31), (31, 47)], ["Un deux trois.", "Dix onze douze."]),
        ([(0, 63)], []),
    ],
)
def test_no_passage_holds_or_reaches_over_what_is_left_out(
    left_out: list[tuple[int, int]], expected: list[str]
) -> None:
    passages = split_article(article(FOUR), 1000, left_out)
    assert [passage.text for passage in passages] == expected
    assert [FOUR[passage.start : passage.end] for passage in passages] == expected


ANY_TEXT = st.text(max_size=300) | st.lists(
    st.sampled_from(["Le maire", " part", ". ", ".", "\n", "\n\n", "é" * 30, "  ", "12"]), max_size=40
).map("".join)


@given(ANY_TEXT, st.integers(1, 60))
@example("a  b" * 30, 3)
def test_passages_are_words_of_the_article_in_order_and_leave_none_out(text: str, length: int) -> None:
    passages = split_article(article(text), length)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert all(passage.text.strip() == passage.text != "" for passage in passages)
    offsets = [offset for passage in passages for offset in (passage.start, passage.end)]
    assert offsets == sorted(offsets)
    assert "".join("".join(pieces(text, length)).split()) == "".join(text.split())


@given(ANY_TEXT, st.integers(1, 60))
def test_no_passage_is_longer_than_twice_the_length(text: str, length: int) -> None:
    assert all(len(piece) <= 2 * length for piece in pieces(text, length))


@given(ANY_TEXT.map(clean_text), st.integers(1, 60))
def test_only_a_sentence_longer_than_twice_the_length_is_cut(text: str, length: int) -> None:
    passages = split_article(article(text), length)
    for start, end in split_sentences(text):
        if end - start <= 2 * length:
            assert sum(passage.start <= start and end <= passage.end for passage in passages) == 1


@given(ANY_TEXT, st.integers(1, 60), st.lists(st.integers(0, 300), max_size=8))
def test_passages_hold_all_but_what_is_left_out(text: str, length: int, offsets: list[int]) -> None:
    edges = sorted({min(offset, len(text)) for offset in offsets})
    left_out = list(zip(edges[::2], edges[1::2], strict=False))
    passages = split_article(article(text), length, left_out)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert not any(
        passage.start < end and start < passage.end for passage in passages for start, end in left_out
    )
    held = {offset for passage in passages for offset in range(passage.start, passage.end)}
    gone = {offset for start, end in left_out for offset in range(start, end)}
    assert [
        offset for offset, letter in enumerate(text) if not letter.isspace() and offset not in held | gone
    ] == []
