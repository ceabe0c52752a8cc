from __future__ import annotations

import socket
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.readers import feed
from index.readers.registry import read_file
from index.records import Article, Skipped

RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<channel><title>La Gazette</title><link>https://gazette.example/</link><language>fr-FR</language>{}"
    "</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Harbour Post</title>'
    "<id>urn:post</id>{}</feed>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://gazette.example/">'
    "<title>La Gazette</title></channel>{}</rdf:RDF>"
)
ITEM = (
    "<item><title>La piscine rouvre</title><link>https://gazette.example/piscine</link>"
    '<guid isPermaLink="false">gazette-1</guid><category>Sports</category><dc:creator>Zoé Roy</dc:creator>'
    "<pubDate>Sat, 27 Apr 2019 00:30:00 +0200</pubDate><description>Un résumé.</description>"
    "<content:encoded><![CDATA[<p>La piscine rouvre lundi.</p><p>L'entrée coûte quatre euros.</p>]]>"
    "</content:encoded></item>"
)
TEASER = (
    "<item><title>Le tramway</title>"
    "<description>Le tramway fête ses trente ans dimanche.</description></item>"
)
ENTRY = (
    '<entry><id>urn:post:1</id><title type="html">The ferry &lt;i&gt;sails&lt;/i&gt; again</title>'
    '<link href="https://post.example/ferry"/><updated>2020-01-01T00:00:00Z</updated>'
    "<published>2019-04-27T23:30:00-05:00</published><author><name>Ann Lee</name></author>"
    '<author><name>Bob Ray</name></author><category term="Harbour"/><summary>A teaser.</summary>'
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The ferry sails on Friday.</p>'
    "<p>Repairs took a month.</p></div></content></entry>"
)
RDF_ITEM = (
    '<item rdf:about="https://gazette.example/1"><title>Le marché</title>'
    "<link>https://gazette.example/1</link><description>Le marché rouvre samedi.</description>"
    "<dc:date>2004-05-06T08:00:00+02:00</dc:date><dc:creator>Jean Petit</dc:creator></item>"
)


def read(tmp_path: Path, content: str | bytes, name: str = "feed.xml") -> list[Article | Skipped]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path))


def read_entry(tmp_path: Path, content: str) -> Article:
    [article] = read(tmp_path, content)
    assert isinstance(article, Article)
    return article


def titles(found: list[Article | Skipped]) -> list[str]:
    return [item.title for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


def test_an_rss_entry_is_an_article(tmp_path: Path) -> None:
    article = read_entry(tmp_path, RSS.format(ITEM))
    assert (article.title, article.text) == (
        "La piscine rouvre",
        "La piscine rouvre lundi.\n\nL'entrée coûte quatre euros.",
    )
    assert (article.published, article.authors, article.section) == (
        date(2019, 4, 27),
        ("Zoé Roy",),
        "Sports",
    )
    assert (article.publisher, article.language) == ("La Gazette", "fr")
    assert (article.url, article.source.record) == ("https://gazette.example/piscine", "gazette-1")


def test_an_atom_entry_is_an_article(tmp_path: Path) -> None:
    article = read_entry(tmp_path, ATOM.format(ENTRY))
    assert (article.title, article.text) == (
        "The ferry sails again",
        "The ferry sails on Friday.\n\nRepairs took a month.",
    )
    assert (article.published, article.authors, article.section) == (
        date(2019, 4, 27),
        ("Ann Lee", "Bob Ray"),
        "Harbour",
    )
    assert (article.publisher, article.language) == ("The Harbour Post", "en")
    assert (article.url, article.source.record) == ("https://post.example/ferry", "urn:post:1")


def test_an_rss_1_entry_is_an_article(tmp_path: Path) -> None:
    article = read_entry(tmp_path, RDF.format(RDF_ITEM))
    assert (article.title, article.text, article.published, article.authors) == (
        "Le marché",
        "Le marché rouvre samedi.",
        date(2004, 5, 6),
        ("Jean Petit",),
    )


def test_an_entry_that_is_only_a_teaser_is_an_article(tmp_path: Path) -> None:
    article = read_entry(tmp_path, RSS.format(TEASER))
    assert (article.text, article.published) == ("Le tramway fête ses trente ans dimanche.", None)
    assert article.source.record == "1"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<pubDate>Sat, 27 Apr 2019 23:30:00 -0700</pubDate>", date(2019, 4, 27)),
        ("<pubDate>27 avril 2019</pubDate>", date(2019, 4, 27)),
        ("<pubDate>Sat, 27 Apr 19 08:00:00 GMT</pubDate>", date(2019, 4, 27)),
        ("<dc:date>2019-04-27</dc:date>", date(2019, 4, 27)),
        ("<pubDate>2019-04-27 08:00</pubDate><dc:date>2020-01-01</dc:date>", date(2019, 4, 27)),
        ("", None),
    ],
)
def test_the_day_is_the_one_written(written: str, day: date | None, tmp_path: Path) -> None:
    item = TEASER.replace("</item>", f"{written}</item>")
    assert read_entry(tmp_path, RSS.format(item)).published == day


def test_a_date_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, RSS.format(TEASER.replace("</item>", "<pubDate>hier</pubDate></item>")))
    assert titles(found) == ["Le tramway"]
    assert reasons(found) == ["date 'hier' cannot be read; article kept without date (record 1)"]


def test_an_entry_without_text_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, RSS.format("<item><title>Rien</title><guid>g-7</guid></item>" + TEASER))
    assert (titles(found), reasons(found)) == (["Le tramway"], ["no text (record g-7)"])


