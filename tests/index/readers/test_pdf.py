from __future__ import annotations

import zlib
from datetime import date
from pathlib import Path

import pytest

from index.readers.registry import read_file
from index.records import Article, Skipped
from tests.index.readers.printed import PrintedLine, make_pdf

TITLE = PrintedLine("La criée change de quai", 50, 780, 22)
OPENING = "Les pêcheurs débarquent désormais leurs prises au nord du port, sous une halle neuve."


def printed(
    *lines: str, x: float = 50, y: float = 740, size: float = 10, step: float = 12
) -> list[PrintedLine]:
    """Return lines one below another."""
    return [PrintedLine(line, x, y - step * number, size) for number, line in enumerate(lines)]


def read(folder: Path, *pages: list[PrintedLine], **properties: str) -> Article:
    found = read_all(folder, *pages, **properties)
    assert [type(item) for item in found] == [Article]
    assert isinstance(found[0], Article)
    return found[0]


def read_all(folder: Path, *pages: list[PrintedLine], **properties: str) -> list[Article | Skipped]:
    path = folder / "criee.pdf"
    path.write_bytes(make_pdf(pages, properties))
    return list(read_file(path))


def test_lines_are_joined_to_paragraphs_and_words_made_whole(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        [
            TITLE,
            *printed(
                "Les pêcheurs débarquent désor-", "mais au nord du port. Qu'en pense-t-", "on ? Du bien."
            ),
            *printed("La halle neuve a coûté", "trois millions.", y=690),
        ],
    )
    assert article.title == "La criée change de quai"
    assert article.text.split("\n\n") == [
        "Les pêcheurs débarquent désormais au nord du port. Qu'en pense-t-on ? Du bien.",
        "La halle neuve a coûté trois millions.",
    ]


def test_an_indented_line_begins_a_paragraph(tmp_path: Path) -> None:
    lines = [*printed("Un premier alinéa qui", "finit sur cette ligne"), *printed("Un second", x=62, y=716)]
    article = read(tmp_path, [TITLE, *lines, *printed("qui finit ici.", y=704)])
    assert article.text.split("\n\n") == [
        "Un premier alinéa qui finit sur cette ligne",
        "Un second qui finit ici.",
    ]


def test_lines_that_hang_below_a_bullet_are_one_paragraph(tmp_path: Path) -> None:
    lines = [*printed("• Une entrée de liste qui", "• Une autre"), *printed("Se suit dessous", x=62, y=728)]
    moved = [line._replace(y=716) if line.text == "• Une autre" else line for line in lines]
    assert read(tmp_path, [TITLE, *moved]).text.startswith("• Une entrée de liste qui Se suit dessous")


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = printed("La colonne de gauche vient", "avant celle de droite, que", "la page imprime au même")
    right = printed(
        "niveau sans que la phrase", "en soit coupée pour autant", "par un saut de colonne.", x=300
    )
    rows = [line for row in zip(left, right, strict=True) for line in row]
    assert read(tmp_path, [TITLE, *rows]).text == (
        "La colonne de gauche vient avant celle de droite, que la page imprime au même"
        " niveau sans que la phrase en soit coupée pour autant par un saut de colonne."
    )


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    names, tons = printed("Espèce", "Sole", "Bar"), printed("Tonnes", "120", "95", x=300)
    rows = [line for row in zip(names, tons, strict=True) for line in row]
    assert read(tmp_path, [TITLE, *rows]).text == "Espèce Tonnes Sole 120 Bar 95"


def test_heads_feet_and_page_numbers_that_recur_are_dropped(tmp_path: Path) -> None:
    def page(number: int, text: str) -> list[PrintedLine]:
        head = PrintedLine(f"La Gazette du Littoral - {number} mai 2014", 50, 820, 8)
        return [head, *printed(text), PrintedLine(f"Page {number} sur 3", 280, 30, 8)]

    texts = ["Un paragraphe. Sa suite.", "Un deuxième, plus long.", "Un troisième pour finir."]
    article = read(tmp_path, *(page(number, text) for number, text in enumerate(texts, start=1)))
    assert article.text.split("\n\n") == texts


