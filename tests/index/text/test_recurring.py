from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Source
from index.text.recurring import WIDTH, RecurringLines, line_key, source_of, spans_left_out
from index.text.sentences import split_sentences

BANNER = "This page is kept by the archive of a paper that closed in 2021."
FOOTER = "For any question about the archive, please write to its keeper."


def article(text: str, publisher: str | None = "La Gazette", url: str | None = None) -> Article:
    return Article(
        id="a",
        title="",
        text=text,
        publisher=publisher,
        language="fr",
        source=Source(path="in/a.txt"),
        url=url,
    )


def news(number: int, sentences: int = 4) -> str:
    return " ".join(f"Affaire {number}-{line} : le tribunal {number} siège." for line in range(sentences))


def counted(texts: list[str]) -> RecurringLines:
    counts = RecurringLines()
    for text in texts:
        counts.add(article(text))
    return counts


def left_out(text: str, counts: RecurringLines) -> list[str]:
    return [text[start:end] for start, end in spans_left_out(article(text), counts)]


PAGES = [f"{BANNER}\n\nÉcrit le {n + 1} mai 2019 par Ana{n}\n\n{news(n)}\n\nFin\n{FOOTER}" for n in range(20)]


def test_banner_and_footer_are_left_out_of_every_article() -> None:
    counts = counted(PAGES)
    assert [left_out(page, counts)[0] for page in PAGES] == [BANNER] * 20
    assert [left_out(page, counts)[-2:] for page in PAGES] == [["Fin", FOOTER]] * 20


def test_dates_and_times_do_not_tell_lines_apart() -> None:
    texts = [
        f"{BANNER}\nEn ligne le {n + 1} mai 2019 à 1{n % 10}h30, sur notre site\n{news(n)}" for n in range(20)
    ]
    assert left_out(texts[3], counted(texts)) == [BANNER, "En ligne le 4 mai 2019 à 13h30, sur notre site"]


@pytest.mark.parametrize(
    "line",
    [
        "La pandémie a fait au moins {n}00 morts dans le monde.",
        "Le cinq gagnant est le {n}, le 2{n}, le 3{n} et le 4.",
    ],
)
def test_figures_tell_lines_apart(line: str) -> None:
    texts = [f"{news(n)} {line.format(n=n)}" for n in range(20)]
    assert left_out(texts[3], counted(texts)) == []


def test_a_line_that_recurs_in_the_middle_stays() -> None:
    texts = [f"{news(n)} Il a été condamné à une lourde peine de prison. {news(n + 50)}" for n in range(20)]
    assert left_out(texts[0], counted(texts)) == []


@pytest.mark.parametrize("heading", ["Bélier", "Il avait 75 ans."])
def test_a_short_line_at_the_head_stays(heading: str) -> None:
    texts = [f"{heading}\n\n{news(n)}" for n in range(20)]
    assert left_out(texts[0], counted(texts)) == []


def test_versions_of_one_story_are_no_furniture() -> None:
    story = [f"{news(1, 20)} Version {n}." for n in range(12)]
    others = [news(n) for n in range(100, 110)]
    counts = counted([text for pair in zip(story, others, strict=False) for text in pair])
    assert [left_out(text, counts) for text in story] == [[]] * 12


def test_few_articles_prove_nothing() -> None:
    assert left_out(PAGES[0], counted(PAGES[:4])) == []


def test_an_article_is_never_left_without_a_word() -> None:
    assert left_out(f"{BANNER}\n{FOOTER}", counted(PAGES)) == []


def test_another_publisher_has_its_own_lines() -> None:
    text = PAGES[0]
    assert spans_left_out(article(text, "Le Courrier"), counted(PAGES)) == []


def test_rare_lines_are_forgotten_and_common_ones_are_not() -> None:
    counts = counted([f"{news(n)}\n{FOOTER}" for n in range(2 * WIDTH)])
    assert [(line.line, line.articles) for line in counts.lines()] == [(line_key(FOOTER), 2 * WIDTH)]


def test_counts_go_on_where_they_were_kept() -> None:
    first = counted(PAGES[:10])
    second = RecurringLines(first.lines(), first.articles())
    for page in PAGES[10:]:
        second.add(article(page))
    whole = counted(PAGES)
    assert (sorted(second.lines()), list(second.articles())) == (
        sorted(whole.lines()),
        list(whole.articles()),
    )


@pytest.mark.parametrize(
    ("publisher", "url", "source"),
    [
        ("La Gazette", "https://a.example/1", "La Gazette"),
        (None, "https://a.example/1", "a.example"),
        (None, "http://[domain]/x", "in"),
        (None, None, "in"),
    ],
)
def test_furniture_is_a_publishers_or_a_sites_or_a_folders(
    publisher: str | None, url: str | None, source: str
) -> None:
    assert source_of(article("Un.", publisher, url)) == source


@pytest.mark.parametrize("line", ["", "…", "12/03/2019", "https://a.example/b"])
def test_a_line_without_words_has_no_key(line: str) -> None:
    assert line_key(line) is None


@pytest.mark.parametrize("address", ["jean.petit@a.example", "<jean@a.b.example>", "@jean@a.example"])
def test_addresses_of_mail_do_not_tell_lines_apart(address: str) -> None:
    assert line_key(f"Écrire à {address} avant midi") == line_key("Écrire à anne@b.example avant midi")


@pytest.mark.parametrize("character", ["a", "@", "a@", "a.", "@."])
def test_a_line_of_a_megabyte_without_a_space_is_read_once(character: str) -> None:
    started = time.process_time()
    line_key(character * (2**20 // len(character)))
    assert time.process_time() - started < 5


LINES = st.lists(
    st.sampled_from([BANNER, FOOTER, "Fin", "Bélier", "Publicité", "Le pont ferme.", ""]), max_size=9
)


@given(LINES)
def test_what_is_left_out_is_whole_sentences_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    spans = spans_left_out(article(text), counted(PAGES))
    assert spans == sorted(spans)
    assert set(spans) <= set(split_sentences(text))
