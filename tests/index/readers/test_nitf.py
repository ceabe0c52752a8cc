from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.readers import nitf
from index.readers.registry import read_file
from index.records import Article, Skipped

HEAD = (
    '<head><title>LDN-crue</title><meta name="dsk" content="Régions"/><docdata>'
    '<doc-id id-string="gazette-2016-118"/><date.issue norm="20160603T061500Z"/>'
    '<date.release norm="20160604T000000Z"/></docdata>'
    '<pubdata name="La Gazette" date.publication="20160603" position.section="Environnement; Eau"'
    ' ex-ref="https://gazette.example/crue"/></head>'
)
BODY_HEAD = (
    "<body.head><hedline><hl1>La crue  se\n retire</hl1><hl2>Les quais rouvrent</hl2></hedline>"
    "<byline>Par <person>Zoé Roy</person> et <person>Ali Ben</person><byttl>envoyés spéciaux</byttl></byline>"
    "<dateline><location>ORMES</location>, <story.date>3 juin 2016</story.date></dateline>"
    "<abstract><p>Le fleuve a perdu un mètre.</p></abstract></body.head>"
)
CONTENT = (
    "<block><p>Les quais ont rouvert vendredi <em>à midi</em>.</p>\n<p>Les caves restent noyées.</p></block>"
)


def write(
    folder: Path, body: str, head: str = HEAD, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>'
) -> Path:
    path = folder / "item.xml"
    path.write_text(f"{prolog}\n<nitf>{head}<body>{body}</body></nitf>", encoding="utf-8")
    return path


def read(folder: Path, body: str, head: str = HEAD) -> Article:
    [article] = read_file(write(folder, body, head))
    assert isinstance(article, Article)
    return article


def test_fields_are_those_of_the_item(tmp_path: Path) -> None:
    article = read(tmp_path, f"{BODY_HEAD}<body.content>{CONTENT}</body.content>")
    assert (article.title, article.published, article.authors) == (
        "La crue se retire",
        date(2016, 6, 3),
        ("Zoé Roy", "Ali Ben"),
    )
    assert (article.publisher, article.section, article.url) == (
        "La Gazette",
        "Environnement",
        "https://gazette.example/crue",
    )
    assert article.source.record == "gazette-2016-118"


def test_the_abstract_and_the_dateline_stand_above_the_text(tmp_path: Path) -> None:
    article = read(tmp_path, f"{BODY_HEAD}<body.content>{CONTENT}</body.content>")
    assert article.text.split("\n\n") == [
        "Le fleuve a perdu un mètre.",
        "ORMES, 3 juin 2016",
        "Les quais ont rouvert vendredi à midi.",
        "Les caves restent noyées.",
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ("<p>Un<br/>deux</p>", "Un\ndeux"),
        ("<table><tr><td>Crue</td><td>6,10 m</td></tr><tr><td>1910</td><td>8,62 m</td></tr></table>",
         "Crue | 6,10 m\n\n1910 | 8,62 m"),
        ("<ul><li>Un</li><li>Deux</li></ul>", "Un\n\nDeux"),
        ("<p>Un</p><media><media-producer>AGL</media-producer><media-caption>Le quai</media-caption></media>",
         "Un\n\nLe quai"),
        ("<p>d&eacute;j&agrave; &#8212; A&amp;B</p>", "déjà — A&B"),
        ('<block class="lead_paragraph"><p>A.</p></block><block class="full_text"><p>A.</p><p>B.</p></block>',
         "A.\n\nB."),
        ("<p>Un <!-- rien --><?rien?>deux</p>", "Un deux"),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(content: str, text: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<body.content>{content}</body.content>").text == text


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By MARIE DUPONT", ("MARIE DUPONT",)),
        ("Par Zoé Roy<byttl>à Ormes</byttl>", ("Zoé Roy",)),
        ("Zoé Roy et Ali Ben", ("Zoé Roy", "Ali Ben")),
        ("", ()),
    ],
)
def test_a_byline_gives_names(byline: str, authors: tuple[str, ...], tmp_path: Path) -> None:
    body = f"<body.head><byline>{byline}</byline></body.head><body.content><p>Un texte.</p></body.content>"
    assert read(tmp_path, body).authors == authors


@pytest.mark.parametrize(
    ("docdata", "published"),
    [
        ('<date.issue norm="20160603T235900-0500"/>', date(2016, 6, 3)),
        ('<date.release norm="20160604"/>', date(2016, 6, 4)),
        ("", None),
    ],
)
def test_the_day_is_that_of_issue_or_else_of_release(
    docdata: str, published: date | None, tmp_path: Path
) -> None:
    body = "<body.content><p>Un texte.</p></body.content>"
    assert read(tmp_path, body, f"<head><docdata>{docdata}</docdata></head>").published == published


def test_a_day_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    head = '<head><docdata><date.issue norm="demain"/></docdata></head>'
    article, remark = read_file(write(tmp_path, "<body.content><p>Un texte.</p></body.content>", head))
    assert isinstance(article, Article)
    assert str(remark) == f"{tmp_path}/item.xml:2: date 'demain' cannot be read; article kept without date"


def test_an_external_dtd_is_not_looked_for(tmp_path: Path) -> None:
    prolog = '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">'
    [article] = read_file(
        write(tmp_path, "<body.content><p>Un &eacute;t&eacute;.</p></body.content>", prolog=prolog)
    )
    assert isinstance(article, Article)
    assert article.text == "Un été."


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/hostname">',
        '<!ENTITY % b SYSTEM "http://gazette.example/b.dtd"> %b;',
    ],
)
def test_entities_of_its_own_are_refused(entities: str, tmp_path: Path) -> None:
    prolog = f'<?xml version="1.0"?><!DOCTYPE nitf [{entities}]>'
    path = write(tmp_path, "<body.content><p>&b;</p></body.content>", prolog=prolog)
    assert list(read_file(path)) == [
        Skipped(path=str(path), reason="refused: it declares entities of its own")
    ]


def test_levels_without_end_are_reported(tmp_path: Path) -> None:
    path = write(
        tmp_path, "<body.content>" + "<block>" * 5_000 + "Un" + "</block>" * 5_000 + "</body.content>"
    )
    [skipped] = read_file(path)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("broken NITF: XMLSyntaxError: Excessive depth")


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        ("<nitf/>", True),
        (
            "\ufeff<?xml version='1.0'?><!--<rss>--><!DOCTYPE nitf [<!ELEMENT p ANY>]><n:nitf xmlns:n='u'/>",
            True,
        ),
        ("<html><nitf/></html>", False),
        ("<nitfs/>", False),
        ("", False),
    ],
)
def test_xml_is_taken_by_its_root(content: str, accepted: bool, tmp_path: Path) -> None:
    path = tmp_path / "item.xml"
    path.write_text(content, encoding="utf-8")
    assert nitf.accepts(path) == accepted
