"""Print how fast passages are encoded and an archive is indexed, beside a plain sentence-transformers loop.

    python benchmarks/encode.py SOURCE… [--loop-passages N] [--repeat R] [--keep FOLDER]

The build is the whole of `index.ingest.build` with the default embedder: read, clean, split, embed, write.
The other rows encode the texts that the build embedded, all or an evenly spread sample of N: the default
embedder by itself, and loops that only call `SentenceTransformer.encode` with batches of 32. Loading the
model is counted apart. Each measure runs in a process of its own, for its own peak memory; with --repeat they
take turns, and the table gives the median of each.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Nothing heavy at the top: on Linux a child's peak memory starts at what its parent holds.
LOOP_BATCH = 32
CONVERT, BUILD, EMBEDDER = "convert", "index.ingest.build", "index.embedder"
PLAIN, HALF = "loop, float32", "loop, bfloat16"
KIBIBYTES_IN_MEGABYTE = 1024


class Measure(NamedTuple):
    """One run: passages embedded, seconds to load the model and to work, peak memory in MiB."""

    passages: int
    load_seconds: float
    seconds: float
    peak: float

    @property
    def rate(self) -> float:
        """Passages a second."""
        return self.passages / self.seconds


def main() -> None:
    """Read the arguments, run each measure in its process, print one row a measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument("--loop-passages", type=int, metavar="N", help="passages of the loops (default: all)")
    parser.add_argument("--repeat", type=int, default=1, metavar="R", help="rounds (default: 1)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work in FOLDER, leave the index")
    parser.add_argument("--alone", choices=[CONVERT, BUILD, EMBEDDER, PLAIN, HALF], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parsed = parser.parse_args()
    if parsed.alone == CONVERT:
        convert(parsed.folder / "model")
        return
    if parsed.alone:
        print(json.dumps(measure(parsed.alone, parsed.sources, parsed.folder, parsed.loop_passages)))
        return
    with contextlib.ExitStack() as stack:
        temporary = parsed.keep or stack.enter_context(tempfile.TemporaryDirectory())
        run_aside(CONVERT, parsed.sources, Path(temporary))
        runs: dict[str, list[Measure]] = {BUILD: [], EMBEDDER: [], PLAIN: [], HALF: []}
        for _ in range(parsed.repeat):
            for name, done in runs.items():
                printed = run_aside(name, parsed.sources, Path(temporary), parsed.loop_passages)
                done.append(Measure(*json.loads(printed.splitlines()[-1])))
    print_table(runs)


def run_aside(name: str, sources: Sequence[Path], folder: Path, sample: int | None = None) -> str:
    """Run one step in a new process; return what it prints."""
    command = [sys.executable, __file__, *map(str, sources), "--alone", name, "--folder", str(folder)]
    if sample is not None:
        command += ["--loop-passages", str(sample)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - this script itself
    if finished.returncode:
        sys.exit(f"{name}: ended with status {finished.returncode}")
    return finished.stdout


def measure(name: str, sources: Sequence[Path], folder: Path, sample: int | None) -> Measure:
    """Run one measure in this process; all but the build read the index that it left in `folder`."""
    if name == BUILD:
        passages, load_seconds, seconds = build_index(sources, folder / "index")
    elif name == EMBEDDER:
        passages, load_seconds, seconds = run_embedder(embedded_texts(folder / "index", sample))
    else:
        texts = embedded_texts(folder / "index", sample)
        precision = "float32" if name == PLAIN else "bfloat16"
        passages, load_seconds, seconds = run_loop(texts, folder / "model", precision)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES_IN_MEGABYTE
    return Measure(passages, load_seconds, seconds, peak)


def build_index(sources: Sequence[Path], index: Path) -> tuple[int, float, float]:
    """Build an index; return its passages, and the seconds to load the model and to build."""
    from index.embedder import load_embedder
    from index.ingest import build

    embedder = load_embedder()
    load_seconds = timed(lambda: embedder.embed_query("warm"))
    report = build(index, sources, embedder, replace=True)
    return report.statistics.passages, load_seconds, report.seconds


def embedded_texts(index: Path, sample: int | None) -> list[str]:
    """Return the texts that the build embedded, in its order: all, or `sample` of them evenly spread."""
    from index.indexing import text_to_embed
    from index.store.catalogue import Catalogue
    from index.store.manifest import read_manifest

    catalogue = Catalogue(index / read_manifest(index).generation / "catalogue.sqlite")
    keys = catalogue.passage_keys()
    if sample is not None and sample < len(keys):
        keys = [keys[number * len(keys) // sample] for number in range(sample)]
    found = catalogue.passages(keys)
    catalogue.close()
    return [text_to_embed(article, passage) for passage, article in map(found.__getitem__, keys)]


def convert(folder: Path) -> None:
    """Write the default embedder as a folder that sentence-transformers opens."""
    from index.e5_conversion import convert_e5
    from index.embedder import DEFAULT_MODEL
    from index.model_files import locate

    convert_e5(locate(DEFAULT_MODEL), folder)


def run_embedder(texts: list[str]) -> tuple[int, float, float]:
    """Encode texts, a build's handful at a time; return how many, and the seconds to load and to encode."""
    from index.embedder import load_embedder
    from index.indexing import AT_ONCE, WINDOW

    embedder = load_embedder()
    load_seconds = timed(lambda: embedder.embed_query("warm"))
    windows = (sorted(texts[start : start + WINDOW], key=len) for start in range(0, len(texts), WINDOW))
    handfuls = [
        window[start : start + AT_ONCE] for window in windows for start in range(0, len(window), AT_ONCE)
    ]
    return len(texts), load_seconds, timed(lambda: [embedder.embed_passages(some) for some in handfuls])


def run_loop(texts: list[str], model: Path, precision: str) -> tuple[int, float, float]:
    """Encode texts as a first program would; return how many, and the seconds to load and to encode."""
    import torch
    from sentence_transformers import SentenceTransformer

    started = time.perf_counter()
    encoder = SentenceTransformer(
        str(model), device="cpu", model_kwargs={"dtype": getattr(torch, precision)}, local_files_only=True
    )
    encoder.encode("warm", prompt_name="query")
    load_seconds = time.perf_counter() - started
    seconds = timed(lambda: encoder.encode(texts, prompt_name="passage", batch_size=LOOP_BATCH))
    return len(texts), load_seconds, seconds


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def print_table(runs: dict[str, list[Measure]]) -> None:
    """Print the median of each measure's rounds, and its rate beside the plain loop's."""
    plain = statistics.median(run.rate for run in runs[PLAIN])
    print(
        f"{'':20s} {'passages':>8s} {'load s':>7s} {'work s':>8s} {'passages/s':>10s}"
        f" {'least':>7s} {'most':>7s} {'of float32':>10s} {'peak MiB':>8s}"
    )
    for name, done in runs.items():
        rates = [run.rate for run in done]
        rate = statistics.median(rates)
        load, seconds = (
            statistics.median(getattr(run, field) for run in done) for field in ("load_seconds", "seconds")
        )
        print(
            f"{name:20s} {done[0].passages:8d} {load:7.1f} {seconds:8.1f} {rate:10.1f} {min(rates):7.1f}"
            f" {max(rates):7.1f} {rate / plain:9.2f}x {max(run.peak for run in done):8.0f}"
        )


if __name__ == "__main__":
    main()
