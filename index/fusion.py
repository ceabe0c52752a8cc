"""Pure functions that merge rankings of the same passages. Scores: higher is better."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def scale(ranking: Sequence[tuple[Key, float]]) -> dict[Key, float]:
    """Scale a ranking's scores to [0, 1]: the best is 1, the last is 0, ties share a value.

    Min-max scaling over the candidates kept, not over the whole archive: it makes two scorers with
    different units comparable, and keeps what a rank throws away, the margin between two hits
    (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
    """
    scaled = scale_scores([score for _, score in ranking])
    return {key: score for (key, _), score in zip(ranking, scaled, strict=True)}


def scale_scores(scores: Sequence[float]) -> list[float]:
    """Scale scores to [0, 1] among themselves, in their order; where all are alike they are 1."""
    if not scores:
        return []
    low, spread = min(scores), max(scores) - min(scores)
    return [(score - low) / spread if spread else 1.0 for score in scores]


def fuse(rankings: Sequence[tuple[Sequence[tuple[Key, float]], float]]) -> list[tuple[Key, float]]:
    """Merge rankings, each with its weight: the weighted sum of scaled scores, best first.

    A key that a ranking does not hold gets 0 from it. Keys with equal sums keep the order in which
    they first stand in the rankings.
    """
    fused: dict[Key, float] = {}
    for ranking, weight in rankings:
        for key, score in scale(ranking).items():
            fused[key] = fused.get(key, 0.0) + weight * score
    return sorted(fused.items(), key=lambda item: -item[1])


def with_gains(ranking: Sequence[tuple[Key, float]], gains: Mapping[Key, float]) -> list[tuple[Key, float]]:
    """Add to scores what their keys gain; best first, equal scores in the order they had."""
    gained = ((key, score + gains.get(key, 0.0)) for key, score in ranking)
    return sorted(gained, key=lambda item: -item[1])


def best_per_group(
    ranking: Sequence[tuple[Key, float]], group_of: Callable[[Key], Hashable], per_group: int = 1
) -> list[tuple[Key, float]]:
    """Keep the first `per_group` keys of each group, in the order of the ranking."""
    seen: dict[Hashable, int] = {}
    kept = []
    for key, score in ranking:
        group = group_of(key)
        seen[group] = seen.get(group, 0) + 1
        if seen[group] <= per_group:
            kept.append((key, score))
    return kept
