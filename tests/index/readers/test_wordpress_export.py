from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.readers import wordpress_export
from index.readers.registry import read_file
from index.records import Article, Skipped

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file. -->\n'
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>La Gazette de Nantes</title>'
    "<language>fr-FR</language><wp:author><wp:author_id>1</wp:author_id><wp:author_login>zroy</wp:author_login>"
    "<wp:author_display_name><![CDATA[Zoé Roy]]></wp:author_display_name></wp:author>"
)
TAIL = "</channel></rss>"
FIELDS = {
    "title": "Le tramway fête ses trente ans",
    "link": "https://gazette.example/tramway",
    "pubDate": "Mon, 01 Jan 2018 07:00:00 +0000",
    "dc:creator": "zroy",
    "content:encoded": "<p>Le tramway a trente ans.</p>\n\n<p>La ville offre le trajet.</p>",
    "excerpt:encoded": "",
    "wp:post_id": "42",
    "wp:post_date": "2018-01-02 00:30:00",
    "wp:status": "publish",
    "wp:post_type": "post",
}
CATEGORIES = (
    '<category domain="post_tag" nicename="tram"><![CDATA[Tram]]></category>'
    '<category domain="category" nicename="non-classe"><![CDATA[Non classé]]></category>'
    '<category domain="category" nicename="transports"><![CDATA[Transports]]></category>'
)


def post(more: str = CATEGORIES, **changed: str) -> str:
    """One item; a field's prefix is written with two underscores."""
    fields = FIELDS | {name.replace("__", ":"): value for name, value in changed.items()}
    inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return f"<item>{inside}{more}</item>\n"


def read(tmp_path: Path, content: str | bytes, name: str = "export.xml") -> list[Article | Skipped]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path))


def read_post(tmp_path: Path, **changed: str) -> Article:
    [article] = read(tmp_path, HEAD + post(**changed) + TAIL)
    assert isinstance(article, Article)
    return article


def titles(found: list[Article | Skipped]) -> list[str]:
    return [item.title for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


def test_fields_are_those_of_the_post_and_its_site(tmp_path: Path) -> None:
    article = read_post(tmp_path)
    assert (article.title, article.text) == (
        "Le tramway fête ses trente ans",
        "Le tramway a trente ans.\n\nLa ville offre le trajet.",
    )
    assert (article.published, article.authors, article.section) == (
        date(2018, 1, 2),
        ("Zoé Roy",),
        "Transports",
    )
    assert (article.publisher, article.language) == ("La Gazette de Nantes", "fr")
    assert (article.url, article.source.record) == ("https://gazette.example/tramway", "42")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Un paragraphe.\n\nUn <em>autre</em>, en 2018.", "Un paragraphe.\n\nUn autre, en 2018."),
        ("<!-- wp:paragraph -->\n<p>Un bloc.</p>\n<!-- /wp:paragraph -->", "Un bloc."),
        ("[caption id='a']<img src='x'/> La place.[/caption]\n\nTexte.", "La place.\n\nTexte."),
        ("Texte [sic] gardé.", "Texte [sic] gardé."),
        ("Dix &amp; onze &lt; douze.", "Dix & onze < douze."),
        ("Un.\n\nhttps://video.example/1\n\nDeux.", "Un.\n\nDeux."),
    ],
)
def test_content_becomes_text(content: str, text: str, tmp_path: Path) -> None:
    assert read_post(tmp_path, content__encoded=content).text == text


def test_an_excerpt_stands_above_the_text(tmp_path: Path) -> None:
    article = read_post(tmp_path, excerpt__encoded="Un anniversaire en musique.")
    assert article.text.split("\n\n")[0] == "Un anniversaire en musique."


def test_an_author_without_a_known_name_goes_by_the_login(tmp_path: Path) -> None:
    assert read_post(tmp_path, dc__creator="mdupont").authors == ("mdupont",)


def test_the_feed_date_stands_in_for_a_missing_one(tmp_path: Path) -> None:
    assert read_post(tmp_path, wp__post_date="0000-00-00 00:00:00").published == date(2018, 1, 1)


@pytest.mark.parametrize(
    ("changed", "is_read"),
    [
        ({"wp__post_type": "page"}, True),
        ({"wp__post_type": "reportage"}, True),
        ({"wp__status": "draft"}, False),
        ({"wp__status": "private"}, False),
        ({"wp__status": "future"}, False),
        ({"wp__status": "inherit", "wp__post_type": "attachment"}, False),
        ({"wp__post_type": "attachment"}, False),
        ({"wp__post_type": "nav_menu_item"}, False),
        ({"wp__post_type": "wp_block"}, False),
        ({"wp__post_type": "custom_css"}, False),
        ({"wp__post_password": "secret"}, False),
    ],
)
def test_only_published_posts_and_pages_are_read(
    changed: dict[str, str], is_read: bool, tmp_path: Path
) -> None:
    found = read(tmp_path, HEAD + post(**changed) + TAIL)
    assert (len(titles(found)), reasons(found)) == (int(is_read), [])


