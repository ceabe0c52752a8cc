"""PDF files by hand, so that tests say where each line is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

_WIDTH, _HEIGHT = 595, 842


class PrintedLine(NamedTuple):
    """A line, where it begins in points from the lower left corner, and the size of its font."""

    text: str
    x: float
    y: float
    size: float = 10


def make_pdf(pages: Sequence[Sequence[PrintedLine]], properties: Mapping[str, str] | None = None) -> bytes:
    """Return a PDF of A4 pages with some lines on each, in Helvetica."""
    written = "".join(line.text for lines in pages for line in lines)
    letters = {character: code for code, character in enumerate(dict.fromkeys(written), start=1)}
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    named = "".join(f"/{name} ({value}) " for name, value in (properties or {}).items())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R"
        b" /FirstChar 0 /LastChar 255 /Widths [" + b"500 " * 256 + b"] >>",
        _stream(_meanings(letters)),
        f"<< {named}>>".encode("latin-1"),
    ]
    for number, lines in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {7 + 2 * number} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>".encode(),
            _stream("".join(_shown(line, letters) for line in lines)),
        ]
    return _file(objects)


def _shown(line: PrintedLine, letters: Mapping[str, int]) -> str:
    codes = "".join(f"{letters[character]:02x}" for character in line.text)
    return f"BT /F {line.size} Tf 1 0 0 1 {line.x} {line.y} Tm <{codes}> Tj ET\n"


def _meanings(letters: Mapping[str, int]) -> str:
    """Return the map from the codes of a font to characters (PDF 32000-1, 9.10.3)."""
    rows = "".join(
        f"<{code:02x}> <{character.encode('utf-16-be').hex()}>\n" for character, code in letters.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{rows}endbfchar endcmap end end\n"
    )


def _stream(content: str) -> bytes:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream".encode()


def _file(objects: Sequence[bytes]) -> bytes:
    whole, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        whole
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(whole))
    )
