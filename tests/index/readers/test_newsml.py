from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.readers import newsml
from index.readers.registry import read_file
from index.records import Article, Skipped

TEXT = "<p>La grève des bacs est levée.</p><p>Le trafic reprend dimanche.</p>"
XHTML = f'<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body>{TEXT}</body></html></inlineXML>'
NITF = (
    '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>Bacs</hl1></hedline>'
    f"<byline>Par Ali Ben</byline></body.head><body.content>{TEXT}</body.content></body></nitf></inlineXML>"
)
PLAIN = "<inlineData>La grève des bacs est levée.\n\nLe trafic reprend dimanche.</inlineData>"
ITEM_META = (
    '<itemClass qcode="ninat:text"/><provider qcode="nprov:AGL"><name>Agence du Littoral</name></provider>'
    "<versionCreated>2018-07-02T09:00:00Z</versionCreated><firstCreated>2018-07-01T18:30:00+02:00</firstCreated>"
    '<pubStatus qcode="stat:usable"/>'
)
CONTENT_META = (
    "<contentCreated>2018-06-30</contentCreated><creator><name>Zoé Roy</name></creator>"
    '<language tag="fr-FR"/><subject type="cpnat:person"><name>Ali Ben</name></subject>'
    '<subject type="cpnat:abstract" qcode="medtop:20000565"><name>Transports</name></subject>'
    "<headline>La grève des bacs est levée</headline><dateline>PORT-LUC, 1 juil 2018 (AGL) -</dateline>"
    '<by>Par Zoé Roy</by><creditline>AGL</creditline><description role="drol:caption">Un bac</description>'
)


def item(
    content: str = XHTML, meta: str = ITEM_META, about: str = CONTENT_META, guid: str = "urn:agl:1"
) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2" xml:lang="en">'
        f"<itemMeta>{meta}</itemMeta><contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        "<header><sent>2018-07-03T00:00:00Z</sent></header><itemSet>\n"
        + "\n".join(items)
        + "</itemSet></newsMessage>"
    )


def read(folder: Path, xml: str) -> list[Article | Skipped]:
    path = folder / "feed.xml"
    path.write_text(xml, encoding="utf-8")
    return list(read_file(path))


def read_one(folder: Path, xml: str) -> Article:
    [article] = read(folder, xml)
    assert isinstance(article, Article)
    return article


def test_fields_are_those_of_the_item(tmp_path: Path) -> None:
    article = read_one(tmp_path, item())
    assert (article.title, article.published, article.authors) == (
        "La grève des bacs est levée",
        date(2018, 7, 1),
        ("Zoé Roy",),
    )
    assert (article.publisher, article.section, article.language) == (
        "Agence du Littoral",
        "Transports",
        "fr",
    )
    assert article.source.record == "urn:agl:1"


@pytest.mark.parametrize("content", [XHTML, NITF, PLAIN])
def test_the_text_is_inline_as_xhtml_nitf_or_plain(content: str, tmp_path: Path) -> None:
    assert read_one(tmp_path, item(content)).text.split("\n\n") == [
        "PORT-LUC, 1 juil 2018 (AGL) -",
        "La grève des bacs est levée.",
        "Le trafic reprend dimanche.",
    ]


def test_what_the_item_does_not_say_is_taken_from_the_nitf_inside(tmp_path: Path) -> None:
    article = read_one(tmp_path, item(NITF, about="<headline>Les bacs repartent</headline>"))
    assert (article.title, article.authors) == ("Les bacs repartent", ("Ali Ben",))


def test_a_dateline_that_the_text_begins_with_stands_once(tmp_path: Path) -> None:
    content = "<inlineData>PORT-LUC (AGL) - Rien.</inlineData>"
    assert (
        read_one(tmp_path, item(content, about="<dateline>PORT-LUC (AGL)</dateline>")).text
        == "PORT-LUC (AGL) - Rien."
    )


def test_a_summary_stands_above_the_text_and_a_caption_does_not(tmp_path: Path) -> None:
    roles = {"drol:caption": "Un bac.", "drol:summary": "En bref."}
    about = "".join(f'<description role="{role}">{text}</description>' for role, text in roles.items())
    assert read_one(tmp_path, item(PLAIN, about=about)).text.split("\n\n")[:2] == [
        "En bref.",
        "La grève des bacs est levée.",
    ]


@pytest.mark.parametrize(
    ("meta", "about", "published"),
    [
        (
            "<versionCreated>2018-07-02</versionCreated>",
            "<contentCreated>2018-06-30</contentCreated>",
            date(2018, 6, 30),
        ),
        ("<versionCreated>2018-07-02</versionCreated>", "", date(2018, 7, 2)),
        ("", "", None),
    ],
)
def test_the_day_is_the_first_that_is_known(
    meta: str, about: str, published: date | None, tmp_path: Path
) -> None:
    assert read_one(tmp_path, item(meta=meta, about=about)).published == published


@pytest.mark.parametrize(
    ("meta", "about", "publisher"),
    [
        ('<provider qcode="nprov:AGL"/>', "<creditline>Littoral</creditline>", "AGL"),
        ('<provider literal="Littoral"/>', "", "Littoral"),
        ("", "<creditline>Littoral / Zoé Roy</creditline>", "Littoral / Zoé Roy"),
        ("", "", None),
    ],
)
def test_the_publisher_is_the_provider_or_the_creditline(
    meta: str, about: str, publisher: str | None, tmp_path: Path
) -> None:
    assert read_one(tmp_path, item(meta=meta, about=about)).publisher == publisher


def test_each_item_of_a_message_is_an_article_or_reported_with_its_line(tmp_path: Path) -> None:
    picture = item('<remoteContent href="bac.jpg"/>', '<itemClass qcode="ninat:picture"/>', guid="urn:agl:2")
    killed = item(meta='<pubStatus qcode="stat:canceled"/>', guid="urn:agl:3")
    package = "<packageItem guid='urn:agl:4'><groupSet/></packageItem>"
    last = item(about="<headline>Le bac repart</headline>", guid="urn:agl:5")
    found = read(tmp_path, message(item(), picture, killed, package, last))
    assert [each.source.record for each in found if isinstance(each, Article)] == ["urn:agl:1", "urn:agl:5"]
    assert [(each.line, each.reason) for each in found if isinstance(each, Skipped)] == [
        (4, "no text inside this item (picture)"),
        (5, "canceled by its provider"),
        (6, "a package: it only lists other items"),
    ]


def test_a_message_without_items_is_reported(tmp_path: Path) -> None:
    assert read(tmp_path, message()) == [
        Skipped(path=str(tmp_path / "feed.xml"), reason="no news item in this file")
    ]


def test_entities_of_its_own_are_refused(tmp_path: Path) -> None:
    xml = '<!DOCTYPE newsItem [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + item(
        "<inlineData>&a;</inlineData>"
    )
    [skipped] = read(tmp_path, xml)
    assert str(skipped) == f"{tmp_path}/feed.xml: refused: it declares entities of its own"


@pytest.mark.parametrize(
    ("name", "content", "accepted"),
    [
        ("a.xml", message(), True),
        ("a.xml", item(), True),
        ("a.xml", "<nitf/>", False),
        ("a.xml", "<newsItems/>", False),
        ("a.newsml", "", True),
        ("a.html", item(), False),
    ],
)
def test_xml_is_taken_by_its_root(name: str, content: str, accepted: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert newsml.accepts(path) == accepted
