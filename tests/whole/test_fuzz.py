"""Sixty random designs and sixty random recipes: an audited mesh each, or a named refusal.

`benchmarks/fuzz.py` draws them, and a thousand of each when it is run.
"""

import pytest

from benchmarks import fuzz

DRAWS = 30  # of each half, so that two processes share the work
COARSE = 8.0  # times the size of elements: what can go wrong does so on coarse meshes too


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("drawn", "make"),
    [(fuzz.designs(), fuzz.of_design), (fuzz.recipes(), fuzz.of_table)],
    ids=["designs", "recipes"],
)
def test_each_draw_ends_in_a_mesh_or_a_refusal(drawn, make, seed):
    fates = fuzz.run(drawn, make, DRAWS, seed, COARSE)
    assert sum(fates.values()) == DRAWS
    assert set(fates) <= {"mesh", "InputError", "GeometryError", "MeshError"}
    assert fates["mesh"] >= DRAWS // 10


def test_refusals_are_told_from_failures():
    assert fuzz.fate(lambda: fuzz.of_design(("elastomer-bump", {"pitch": -1}))).startswith(
        "InputError"
    )
    with pytest.raises(ZeroDivisionError):
        fuzz.fate(lambda: 1 / 0)


def test_a_hang_is_a_failure(monkeypatch):
    monkeypatch.setattr(fuzz, "HANG", 0.05)
    with pytest.raises(fuzz.Hang):
        fuzz.fate(lambda: [None for _ in iter(int, 1)])
