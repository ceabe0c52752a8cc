"""Damage files in many ways and read them: no reader may crash, hang or eat the memory.

    python benchmarks/fuzz.py [FOLDER…] [--count N] [--seed S] [--seconds T] [--mebibytes M] [--keep FOLDER]

Each of the N files is a real one of the folders, or one of the samples of the readers' contract tests (which
have every format), damaged one to four times. `index.readers.registry.read_file` reads it in a process that
has M MiB of address space (on Linux); a file may take T seconds of it. What is packed (zip, gzip) is damaged
outside or inside. A seed gives the same files again.

Prints a row a reader: files, articles, skipped, the slowest file in seconds of the processor, the most memory
of the process in MiB; then every failure. Exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import IO, NamedTuple, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.fuzz_damage import damage, damage_inside
from index.readers.registry import READERS, read_file
from index.records import Article
from tests.index.readers.test_contract import FORMATS, PUBLISHED, TEXT, TITLE

LARGEST = 256 << 10
"""Bytes taken of a real file, from its start: damage is the same in a short file."""
MEBIBYTE = 1 << 20
START_SECONDS = 600
BUSY = 12
"""How many seconds may pass for one of the processor before a process counts as hanging."""
NO_READER = "no reader"
READY = "ready"
INSIDE = 0.7
"""The share of packed files that are sound but for what they hold: no other damage reaches far."""


class Original(NamedTuple):
    """A sound file: its name and its bytes."""

    name: str
    content: bytes


class Outcome(NamedTuple):
    """What became of one damaged file; `failure` is empty where it was read or reported."""

    path: Path
    reader: str
    articles: int = 0
    skipped: int = 0
    seconds: float = 0.0
    mebibytes: float = 0.0
    failure: str = ""


class Limits(NamedTuple):
    """How many seconds a file may take, and how many MiB its process may have."""

    seconds: float
    mebibytes: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, damage and read the files, print the table; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="real files (default: none)")
    parser.add_argument("--count", type=int, default=2000, metavar="N", help="damaged files (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="default: 1")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="J", help="processes")
    parser.add_argument("--seconds", type=float, default=10, metavar="T", help="of one file (default: 10)")
    parser.add_argument("--mebibytes", type=int, default=1024, metavar="M", help="default: 1024")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="copy the files that fail there")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parsed = parser.parse_args(arguments)
    limits = Limits(parsed.seconds, parsed.mebibytes)
    if parsed.worker:
        answer_requests(limits)
        return 0
    found = by_format(samples() + starts_of_files(parsed.folders))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        outcomes = read_damaged(found, Path(folder), range(parsed.count), parsed.seed, parsed.jobs, limits)
        failed = [outcome for outcome in outcomes if outcome.failure]
        for outcome in failed if parsed.keep else ():
            parsed.keep.mkdir(parents=True, exist_ok=True)
            shutil.copy(outcome.path, parsed.keep)
    print_table(outcomes)
    return 1 if failed else 0


def samples() -> list[Original]:
    """Return a file of every format, plain and in gzip."""
    plain = [Original(f"sample{form.suffix}", form.encode(TITLE, TEXT, PUBLISHED)) for form in FORMATS]
    return plain + [Original(f"{name}.gz", gzip.compress(content)) for name, content in plain]


def starts_of_files(folders: Sequence[Path]) -> list[Original]:
    """Return the first bytes of each file in some folders."""
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            found.append(Original(path.name, file.read(LARGEST)))
    return found


def by_format(found: Sequence[Original]) -> dict[str, list[Original]]:
    """Group files by suffix, so that each format has the same share however many files it has."""
    grouped: dict[str, list[Original]] = defaultdict(list)
    for original in found:
        grouped[Path(original.name).suffix.lower()].append(original)
    return dict(sorted(grouped.items()))


def write_damaged(found: Mapping[str, Sequence[Original]], folder: Path, number: int, seed: int) -> Path:
    """Write the damaged file of a number and a seed; return its path."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - no secret
    formats = list(found.values())
    original = chance.choice(formats[number % len(formats)])
    other = chance.choice(chance.choice(formats))
    path = folder / f"{number:06}-{original.name[-100:]}"
    damaged = damage_inside if chance.random() < INSIDE else damage
    path.write_bytes(damaged(original.content, other.content, chance))
    return path


def read_damaged(  # noqa: PLR0913, PLR0917 - one call, an argument for each option
    found: Mapping[str, Sequence[Original]],
    folder: Path,
    numbers: Sequence[int],
    seed: int,
    jobs: int,
    limits: Limits,
) -> list[Outcome]:
    """Damage and read files, in processes that take the next one as they finish; keep those that fail."""
    idle: SimpleQueue[Worker] = SimpleQueue()
    for _ in range(jobs):
        idle.put(Worker(limits))

    def read(number: int) -> Outcome:
        path = write_damaged(found, folder, number, seed)
        worker = idle.get()
        outcome = worker.read(path)
        idle.put(worker if worker.is_alive else Worker(limits))
        if not outcome.failure:
            path.unlink()
        return outcome

    with ThreadPoolExecutor(jobs) as pool:
        outcomes = list(pool.map(read, numbers))
    while not idle.empty():
        idle.get().stop()
    return outcomes