def test_a_post_without_text_is_reported_by_its_number(tmp_path: Path) -> None:
    assert reasons(read(tmp_path, HEAD + post(content__encoded="[gallery]") + TAIL)) == [
        "no text (record 42)"
    ]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_format_is_read(version: str, tmp_path: Path) -> None:
    assert titles(read(tmp_path, (HEAD + post() + TAIL).replace("1.2/", f"{version}/"))) == [FIELDS["title"]]


@pytest.mark.parametrize("name", ["export.xml", "export.rss", "export.wxr", "export.xml.gz", "EXPORT.XML"])
def test_an_export_is_known_by_its_namespace(name: str, tmp_path: Path) -> None:
    content = (HEAD + post() + TAIL).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert wordpress_export.accepts(path)
    assert titles(list(read_file(path))) == [FIELDS["title"]]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("UTF-16", "utf-16"), ("UTF-8", "cp1252")],
)
def test_the_encoding_is_found(declared: str, encoding: str, tmp_path: Path) -> None:
    content = (HEAD + post() + TAIL).replace('encoding="UTF-8"', f'encoding="{declared}"')
    [article] = read(tmp_path, content.encode(encoding))
    assert isinstance(article, Article)
    assert (article.title, article.authors) == ("Le tramway fête ses trente ans", ("Zoé Roy",))


def test_forbidden_characters_and_loose_ampersands_cost_no_post(tmp_path: Path) -> None:
    dirty = (
        post(title="Un\x08 titre\x00") + "<item><title>R&D &nbsp; ici</title></item>" + post(title="Suivant")
    )
    assert titles(read(tmp_path, HEAD + dirty + TAIL)) == ["Un titre", "Suivant"]


@pytest.mark.parametrize("kept", [0.3, 0.5, 0.6, 0.9, 0.995])
def test_an_export_cut_short_gives_the_posts_that_were_whole(kept: float, tmp_path: Path) -> None:
    posts = [post(title=f"Titre {number}", wp__post_id=str(number)) for number in range(1, 4)]
    content = HEAD + "".join(posts) + TAIL
    cut = content[: int(len(content) * kept)]
    whole = [number for number in (1, 2, 3) if "".join(posts[:number]).strip() in cut]
    found = read(tmp_path, cut, "export.wxr")
    assert titles(found) == [f"Titre {number}" for number in whole]
    place = f"after post {whole[-1]}" if whole else "before its first post"
    assert reasons(found) == [f"cut short or broken {place}; the rest is lost"]


def test_a_post_longer_than_the_limit_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "export.wxr"
    long = post(content__encoded="a " * 9000, link="https://gazette.example/long")
    path.write_text(HEAD + long + post(title="Court") + TAIL, encoding="utf-8")
    found = list(wordpress_export.read(path, limit=9000))
    assert titles(found) == ["Court"]
    assert reasons(found) == ["more than 9000 bytes in one article (record https://gazette.example/long)"]


def test_an_export_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "export.wxr"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(300):
            file.write(post(wp__post_id=str(number), wp__status="draft", content__encoded="mot " * 25_000))
        file.write(TAIL)
    tracemalloc.start()
    found = list(wordpress_export.read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == []
    assert peak < 4 * 2**20


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    "content",
    [
        HEAD.replace("<rss", f"<!DOCTYPE rss [{LAUGHS}]><rss", 1) + post() + TAIL,
        HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss', 1)
        + post()
        + TAIL,
        HEAD + "<item>" + "<a>" * 500_000,
        HEAD + "<item><title>" + "a" * 40_000_000,
        HEAD + "<item>" + "<a b='" + "c" * 20_000_000 + "'/>",
        HEAD + "<item " + " ".join(f"a{n}='b'" for n in range(300_000)) + ">",
    ],
    ids=["laughs", "file", "deep", "text", "attribute", "attributes"],
)
def test_a_bomb_is_refused_at_once(content: str, tmp_path: Path) -> None:
    path = tmp_path / "export.wxr"
    path.write_text(content, encoding="utf-8")
    started = time.process_time()
    found = list(read_file(path, limit=2**20))
    assert time.process_time() - started < 10
    assert titles(found) == []
    assert ["refused" in reason or "cut short" in reason for reason in reasons(found)] == [True]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), min_size=1, max_size=4),
    kept=st.integers(0, 3000),
)
def test_no_changed_byte_makes_the_reader_raise(
    places: list[tuple[int, bytes]], kept: int, tmp_path: Path
) -> None:
    content = bytearray((HEAD + post() + post() + TAIL).encode())
    for place, changed in places:
        content[place : place + 3] = changed
    for item in read(tmp_path, bytes(content[:kept]), "export.wxr"):
        assert isinstance(item, Skipped) or item.source.path == str(tmp_path / "export.wxr")
