from __future__ import annotations

from datetime import date
from pathlib import Path

from index.readers import web_page
from index.records import Article, Skipped

BODY = (
    "<p>Le conseil municipal a voté mardi la gratuité des bus pour les moins de douze ans.</p>"
    "<p>La mesure entrera en vigueur en septembre et coûtera un million d'euros par an à la ville.</p>"
    "<p>L'opposition s'est abstenue, en demandant un bilan après la première année de gratuité.</p>"
)
HEAD = (
    '<meta property="og:title" content="Le bus gratuit pour les enfants">'
    '<meta property="og:site_name" content="La Gazette">'
    '<meta property="og:url" content="https://gazette.example/bus">'
    '<meta name="author" content="Zoé Roy">'
    '<meta property="article:published_time" content="2018-05-03T07:00:00+02:00">'
    '<meta property="article:modified_time" content="2019-01-01T07:00:00+02:00">'
)


def read(tmp_path: Path, content: bytes) -> Article | Skipped:
    path = tmp_path / "page.html"
    path.write_bytes(content)
    [found] = web_page.read(path)
    return found


def read_article(tmp_path: Path, head: str, body: str) -> Article:
    found = read(tmp_path, f"<html lang='fr'><head>{head}</head><body>{body}</body></html>".encode())
    assert isinstance(found, Article)
    return found


def test_metadata_is_that_of_the_page(tmp_path: Path) -> None:
    article = read_article(tmp_path, HEAD, f"<article>{BODY}</article>")
    assert (article.title, article.publisher, article.url) == (
        "Le bus gratuit pour les enfants",
        "La Gazette",
        "https://gazette.example/bus",
    )
    assert (article.authors, article.published, article.language) == (("Zoé Roy",), date(2018, 5, 3), "fr")


def test_an_empty_line_stands_between_paragraphs(tmp_path: Path) -> None:
    article = read_article(tmp_path, HEAD, f"<article>{BODY}</article>")
    assert [paragraph.split()[0] for paragraph in article.text.split("\n\n")] == ["Le", "La", "L'opposition"]


def test_scripts_menus_and_comments_are_no_text(tmp_path: Path) -> None:
    around = (
        "<nav><ul><li><a href='/'>Accueil</a></li></ul></nav><article><script>var lecteur = 1;</script>"
        f"{BODY}<style>p {{}}</style></article><div id='comments'><p>Bravo la mairie !</p></div>"
    )
    text = read_article(tmp_path, HEAD, around).text
    assert text == read_article(tmp_path, HEAD, f"<article>{BODY}</article>").text


def test_tags_that_never_close_are_read_all_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, f"<html><head>{HEAD}<body><article><div>{BODY[:-4]}".encode())
    assert isinstance(found, Article)
    assert found.text.endswith("après la première année de gratuité.")


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    page = (
        f'<html><head><meta charset="windows-1251">{HEAD}</head><body><article>{BODY}<p>Привет, читатель.</p>'
    )
    plain = page.translate(str.maketrans("éèûà", "eeua"))
    found = read(tmp_path, plain.encode("cp1251"))
    assert isinstance(found, Article)
    assert found.text.endswith("Привет, читатель.")


def test_a_page_without_article_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, b"<html><body><script>var a = 1;</script></body></html>")
    assert found == Skipped(path=str(tmp_path / "page.html"), reason="no article is found in this page")
