from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import PictureUnavailable
from qa.evaluation import RiskPoint
from qa.risk_picture import check_picture, save_curve

POINTS = [RiskPoint(0.9, 0.5, 0.0), RiskPoint(0.2, 1.0, 0.5)]


def size_of_png(path: Path) -> tuple[int, int]:
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert content[12:16] == b"IHDR"
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


@pytest.mark.parametrize(
    ("points", "stopped_at"), [(POINTS, (0.5, 0.0)), (POINTS, None), (POINTS[:1], (0.5, 0.0))]
)
def test_the_curve_is_saved_as_a_png(
    tmp_path: Path, points: list[RiskPoint], stopped_at: tuple[float, float] | None
) -> None:
    path = tmp_path / "curve.png"
    check_picture(path)
    save_curve(points, stopped_at, path)
    assert size_of_png(path) == (960, 720)


def test_another_curve_is_another_picture(tmp_path: Path) -> None:
    save_curve(POINTS, None, tmp_path / "one.png")
    save_curve(POINTS[:1], None, tmp_path / "other.png")
    assert (tmp_path / "one.png").read_bytes() != (tmp_path / "other.png").read_bytes()


def test_without_the_package_the_extra_is_named(tmp_path: Path) -> None:
    with pytest.raises(PictureUnavailable, match=r"pip install 'archive-qa\[evaluate\]'"):
        check_picture(tmp_path / "curve.png", module="a_package_that_nobody_has.figure")


@pytest.mark.parametrize(
    ("name", "problem"),
    [("curve.svg", r"ends in \.png"), ("curve", r"ends in \.png"), ("nowhere/curve.png", "no folder")],
)
def test_a_path_that_cannot_be_saved_to_is_told_before_the_work(
    tmp_path: Path, name: str, problem: str
) -> None:
    with pytest.raises(PictureUnavailable, match=problem):
        check_picture(tmp_path / name)


def test_a_folder_in_the_way_of_the_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "curve.png").mkdir()
    with pytest.raises(PictureUnavailable, match="cannot be written"):
        save_curve(POINTS, None, tmp_path / "curve.png")
