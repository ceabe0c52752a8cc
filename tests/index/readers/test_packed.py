from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index.readers import packed
from index.readers.packed_limits import PackedLimits
from index.readers.registry import read_file
from index.records import Article, Skipped

NOTE = "Titre : Les halles\nDate : 12/03/2017\n\nLes halles ferment une semaine pour travaux.\n"
LETTER = "Title: The ferry\nDate: 2016-05-04\n\nThe ferry will sail again on Monday morning.\n"
SMALL = PackedLimits(member=20_000, members=20, depth=2, ratio=20, unjudged=40_000, directory=5_000)
ZEROS = b"0" * 30_000


def make_zip(members: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in members.items():
            whole.writestr(name, content)
    return file.getvalue()


def make_tar(members: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as whole:
        for name, content in members.items():
            raw = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            whole.addfile(info, io.BytesIO(raw))
    return file.getvalue()


def encrypted(whole: bytes) -> bytes:
    """Set the bit that says "encrypted" in every header of a zip."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pieces = whole.split(mark)
        flagged = [
            piece[: place - 4] + bytes([piece[place - 4] | 1]) + piece[place - 3 :] for piece in pieces[1:]
        ]
        whole = mark.join([pieces[0], *flagged])
    return whole


def read(folder: Path, name: str, content: bytes, limits: PackedLimits = SMALL) -> list[str]:
    """Return what is found, a line each: an article's place and title, or what is said of a place."""
    path = folder / name
    path.write_bytes(content)
    found = []
    for item in packed.read(path, limits=limits):
        place, said = (
            (item.path, item.reason) if isinstance(item, Skipped) else (item.source.path, item.title)
        )
        found.append(f"{place.removeprefix(str(folder) + '/')}: {said}")
    return found


@pytest.mark.parametrize("pack", [make_zip, make_tar], ids=["zip", "tar"])
def test_an_article_says_where_in_the_packed_file_it_is(pack: Callable[..., bytes], tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": number, "text": f"Note {number}."}) + "\n" for number in (7, 8))
    path = tmp_path / "paquet.zip" if pack is make_zip else tmp_path / "paquet.tar"
    path.write_bytes(pack({"2017/halles.txt": NOTE, "rows.jsonl": rows}))
    found = [item.source for item in packed.read(path) if isinstance(item, Article)]
    assert [(source.path.removeprefix(str(path)), source.record) for source in found] == [
        ("!2017/halles.txt", "halles"),
        ("!rows.jsonl", "7"),
        ("!rows.jsonl", "8"),
    ]


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [
        ("tar", bytes), ("tar.gz", gzip.compress), ("tgz", gzip.compress), ("tar.bz2", bz2.compress),
        ("tbz", bz2.compress), ("tar.xz", lzma.compress), ("TAR.XZ", lzma.compress),
    ],
)  # fmt: skip
def test_a_tar_is_read_however_it_is_compressed(
    suffix: str, compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"paquet.{suffix}"
    path.write_bytes(compress(make_tar({"ferry.txt": LETTER, "halles.txt": NOTE})))
    assert [item.title for item in read_file(path) if isinstance(item, Article)] == [
        "The ferry",
        "Les halles",
    ]


def test_what_cannot_be_read_inside_is_reported_with_its_place_and_line(tmp_path: Path) -> None:
    path = tmp_path / "paquet.zip"
    path.write_bytes(make_zip({"rows.jsonl": '{"text": "Un."}\n{"text"\n', "photo.jpeg": b"\xff\xd8"}))
    assert [str(item) for item in packed.read(path) if isinstance(item, Skipped)] == [
        f"{path}!rows.jsonl:2: not JSON: Expecting ':' delimiter at character 8",
        f"{path}!photo.jpeg: no reader takes this file",
    ]


@pytest.mark.parametrize(
    "name", ["../../halles.txt", "/etc/halles.txt", "..\\..\\halles.txt", "a/./../halles.txt"]
)
@pytest.mark.parametrize("pack", [make_zip, make_tar], ids=["zip", "tar"])
def test_a_name_that_leads_elsewhere_leads_nowhere(
    name: str, pack: Callable[..., bytes], tmp_path: Path
) -> None:
    inner = tmp_path / "in" / "side"
    inner.mkdir(parents=True)
    [found] = read(inner, "a.zip" if pack is make_zip else "a.tar", pack({name: NOTE}))
    assert found.endswith("halles.txt: Les halles")
    assert [path.name for path in tmp_path.rglob("*.txt")] == []


def test_a_name_stands_on_one_line_however_long_or_odd(tmp_path: Path) -> None:
    long_name = "é" * 300 + ".txt"
    assert read(tmp_path, "a.tar", make_tar({long_name: NOTE, "b\n\x1b[1m.txt": LETTER})) == [
        f"a.tar!{long_name}: Les halles",
        "a.tar!b\ufffd\ufffd[1m.txt: The ferry",
    ]


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    members = {"__MACOSX/._halles.txt": "x", ".git/a.txt": "x", "b/": "", "b/.c.txt": "x", "halles.txt": NOTE}
    assert read(tmp_path, "a.zip", make_zip(members)) == ["a.zip!halles.txt: Les halles"]


def test_two_files_of_one_name_are_both_read(tmp_path: Path) -> None:
    members = {"a/note.txt": NOTE, "b/note.txt": LETTER}
    assert read(tmp_path, "a.zip", make_zip(members)) == [
        "a.zip!a/note.txt: Les halles",
        "a.zip!b/note.txt: The ferry",
    ]


def test_a_zip_within_a_tar_within_the_limit_is_read(tmp_path: Path) -> None:
    inner = make_zip({"halles.txt": NOTE})
    assert read(tmp_path, "a.tar", make_tar({"b.zip": inner, "ferry.txt": LETTER})) == [
        "a.tar!b.zip!halles.txt: Les halles",
        "a.tar!ferry.txt: The ferry",
    ]


def test_a_zip_too_deep_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    deepest = make_zip({"c.zip": make_zip({"halles.txt": NOTE}), "ferry.txt": LETTER})
    assert read(tmp_path, "a.zip", make_zip({"b.zip": deepest})) == [
        "a.zip!b.zip!c.zip: refused: packed more than 2 times over",
        "a.zip!b.zip!ferry.txt: The ferry",
    ]


def test_a_broken_zip_inside_costs_only_itself(tmp_path: Path) -> None:
    assert read(tmp_path, "a.zip", make_zip({"b.zip": b"PK\x03\x04 no more", "ferry.txt": LETTER})) == [
        "a.zip!b.zip: broken zip or tar: BadZipFile: File is not a zip file",
        "a.zip!ferry.txt: The ferry",
    ]


@pytest.mark.parametrize("pack", [make_zip, make_tar], ids=["zip", "tar"])
def test_a_member_too_large_is_refused_and_the_rest_read(pack: Callable[..., bytes], tmp_path: Path) -> None:
    name = "a.zip" if pack is make_zip else "a.tar"
    assert read(tmp_path, name, pack({"bomb.txt": ZEROS, "ferry.txt": LETTER})) == [
        f"{name}!bomb.txt: refused: it unpacks to 30000 bytes (at most 20000)",
        f"{name}!ferry.txt: The ferry",
    ]


def test_a_member_that_unpacks_out_of_proportion_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    limits = SMALL.model_copy(update={"member": 1_000_000, "unjudged": 10_000})
    bomb, sound = read(tmp_path, "a.zip", make_zip({"bomb.txt": ZEROS, "ferry.txt": LETTER}), limits)
    assert bomb.startswith("a.zip!bomb.txt: refused: ")
    assert bomb.endswith(" bytes unpack to 30000")
    assert sound == "a.zip!ferry.txt: The ferry"


def test_many_members_that_are_a_bomb_together_are_refused(tmp_path: Path) -> None:
    whole = make_zip({"a.txt": LETTER} | {f"{number}.txt": b"0" * 15_000 for number in range(9)})
    *read_before, refused = read(tmp_path, "a.zip", whole)
    assert refused == f"a.zip: refused: {len(whole)} bytes unpack to more than 40000; the rest is not read"
    assert read_before[0] == "a.zip!a.txt: The ferry"
    assert len(read_before) == 3


def test_a_zip_whose_members_overlap_counts_them_all(tmp_path: Path) -> None:
    """One run of bytes that many entries of the directory share (Fifield 2019)."""
    whole = make_zip({f"{number:02}.txt": b"0" * 15_000 for number in range(9)})
    start = whole.index(b"PK\x01\x02")
    entries = [b"PK\x01\x02" + entry for entry in whole[start:].split(b"PK\x01\x02")[1:]]
    first = entries[0]
    shared = [first] * 8 + [first + entries[-1][len(first) :]]
    found = read(tmp_path, "a.zip", whole[:start] + b"".join(shared))
    assert found[-1].endswith("bytes unpack to more than 40000; the rest is not read")


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_tar_that_is_a_bomb_is_refused(
    compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    whole = compress(make_tar({"ferry.txt": LETTER, "bomb.txt": b"0" * 100_000, "halles.txt": NOTE}))
    assert read(tmp_path, "a.tar.gz", whole) == [
        "a.tar.gz!ferry.txt: The ferry",
        "a.tar.gz!bomb.txt: refused: it unpacks to 100000 bytes (at most 20000)",
        f"a.tar.gz: refused: {len(whole)} bytes unpack to more than 40000; the rest is not read",
    ]


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    found = read(tmp_path, "a.tar", make_tar({f"{number:02}.txt": LETTER for number in range(22)}))
    assert found[:1] == ["a.tar!00.txt: The ferry"]
    assert found[20:] == ["a.tar: refused: more than 20 files inside; the rest is not read"]


def test_a_directory_too_large_to_hold_is_refused_unread(tmp_path: Path) -> None:
    whole = make_zip({f"{'x' * 90}{number}.txt": "" for number in range(40)})
    [refused] = read(tmp_path, "a.zip", whole)
    assert refused.startswith("a.zip: refused: a directory of ")
    assert refused.endswith(" bytes (at most 5000); the rest is not read")


def test_a_tar_header_that_names_a_gigabyte_takes_no_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("long")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf() + bytes(4 << 20)))
    tracemalloc.start()
    [skipped] = read_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "broken zip or tar: ReadError: a header of 1073741824 bytes"
    assert peak < 8 << 20


def test_an_encrypted_member_is_reported(tmp_path: Path) -> None:
    locked = encrypted(make_zip({"halles.txt": NOTE}))
    assert read(tmp_path, "a.zip", locked) == ["a.zip!halles.txt: encrypted: a password is needed to read it"]


def test_a_member_whose_checksum_is_wrong_gives_no_article(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as whole:
        whole.writestr("halles.txt", NOTE)
        whole.writestr("ferry.txt", LETTER)
    damaged = file.getvalue().replace(b"Les halles ferment", b"Les halles ouvrent")
    assert read(tmp_path, "a.zip", damaged) == [
        "a.zip!halles.txt: cannot be unpacked: BadZipFile: Bad CRC-32 for file 'halles.txt'",
        "a.zip!ferry.txt: The ferry",
    ]


def test_links_and_devices_are_reported_and_not_followed(tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as whole:
        for name, kind in (
            ("link.txt", tarfile.SYMTYPE),
            ("hard.txt", tarfile.LNKTYPE),
            ("null.txt", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/hostname"
            whole.addfile(info)
    reason = "a link or a device, not a file"
    assert read(tmp_path, "a.tar", file.getvalue()) == [
        f"a.tar!{name}.txt: {reason}" for name in ("link", "hard", "null")
    ]


def test_a_tar_with_a_damaged_header_is_reported_after_what_comes_before(tmp_path: Path) -> None:
    whole = bytearray(make_tar({"ferry.txt": LETTER, "halles.txt": NOTE}))
    second = whole.index(b"halles.txt")
    whole[second] ^= 1
    (tmp_path / "a.tar").write_bytes(whole)
    ferry, broken = read_file(tmp_path / "a.tar")
    assert isinstance(ferry, Article)
    assert ferry.title == "The ferry"
    reason = f"broken zip or tar: ReadError: no header where one should be, at byte {second + 512}"
    assert broken == Skipped(path=str(tmp_path / "a.tar"), reason=reason)


@pytest.mark.parametrize(("name", "content"), [("a.zip", make_zip({"b/": ""})), ("a.tar", make_tar({}))])
def test_nothing_inside_is_reported(name: str, content: bytes, tmp_path: Path) -> None:
    assert read(tmp_path, name, content) == [f"{name}: no file is packed in it"]
