from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.furniture import furniture_spans, is_furniture

PLAYER = (
    'window.lecteur_1 = new Lecteur(\'public\', {id: "x1", type: "dm"}, { "url": "//a.fr/b", "auto": false'
)


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : le pont ferme demain",
        "- À lire aussi : > Le pont ferme",
        "A lire : notre enquête sur le pont",
        "LIRE AUSSI Le pont ferme",
        "Read more: Bridge closes",
        "Related: 12 photos of the bridge",
        "Lire la suite sur Le Matin",
        "Continue reading the main story",
        "Crédits photos : Agence",
        "© Agence / Jean Petit",
        "Photo d'illustration (Agence)",
        "Photo credit: Jane Doe",
        "Abonnez-vous gratuitement à notre newsletter du matin.",
        "Sign up for our morning newsletter.",
        "Suivez-nous sur Facebook et Twitter",
        "Follow us on Twitter @paper",
        "Votre navigateur ne supporte pas la lecture de vidéos.",
        "Ce site utilise des cookies pour mesurer son audience.",
        "La suite après cette publicité",
        "Publicité",
        "Partager sur Facebook",
        "12 commentaires",
        "Publié le 3 mai 2018 à 10h30",
        "Updated on May 3, 2018",
        "Temps de lecture : 3 minutes",
        "4 min read",
    ],
)
def test_lines_around_news_are_furniture(line: str) -> None:
    assert is_furniture(line)
    assert furniture_spans(f"Le pont ferme.\n{line}\nIl rouvrira.") == [(15, 15 + len(line))]


@pytest.mark.parametrize(
    "text",
    [
        "Il faut lire aussi entre les lignes, dit le maire.",
        "Lire est un plaisir.",
        "Facebook utilise des cookies pour suivre les internautes.",
        "Le maire a publié le 3 mai un livre sur le pont.",
        "Publié le 3 mai, le rapport accuse la ville. Le maire se tait.",
        "La publicité est interdite près des écoles.",
        "Le crédit photo : un marché en crise.",
        "Photo : le pont en 1910 - Crédit : Musée",
        "Il a dit : « Partager, c'est vivre. »",
        "They share everything.",
        "Suivez le fleuve jusqu'au pont.",
        "Il écrit « var x » au tableau (pour les élèves).",
        "Le ministre (de l'Intérieur) a parlé ; le maire aussi.",
    ],
)
def test_news_is_no_furniture(text: str) -> None:
    assert furniture_spans(text) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f'"C\'est fini". {PLAYER}', ['"C\'est fini". ', ""]),
        (f"Le pont ferme.{PLAYER}}}); Le maire parle.", ["Le pont ferme.", " Le maire parle."]),
        ("Un.\njwplayer('a').setup({\nfile: 'b.mp4',\n});\nDeux.", ["Un.\n", "\nDeux."]),
        ("Il hésite… Lire la suite sur Le Matin", ["Il hésite… ", ""]),
        ("La fin. Crédit photo : Agence", ["La fin. ", ""]),
    ],
)
def test_what_is_glued_to_news_leaves_the_news(text: str, left: list[str]) -> None:
    edges = [0, *(offset for span in furniture_spans(text) for offset in span), len(text)]
    assert [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)] == left


def test_an_article_of_one_long_line_is_not_copied_for_each_sentence() -> None:
    text = "Le pont ferme. " * 100_000
    started = time.process_time()
    assert furniture_spans(f"{text}Lire aussi : Le port") == [(len(text), len(text) + 20)]
    assert time.process_time() - started < 8


PIECES = st.lists(
    st.sampled_from(
        ["Le pont ferme. ", "Publicité", "\n", "\n\n", PLAYER, "});", "© A", "Lire aussi : B", "; "]
    )
).map("".join)


@given(st.text(max_size=200) | PIECES)
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    offsets = [offset for span in furniture_spans(text) for offset in span]
    assert offsets == sorted(offsets)
    assert all(0 <= start < end <= len(text) for start, end in furniture_spans(text))
