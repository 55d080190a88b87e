"""Recipes in hostile hands: verbs in any order, extreme numbers; each is solved or refused by name.

`benchmarks/hostile.py` draws them, hundreds when it is run.
"""

import pytest

from benchmarks import hostile

SEEDS = range(1, 81)
COARSE = 3.0  # times the size of elements


@pytest.mark.parametrize("first", SEEDS[::20])
def test_each_draw_is_solved_or_refused(first):
    fates = [hostile.fate(hostile.drawn(seed), COARSE) for seed in range(first, first + 20)]
    assert not [end for end in fates if end.split(":")[0] in hostile.FAULTS]
    assert "solved" in fates


def test_faults_are_told_from_refusals(monkeypatch):
    assert hostile.fate({"step": []}).startswith("InputError")
    monkeypatch.setattr(hostile, "build", lambda recipe: 1 / 0)
    assert hostile.fate(hostile.drawn(1)).startswith("traceback")
    monkeypatch.setattr(hostile, "LIMIT", 0.05)
    monkeypatch.setattr(hostile, "build", lambda recipe: [None for _ in iter(int, 1)])
    assert hostile.fate(hostile.drawn(1)).startswith("hang")