def test_an_entry_taken_from_elsewhere_names_its_publisher(tmp_path: Path) -> None:
    item = TEASER.replace("</item>", "<source url='https://agence.example/'>Agence</source></item>")
    assert read_entry(tmp_path, RSS.format(item)).publisher == "Agence"


def test_an_author_with_an_address_goes_by_name(tmp_path: Path) -> None:
    item = TEASER.replace("</item>", "<author>zoe@example.org (Zoé Roy)</author></item>")
    assert read_entry(tmp_path, RSS.format(item)).authors == ("Zoé Roy",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("feed.xml", RSS.format(TEASER)),
        ("feed.rss", RSS.format(TEASER)),
        ("feed.RSS", RSS.format(TEASER)),
        ("feed.xml", RDF.format(TEASER)),
        ("feed.xml", ATOM.format("<entry><title>Le tramway</title><summary>Trente ans.</summary></entry>")),
        ("feed.atom", ATOM.format("<entry><title>Le tramway</title><summary>Trente ans.</summary></entry>")),
        ("feed.xml", f'<rss version="0.91"><channel>{TEASER}</channel></rss>'),
    ],
)
def test_a_feed_is_known_by_its_name_or_first_tag(name: str, content: str, tmp_path: Path) -> None:
    assert titles(read(tmp_path, content, name)) == ["Le tramway"]


@pytest.mark.parametrize(
    "content", ["<html><body>Bonjour</body></html>", "<feed><entry/></feed>", "<plist/>", "Bonjour", ""]
)
def test_xml_that_is_no_feed_is_taken_by_no_reader(content: str, tmp_path: Path) -> None:
    assert reasons(read(tmp_path, content)) == ["no reader takes this file"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("utf-16", "utf-16"), ("utf-8", "cp1252")],
)
def test_the_encoding_is_found(declared: str, encoding: str, tmp_path: Path) -> None:
    content = RSS.format(ITEM).replace('encoding="utf-8"', f'encoding="{declared}"')
    [article] = read(tmp_path, content.encode(encoding))
    assert isinstance(article, Article)
    assert (article.authors, article.text[-28:]) == (("Zoé Roy",), "L'entrée coûte quatre euros.")


def test_a_feed_that_is_not_well_formed_is_read_all_the_same(tmp_path: Path) -> None:
    title, text = "Caf&eacute; & th&eacute;\x08", "Un caf&eacute; ouvre."
    item = f"<item><title>{title}</title><description>{text}</description></item>"
    article = read_entry(tmp_path, RSS.format(item))
    assert (article.title, article.text) == ("Café & thé", "Un café ouvre.")


def test_a_feed_cut_short_gives_the_entries_that_were_whole(tmp_path: Path) -> None:
    content = RSS.format(ITEM + TEASER + TEASER.replace("tramway", "bus"))
    for cut in (content.index("Le bus") + 3, content.index("fête ses", content.index("Le bus")) + 3):
        found = read(tmp_path, content[:cut])
        assert titles(found) == ["La piscine rouvre", "Le tramway"]
        assert reasons(found) == ["cut short after 2 entries; the rest is lost"]


def test_a_feed_without_entries_is_reported(tmp_path: Path) -> None:
    assert reasons(read(tmp_path, RSS.format(""))) == ["no entry is found in this feed"]


def test_a_feed_longer_than_the_limit_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "feed.rss"
    path.write_text(RSS.format(ITEM), encoding="utf-8")
    assert reasons(list(feed.read(path, limit=300))) == ["more than 300 bytes in one article or feed"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (RSS.format(TEASER).replace("<rss", f"<!DOCTYPE rss [{LAUGHS}]><rss"), "it declares entities"),
        (
            RSS.format(TEASER).replace(
                "<rss", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss'
            ),
            "it declares entities",
        ),
        (RSS.format("<a>" * 200_000 + "</a>" * 200_000), "elements nested more than 256 deep"),
        (
            RSS.format("<item>" + "".join(f"<category>{n}</category>" for n in range(50_000)) + "</item>"),
            "more than 1000 categories in one entry",
        ),
        (
            RSS.format("<item><x:keywords>" + "a b " * 50_000 + "</x:keywords></item>"),
            "more than 10000 characters of keywords",
        ),
    ],
    ids=["laughs", "file", "deep", "categories", "keywords"],
)
def test_a_bomb_is_refused_at_once(content: str, reason: str, tmp_path: Path) -> None:
    started = time.process_time()
    [said] = reasons(read(tmp_path, content, "feed.rss"))
    assert time.process_time() - started < 10
    assert said.startswith(f"refused: {reason}")


def test_nothing_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        found = read(
            tmp_path, f'<!DOCTYPE rss PUBLIC "-//x//DTD" "{address}a.dtd">' + RSS.format(TEASER)[38:]
        )
        assert titles(found) == ["Le tramway"]
        assert reasons(read(tmp_path, address, "feed.rss")) == ["not XML: no element is found at its start"]
        with pytest.raises(BlockingIOError):
            server.accept()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.integers(0, 1500), st.binary(max_size=6)), min_size=1, max_size=4),
    kept=st.integers(0, 2000),
    content=st.sampled_from([RSS.format(ITEM + TEASER), ATOM.format(ENTRY), RDF.format(RDF_ITEM)]),
)
def test_no_changed_byte_makes_the_reader_raise(
    places: list[tuple[int, bytes]], kept: int, content: str, tmp_path: Path
) -> None:
    changed_content = bytearray(content.encode())
    for place, changed in places:
        changed_content[place : place + 3] = changed
    for item in read(tmp_path, bytes(changed_content[:kept]), "feed.rss"):
        assert isinstance(item, Skipped) or item.source.path == str(tmp_path / "feed.rss")
