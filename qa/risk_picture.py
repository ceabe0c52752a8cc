"""The picture of a risk/coverage curve. It needs matplotlib, which the extra `evaluate` installs."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import PictureUnavailable
from qa.evaluation import RiskPoint, risk_area

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INCHES = (6.4, 4.8)
_DOTS_PER_INCH = 150


def check_picture(path: Path, module: str = "matplotlib.figure") -> None:
    """Make sure that a picture can be saved at `path`, before an hour is spent on what it will show.

    Raises:
        PictureUnavailable: the package is missing, the folder is, or the name does not end in .png.
    """
    _figure_class(module)
    if path.suffix.lower() != ".png":
        raise PictureUnavailable(f"{path}: the picture is a PNG; give a name that ends in .png.")
    if not path.parent.is_dir():
        raise PictureUnavailable(f"{path}: there is no folder {path.parent}. Make it first.")


def save_curve(points: Sequence[RiskPoint], stopped_at: tuple[float, float] | None, path: Path) -> None:
    """Draw the curve with its area, and save it as a PNG.

    Args:
        points: by rising coverage; see `qa.evaluation.risk_coverage`.
        stopped_at: coverage and risk of what was really answered; None where nothing was.
        path: of the PNG, written over.

    Raises:
        PictureUnavailable: the package is missing, or the file cannot be written.
    """
    figure: Figure = _figure_class("matplotlib.figure")(figsize=_INCHES, layout="constrained")
    axes = figure.subplots()
    # Answers of one confidence come together: between two points the risk is that of the second.
    coverages, risks = [point.coverage for point in points], [point.risk for point in points]
    axes.step(coverages, risks, where="pre", label=f"area {risk_area(points):.3f}")
    if len(points) == 1:
        axes.hlines(risks, 0, coverages)
    if stopped_at is not None:
        axes.plot(*stopped_at, "o", label=f"answered: {stopped_at[0]:.0%}, wrong: {stopped_at[1]:.0%}")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="coverage", ylabel="risk")
    axes.grid(alpha=0.3)
    axes.legend()
    try:
        figure.savefig(path, format="png", dpi=_DOTS_PER_INCH)
    except OSError as error:
        raise PictureUnavailable(f"{path}: the picture cannot be written ({error}).") from error


def _figure_class(module: str) -> Any:
    try:
        return importlib.import_module(module).Figure
    except ImportError as error:
        raise PictureUnavailable(
            f"A picture needs matplotlib ({error}): run pip install 'archive-qa[evaluate]', or leave"
            " --curve out."
        ) from error
