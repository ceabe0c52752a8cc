from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.markup import (
    any_time_link,
    article_link,
    correct_link,
    escape,
    gloss_link,
    read_any_time_link,
    read_article_link,
    read_gloss_link,
)

INERT = re.compile(r"(?:[A-Za-z0-9 ]|&#\d+;|[^\x00-\x7f])*")
ANY_TEXT = st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Le port rouvre", "Le port rouvre"),
        ("été à 8 000 €", "été à 8 000 €"),
        ("<script>", "&#60;script&#62;"),
        ("&amp;", "&#38;amp&#59;"),
        ("[x](javascript:1)", "&#91;x&#93;&#40;javascript&#58;1&#41;"),
        ("![](http://a.b)", "&#33;&#91;&#93;&#40;http&#58;&#47;&#47;a&#46;b&#41;"),
        ("$$x$$", "&#36;&#36;x&#36;&#36;"),
        ("*_`~#", "&#42;&#95;&#96;&#126;&#35;"),
        ("a\n\n    b", "a&#10;&#10;    b"),
        ("a\r\nb\u2028c", "a&#10;b&#10;c"),
        ("\ttab", "&#9;tab"),
        ("safe\u202egnp.exe", "safegnp&#46;exe"),
        ("zero\u200bwidth\ufeff\u00ad\u2060", "zerowidth"),
        ("\u2066isolated\u2069", "isolated"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("nul\x00bell\x07c1\x85", "nulbellc1"),
        ("half\ud800pair", "half\ufffdpair"),
    ],
)
def test_text_is_made_inert(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(ANY_TEXT)
def test_no_sign_that_means_something_to_a_parser_is_left(text: str) -> None:
    assert INERT.fullmatch(escape(text))


@given(ANY_TEXT)
def test_what_is_seen_is_what_was_written(text: str) -> None:
    visible = [c for c in text.replace("\u2028", "\n").replace("\u2029", "\n") if c not in "\r\x00"]
    kept = [
        "\ufffd" if unicodedata.category(c) == "Cs" else c
        for c in visible
        if c in "\n\t\u200c\u200d" or unicodedata.category(c) not in {"Cc", "Cf"}
    ]
    assert html.unescape(escape(text)) == "".join(kept)


@given(ANY_TEXT)
def test_escaped_text_can_be_sent(text: str) -> None:
    assert escape(text).encode("utf-8").decode("utf-8") == escape(text)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(min_value=0), st.integers(min_value=0))
def test_a_link_is_read_back_as_it_was_written(article_id: str, start: int, end: int) -> None:
    link = article_link(article_id, start, end)
    assert re.fullmatch(r"#article/[A-Za-z0-9_.~%-]*/\d+/\d+", link)
    assert read_article_link(link) == (article_id, start, end)


@pytest.mark.parametrize("link", ["", "#article/", "#article/a/1", "#article/a/1/b", "None", "#article/a//"])
def test_what_is_no_link_is_not_read(link: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        read_article_link(link)


@given(ANY_TEXT)
def test_a_question_is_read_back_from_its_link(question: str) -> None:
    link = any_time_link(question)
    assert re.fullmatch(r"#any-time/[A-Za-z0-9_.~%-]*", link)
    assert re.fullmatch(r"#correct/[A-Za-z0-9_.~%-]*", correct_link(question))
    assert read_any_time_link(link) == question.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("link", ["", "None", "#article/a/1/2", "#any-time"])
def test_what_leads_to_no_question_is_not_read(link: str) -> None:
    with pytest.raises(ValueError, match="not a link to a question"):
        read_any_time_link(link)


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(0),
    st.integers(0),
    st.sampled_from(["fr", "en"]),
)
def test_a_link_to_a_gloss_is_read_back(article_id: str, start: int, end: int, language: str) -> None:
    link = gloss_link(article_id, start, end, language)
    assert read_gloss_link(link) == (article_id, start, end, language)
    assert not set(link) & set("<>\"'& ")


@pytest.mark.parametrize("link", ["", "#article/a/0/4", "#gloss/", "#gloss/a/0/en", "#gloss/a/x/4/en"])
def test_what_is_no_link_to_a_gloss_is_an_error(link: str) -> None:
    with pytest.raises(ValueError, match=r"gloss|unpack|int"):
        read_gloss_link(link)
