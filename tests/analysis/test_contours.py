"""Maps: the values of a grid themselves, planes between scattered designs, holes where cases failed."""

from itertools import product

import numpy as np
import pytest
from analysis.tables import ANSWER, sampled, table

from stressbump.analysis import contour_map
from stressbump.errors import InputError

X, Y, M = [1.0, 2.0, 4.0], [10.0, 20.0], ["a", "b"]


def grid(failed=(), value=lambda x, y, m: x + y + (m == "b")):
    every = list(product(X, Y, M))
    varied = {k: [e[n] for e in every] for n, k in enumerate(("x_um", "y_C", "m"))}
    return table(varied, {ANSWER: [value(*e) for e in every]}, failed)


def test_a_grid_is_exact_at_its_designs():
    found = contour_map(grid(), ANSWER, "x_um", "y_C", where={"m": "b"})
    assert found.z.tolist() == [[x + y + 1 for x in X] for y in Y]
    assert (found.x.tolist(), found.y.tolist()) == (X, Y)
    assert "exact at the designs" in found.how


def test_others_are_averaged_and_said_so():
    found = contour_map(grid(), ANSWER, "x_um", "y_C")
    assert found.z == pytest.approx(np.array([[x + y + 0.5 for x in X] for y in Y]))
    assert "mean over m" in found.how


def test_a_failed_case_leaves_a_hole():
    found = contour_map(grid(failed=[0]), ANSWER, "x_um", "y_C")
    assert np.isnan(found.z).tolist() == [[True, False, False], [False, False, False]]
    assert found.points["state"].tolist().count("failed") == 1


def test_a_relief_that_does_not_exist_is_no_failure_but_a_hole_too():
    frame = grid(value=lambda x, y, m: np.nan if x == 4 else 1.0)
    found = contour_map(frame, ANSWER, "x_um", "y_C")
    assert np.isnan(found.z[:, 2]).all()
    assert set(found.points["state"]) == {"answered", "no value"}


def test_between_scattered_designs_a_plane_is_a_plane():
    frame = sampled("sobol", 256, {"x": (0, 2), "y": (10, 30)}, lambda x, y: 3 * x - y)
    found = contour_map(frame, ANSWER, "x", "y")
    known = 3 * found.x[None, :] - found.y[:, None]
    inside = np.isfinite(found.z)
    assert inside.mean() > 0.85
    assert found.z[inside] == pytest.approx(known[inside], abs=1e-9)
    assert not found.cells


def test_around_failed_designs_it_is_empty():
    axes, corner = {"x": (0, 1), "y": (0, 1)}, lambda x, y: (x < 0.4) & (y < 0.4)
    frame = sampled("sobol", 512, axes, lambda x, y: np.where(corner(x, y), np.nan, x))
    found = contour_map(frame, ANSWER, "x", "y")
    assert np.isnan(found.z[found.y < 0.35][:, found.x < 0.35]).all()
    assert np.isfinite(found.z[found.y > 0.5][:, (found.x > 0.5) & (found.x < 0.9)]).mean() > 0.9


def test_with_more_that_varies_cells_hold_their_mean():
    axes = {"x": (0, 1), "y": (0, 1), "z": (0, 1)}
    frame = sampled("latin-hypercube", 1200, axes, lambda x, y, z: 10 * x + z)
    found = contour_map(frame, ANSWER, "x", "y")
    assert found.cells
    assert "what else varies (z)" in found.how
    known = np.broadcast_to(10 * found.x + 0.5, found.z.shape)
    assert found.z == pytest.approx(known, abs=1.0)
    assert abs(np.nanmean(found.z - known)) < 0.05


@pytest.mark.parametrize(
    ("x", "y", "where", "words"),
    [
        ("x_um", "y_K", {}, "did you mean 'y_C'"),
        ("x_um", "x_um", {}, "two parameters"),
        ("x_um", "m", {}, "m: numbers are wanted; here stands 'a'"),
        ("x_um", "y_C", {"m": "c"}, "no case has m = 'c'; there are a, b"),
        ("x_um", "y_C", {"x_um": 1.0}, "x_um is 1.0 in all cases"),
    ],
)
def test_what_cannot_be_a_map_is_refused(x, y, where, words):
    with pytest.raises(InputError, match=words):
        contour_map(grid(), ANSWER, x, y, where)


def test_designs_on_a_line_are_no_map():
    line = np.arange(10.0)
    with pytest.raises(InputError, match="do not all lie on a line"):
        contour_map(table({"x": line, "y": 2 * line}, {ANSWER: line}), ANSWER, "x", "y")