def test_a_sentence_goes_on_over_the_page(tmp_path: Path) -> None:
    first, second = printed("La halle est ouverte tous les"), printed("jours, sauf le lundi.")
    assert read(tmp_path, first, second).text == "La halle est ouverte tous les jours, sauf le lundi."


def test_properties_give_the_title_the_author_and_the_day(tmp_path: Path) -> None:
    properties = {"Title": "The new fish market", "Author": "Zoe Roy", "CreationDate": "D:20140502093000Z"}
    article = read(tmp_path, [TITLE, *printed(OPENING)], **properties)
    assert (article.title, article.authors, article.published) == (
        "The new fish market",
        ("Zoe Roy",),
        date(2014, 5, 2),
    )
    assert article.source.record == "criee"


@pytest.mark.parametrize("title", ["", "Microsoft Word - criee.doc", "criee_v3.indd", "untitled", "12-05"])
def test_a_title_that_a_program_gave_gives_way_to_the_largest_line(title: str, tmp_path: Path) -> None:
    lines = [PrintedLine("PORT", 50, 800, 12), TITLE, *printed(OPENING)]
    assert read(tmp_path, lines, Title=title).title == "La criée change de quai"


def test_without_a_larger_line_the_text_gives_the_title(tmp_path: Path) -> None:
    assert read(tmp_path, printed("Marée basse. Le port est à sec.")).title == "Marée basse."


@pytest.mark.parametrize("day", ["", "D:20141399", "hier"])
def test_a_day_that_is_none_is_left_out(day: str, tmp_path: Path) -> None:
    assert read(tmp_path, printed(OPENING), CreationDate=day).published is None


def test_pages_without_text_are_reported(tmp_path: Path) -> None:
    article, remark = read_all(tmp_path, printed(OPENING), [], [])
    assert isinstance(article, Article)
    assert article.text == OPENING
    assert str(remark) == f"{tmp_path}/criee.pdf: 2 of 3 pages hold no text; article kept without them"


def test_a_scan_without_text_is_reported(tmp_path: Path) -> None:
    reason = "no text on its pages: scanned, or broken; recognise its characters (OCR) first"
    assert read_all(tmp_path, [], []) == [Skipped(path=str(tmp_path / "criee.pdf"), reason=reason)]


def test_a_file_that_needs_a_password_is_reported(tmp_path: Path) -> None:
    """RC4 with 40 bits (PDF 32000-1, 7.6.3); what the hashes are does not matter to who has no password."""
    path = tmp_path / "criee.pdf"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"aa" * 32,
        b"bb" * 32,
    )
    path.write_bytes(make_pdf([printed(OPENING)]).replace(b"/Root", lock + b" /Root"))
    assert list(read_file(path)) == [
        Skipped(path=str(path), reason="encrypted: a password is needed to read it")
    ]


def test_what_is_no_pdf_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "criee.pdf"
    path.write_bytes(b"%PDF-1.4 and no more")
    [skipped] = read_file(path)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("broken PDF: PdfiumError: ")


def test_a_count_of_a_billion_pages_ends(tmp_path: Path) -> None:
    path = tmp_path / "criee.pdf"
    path.write_bytes(make_pdf([printed(OPENING)]).replace(b"/Count 1 ", b"/Count 999999999 "))
    assert [type(item) for item in read_file(path)][:1] in ([Article], [Skipped])


@pytest.mark.parametrize("layers", [1, 2])
def test_a_stream_that_unpacks_without_end_is_never_given_to_pdfium(layers: int, tmp_path: Path) -> None:
    packing = zlib.compressobj(9)
    bomb = b"".join(packing.compress(bytes(1 << 20)) for _ in range(130)) + packing.flush()
    bomb = bomb if layers == 1 else zlib.compress(bomb)
    path = tmp_path / "criee.pdf"
    path.write_bytes(
        make_pdf([printed(OPENING)]).replace(b"xref", b"stream\n" + bomb + b"\nendstream\nxref", 1)
    )
    reason = f"refused: a stream unpacks to more than {128 << 20} bytes"
    assert list(read_file(path)) == [Skipped(path=str(path), reason=reason)]
