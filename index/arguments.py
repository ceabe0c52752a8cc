"""Command-line arguments that argparse alone reads wrongly."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def parse_arguments(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None, last: str
) -> argparse.Namespace:
    """Parse, and find the optional positional `last` behind options too: `search INDEX -k 3 QUERY`.

    argparse before Python 3.13 does not (bpo-14191, bpo-15112).
    """
    parsed, rest = parser.parse_known_args(arguments)
    if len(rest) == 1 and not rest[0].startswith("-") and getattr(parsed, last, "") is None:
        setattr(parsed, last, rest.pop())
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return parsed