class Worker:
    """A process that reads one file after another, and is ended when one hangs.

    Attributes:
        is_alive: Whether it can read another file.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        command = [sys.executable, __file__, "--worker", "--mebibytes", str(limits.mebibytes)]
        # Each thread of a mathematics library reserves address space, which counts.
        alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop
        self._process = subprocess.Popen(  # noqa: S603 - this script
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, env=alone
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self.is_alive = True
        if self._answer(START_SECONDS) != READY:
            raise SystemExit(f"a process does not start: {self.stop()}")

    def read(self, path: Path) -> Outcome:
        """Return what became of a file."""
        self._requests.write(os.fsencode(path) + b"\n")
        self._requests.flush()
        answer = self._answer(BUSY * self._limits.seconds)
        if answer:
            return Outcome(path, *json.loads(answer))
        reader = next((reader.name for reader in READERS if reader.accepts(path)), NO_READER)
        said = self.stop().splitlines()[-1:]
        status = self._process.returncode
        failure = too_long(self._limits) if answer is None else f"ended with {status}: {said}"
        return Outcome(path, reader, failure=failure)

    def _answer(self, seconds: float) -> str | None:
        """Return a line, nothing from a process that ended, None from one that takes too long."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            return self._answers.readline().decode().strip() if selector.select(seconds) else None

    def stop(self) -> str:
        """End the process; return what it wrote to its standard error."""
        self.is_alive = False
        self._process.kill()
        self._process.communicate()
        with self._said:
            self._said.seek(0)
            return self._said.read().decode("utf-8", "replace")


def answer_requests(limits: Limits) -> None:
    """Read the files that come by name, a line each, and print what became of each as a line of JSON."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in samples():  # what is loaded once belongs to no file
            path = Path(folder, name)
            path.write_bytes(content)
            list(read_file(path))
    if sys.platform == "linux":
        most = limits.mebibytes * MEBIBYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    print(READY, flush=True)
    for line in sys.stdin.buffer:
        print(json.dumps(outcome_of(Path(os.fsdecode(line.rstrip(b"\n"))), limits)[1:]), flush=True)


def outcome_of(path: Path, limits: Limits) -> Outcome:
    """Read one file in this process."""
    reader = next((reader.name for reader in READERS if reader.accepts(path)), NO_READER)
    forget_peak()
    started = time.process_time()
    articles, reasons, failure = 0, [], ""
    try:
        for found in read_file(path):
            if isinstance(found, Article):
                articles += 1
            else:
                reasons.append(found.reason)
    except Exception as error:  # noqa: BLE001 - any of them is what we look for
        failure = f"{type(error).__name__}: {error}"
    seconds, mebibytes = time.process_time() - started, peak_mebibytes()
    if any("MemoryError" in reason for reason in reasons) or mebibytes > limits.mebibytes:
        failure = f"more than {limits.mebibytes} MiB"
    elif not failure and seconds > limits.seconds:
        failure = too_long(limits)
    return Outcome(path, reader, articles, len(reasons), seconds, mebibytes, failure)


def too_long(limits: Limits) -> str:
    """Say that a file took too long."""
    return f"more than {limits.seconds:g} s"


def forget_peak() -> None:
    """Let the system count this process's peak memory anew (Linux; see proc(5), clear_refs)."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mebibytes() -> float:
    """Return the peak memory of this process in MiB, since it was last forgotten where it can be."""
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MEBIBYTE if sys.platform == "darwin" else peak / 1024


def print_table(outcomes: Sequence[Outcome]) -> None:
    """Print a row a reader, and the failures."""
    heads = ("files", "articles", "skipped", "slowest s", "peak MiB", "failed")
    print(f"{'reader':<18}" + "".join(f"{head:>10}" for head in heads))
    for reader in sorted({outcome.reader for outcome in outcomes}):
        own = [outcome for outcome in outcomes if outcome.reader == reader]
        print(
            f"{reader:<18}{len(own):>10}{sum(outcome.articles for outcome in own):>10}"
            f"{sum(outcome.skipped for outcome in own):>10}{max(outcome.seconds for outcome in own):>10.2f}"
            f"{max(outcome.mebibytes for outcome in own):>10.0f}"
            f"{sum(bool(outcome.failure) for outcome in own):>10}"
        )
    for outcome in outcomes:
        if outcome.failure:
            print(f"{outcome.path.name}: {outcome.failure}")


if __name__ == "__main__":
    sys.exit(main())
