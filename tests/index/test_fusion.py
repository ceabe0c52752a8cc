from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import best_per_group, fuse, scale, with_gains

Ranking = list[tuple[str, float]]


@pytest.mark.parametrize(
    ("ranking", "scaled"),
    [
        ([], {}),
        ([("a", 7.0)], {"a": 1.0}),
        ([("a", 3.0), ("b", 3.0)], {"a": 1.0, "b": 1.0}),
        ([("a", 5.0), ("b", 2.0), ("c", 1.0)], {"a": 1.0, "b": 0.25, "c": 0.0}),
        ([("a", -1.0), ("b", -3.0)], {"a": 1.0, "b": 0.0}),
    ],
)
def test_scores_are_scaled_between_the_last_and_the_best(ranking: Ranking, scaled: dict[str, float]) -> None:
    assert scale(ranking) == scaled


@pytest.mark.parametrize(
    ("rankings", "fused"),
    [
        ([], []),
        ([([], 1.0), ([], 0.5)], []),
        ([([("a", 2.0), ("b", 1.0)], 0.5)], [("a", 0.5), ("b", 0.0)]),
        (
            [([("a", 2.0), ("b", 1.0)], 0.75), ([("b", 9.0), ("c", 5.0)], 0.25)],
            [("a", 0.75), ("b", 0.25), ("c", 0.0)],
        ),
        ([([("a", 2.0), ("b", 1.0)], 0.5), ([("b", 9.0), ("a", 5.0)], 0.5)], [("a", 0.5), ("b", 0.5)]),
        ([([("b", 2.0), ("a", 1.0)], 0.5), ([("a", 9.0), ("b", 5.0)], 0.5)], [("b", 0.5), ("a", 0.5)]),
        ([([("a", 2.0), ("b", 1.0)], 0.0), ([("b", 9.0)], 1.0)], [("b", 1.0), ("a", 0.0)]),
    ],
    ids=["none", "empty", "one", "two", "tie", "tie-other-order", "no-weight"],
)
def test_a_fused_score_is_the_weighted_sum_of_scaled_scores(
    rankings: list[tuple[Ranking, float]], fused: Ranking
) -> None:
    assert fuse(rankings) == fused


RANKING = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-50, 50).map(float)).map(
    lambda scores: sorted(scores.items(), key=lambda item: -item[1])
)


@given(RANKING, RANKING, st.sampled_from([0.25, 0.5, 4.0]), st.integers(-100, 100))
def test_the_units_of_a_ranking_change_nothing(
    first: Ranking, second: Ranking, factor: float, shift: int
) -> None:
    in_other_units = [(key, factor * score + shift) for key, score in first]
    assert fuse([(in_other_units, 0.6), (second, 0.4)]) == fuse([(first, 0.6), (second, 0.4)])


@given(RANKING, RANKING, st.floats(0, 1))
def test_fused_keys_are_those_of_the_rankings_best_first(
    first: Ranking, second: Ranking, weight: float
) -> None:
    fused = fuse([(first, weight), (second, 1 - weight)])
    assert {key for key, _ in fused} == {key for key, _ in first + second}
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)


@given(RANKING)
def test_what_is_best_everywhere_is_best_fused(ranking: Ranking) -> None:
    with_best = [("best", 51.0), *ranking]
    assert fuse([(with_best, 0.6), (with_best[:1], 0.4)])[0] == ("best", 1.0)


@pytest.mark.parametrize(
    ("per_group", "kept"),
    [(1, ["a1", "b1"]), (2, ["a1", "a2", "b1", "b2"]), (3, ["a1", "a2", "b1", "a3", "b2"]), (0, [])],
)
def test_the_first_of_each_group_are_kept_in_order(per_group: int, kept: list[str]) -> None:
    ranking = [("a1", 5.0), ("a2", 4.0), ("b1", 3.0), ("a3", 2.0), ("b2", 1.0)]
    found = best_per_group(ranking, lambda key: key[0], per_group)
    assert found == [(key, score) for key, score in ranking if key in kept]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (set(), [("a", 0.9), ("b", 0.5), ("c", 0.5), ("d", 0.1)]),
        ({"c", "z"}, [("a", 0.9), ("c", 0.75), ("b", 0.5), ("d", 0.1)]),
        ({"b", "c"}, [("a", 0.9), ("b", 0.75), ("c", 0.75), ("d", 0.1)]),
        ({"a", "b", "c", "d"}, [("a", 1.15), ("b", 0.75), ("c", 0.75), ("d", 0.35)]),
    ],
)
def test_keys_that_gain_pass_those_that_do_not(keys: set[str], expected: Ranking) -> None:
    assert with_gains([("a", 0.9), ("b", 0.5), ("c", 0.5), ("d", 0.1)], dict.fromkeys(keys, 0.25)) == expected
