from __future__ import annotations

from datetime import date

import pytest

from index.records import Article
from qa.gloss import LONGEST
from qa.gloss_rendering import render_gloss, render_no_gloss, render_offer
from qa.markup import read_gloss_link
from qa.records import Citation
from tests.fakes import make_article

ARTICLE = make_article("La digue mesure 840 mètres.", "Le port", date(2019, 3, 1))


def cited(article: Article) -> Citation:
    return Citation(
        number=1,
        record=None,
        article_id=article.id,
        title=article.title,
        published=article.published,
        quote=article.text,
        start=0,
        end=len(article.text),
    )


def test_a_quote_in_another_language_comes_with_a_button_that_knows_its_place() -> None:
    drawn = render_offer(cited(ARTICLE), ARTICLE, "en", "fr")
    assert ">Traduire en anglais</button>" in drawn
    link = drawn.split('data-gloss="')[1].split('"')[0]
    assert read_gloss_link(link) == (ARTICLE.id, 0, len(ARTICLE.text), "en")


@pytest.mark.parametrize(
    ("article", "wanted"),
    [
        (ARTICLE, "fr"),
        (ARTICLE, "de"),
        (ARTICLE, ""),
        (None, "en"),
        (make_article("a" * (LONGEST + 1)), "en"),
    ],
)
def test_no_button_stands_where_no_gloss_is_needed_or_can_be_had(
    article: Article | None, wanted: str
) -> None:
    assert render_offer(cited(article or ARTICLE), article, wanted, "en") == ""


def test_a_gloss_is_marked_as_a_machine_s_and_is_never_markup() -> None:
    drawn = render_gloss('1"><b>', "<b>The pier</b>", "en", "fr")
    assert "Traduction automatique, non vérifiée" in drawn
    assert "<b>" not in drawn
    assert "<b>" not in render_no_gloss('1"><b>', "en")
