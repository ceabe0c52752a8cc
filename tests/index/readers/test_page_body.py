from __future__ import annotations

import time

import pytest

from index.readers.page_body import article_body

FIRST = "Le conseil municipal a voté mardi la gratuité des bus pour les moins de douze ans."
SECOND = "La mesure entrera en vigueur en septembre et coûtera un million d'euros par an à la ville."
THIRD = "L'opposition s'est abstenue, en demandant un bilan après la première année de gratuité."
BODY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
WHOLE = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def body(inside: str, head: str = "") -> str:
    from trafilatura import load_html

    return article_body(load_html(f"<html lang='fr'><head>{head}</head><body>{inside}</body></html>"))


@pytest.mark.parametrize(
    "box",
    [
        "<div class='related-articles'><p>Le tramway sera prolongé vers le nord en deux ans.</p></div>",
        "<div class='article__newsletter'><p>Chaque matin, tout ce qu'il faut savoir de la ville.</p></div>",
        "<section id='paywall'><p>Pour lire tout le texte, il faut un compte de lecteur.</p></section>",
        "<div class='en-savoir-plus'><p>Le réseau, ses lignes et ses horaires en détail.</p></div>",
        "<p>Lire aussi : Le tramway prolongé vers le nord</p>",
        "<p>Crédits photos : Agence</p>",
    ],
)
def test_boxes_and_furniture_are_no_text(box: str) -> None:
    assert body(f"<article>{BODY}{box}</article>") == WHOLE


def test_a_box_that_holds_the_article_is_the_article() -> None:
    assert body(f"<div class='paywall social'>{BODY}</div>") == WHOLE


def test_links_stay_in_their_sentences() -> None:
    linked = BODY.replace("la gratuité des bus", "<a href='/b'>la gratuité des bus</a>")
    assert body(f"<article>{linked}</article>") == WHOLE


def test_a_lede_above_the_body_comes_first() -> None:
    lede = "Une mesure promise depuis dix ans."
    assert body(f"<div class='chapo'>{lede}</div><article>{BODY}</article>") == f"{lede}\n\n{WHOLE}"


def test_the_lede_of_another_article_stays_out() -> None:
    other = "<ul><li><p class='chapo'>Le tramway ira plus au nord.</p></li></ul>"
    assert body(f"<article>{BODY}</article>{other}") == WHOLE


def test_cells_without_text_leave_no_bars() -> None:
    table = "<table><tr><td></td><td>Ligne 1</td><td>10 minutes</td></tr></table>"
    assert "\n\nLigne 1 | 10 minutes" in body(f"<article>{BODY}{table}<p>{SECOND}</p></article>")


def test_a_page_without_text_has_no_body() -> None:
    assert body("<script>var a = 1;</script>") == ""


def test_a_menu_of_many_choices_is_read_fast() -> None:
    menu = "<option>Un pays</option>\n" * 20_000
    started = time.process_time()
    read = body(f"<article>{BODY}<select>{menu}</select></article>")
    assert read == WHOLE
    assert time.process_time() - started < 5
