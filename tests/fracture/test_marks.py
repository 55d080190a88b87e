"""ψ along a curve whose own elements are too long for it: from a few lengths, straight between them."""

import numpy as np
import pytest

from stressbump.answers.cracks import cracks
from stressbump.fracture.curve import ReleaseCurve
from stressbump.fracture.marks import Marks, with_marks
from stressbump.fracture.mixity import SHUT, mode_of
from stressbump.fracture.paths import crack_path
from stressbump.history.stack import solve_stack
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.process.toughness import OfPhase
from stressbump.survey.cracks import found_crack

LENGTH = np.geomspace(0.5, 8.0, 9)
OWN = LENGTH[::2]


def marked(phase, size=0.0, further=0.0):
    phase = np.asarray(phase, float)
    return Marks(OWN, np.full(len(OWN), size), phase, np.full(len(OWN), further))


def curve(**more):
    none, told = np.full(len(LENGTH), np.nan), np.full(len(LENGTH), "elements too long")
    known = {"K": none + 0j, "untold": told, "toughness": none} | more
    return ReleaseCurve(LENGTH, none, none, 0 * none, rate_from_K=none, **known)


def test_between_lengths_that_are_known_it_goes_straight_over_the_logarithm():
    at = marked(np.log(OWN) / 4, size=2.0)
    assert np.degrees(np.log(LENGTH) / 4) == pytest.approx(with_marks(curve(), at).mixity)
    assert np.abs(with_marks(curve(), at).K) == pytest.approx(np.exp(2.0))
    assert at.off(LENGTH) == pytest.approx(0, abs=1e-12)


def test_what_is_not_straight_is_off_by_less_than_told_and_by_nothing_where_it_is_known():
    def bent(length):
        return np.exp(-0.5 * np.log(length)) - 0.3 * np.log(length)

    at = marked(bent(OWN))
    off = np.abs(at.at(LENGTH, at.phase) - bent(LENGTH))
    assert (at.off(LENGTH)[1::2] > 2 * off[1::2]).all()
    assert at.off(LENGTH)[::2] == pytest.approx(0, abs=1e-12)


def test_no_tip_that_is_closed_or_beside_one_that_is_gets_any():
    phase = np.array([0.3, 0.3, 0.3, 0.3, np.nan])
    shut = np.array([SHUT, *["elements too long"] * 8])
    found = with_marks(curve(untold=shut), marked(phase))
    assert np.isfinite(found.mixity).tolist() == [False, *[True] * 6, False, False]
    assert found.untold[0] == SHUT
    assert (found.untold[1:7] == "").all()


def test_what_has_one_keeps_it():
    own = curve(K=np.full(len(LENGTH), 1 + 1j), untold=np.full(len(LENGTH), ""))
    assert with_marks(own, marked(np.full(5, 0.1))).mixity == pytest.approx(45)


def test_what_an_interface_takes_is_at_the_length_that_it_asks_for():
    given = OfPhase.model_validate({"Gamma_0": 4.0, "lambda": 0.3, "L_um": 10.0})
    found = with_marks(curve(), marked(np.full(5, 0.5), further=0.2), given)
    assert found.toughness == pytest.approx(given.at(0.7))


@pytest.fixture(scope="module")
def thin():
    """A film of 60 nm under another one: no element of a curve of 2 µm is as short."""

    def film(name, E, cte, thickness):
        material = {"E_GPa": E, "nu": 0.3, "cte_ppm_per_K": cte}
        return {"deposit": name, "material": material, "thickness_um": thickness, "born_C": 300}

    table = {
        "cell": {"kinematics": "plane strain", "width_um": 20, "support": "free"},
        "step": [film("wafer", 160, 3, 20), film("thin", 80, 12, 0.06), film("thick", 80, 2, 1)],
        "windows_um": [5],
        "flaw": [{"at": "wafer/thin", "from": "outer", "length_um": 1}],
    }
    return Recipe.from_table(table, "thin")


def test_a_curve_has_what_flaws_of_its_lengths_have(thin):
    section = build(thin)
    (flaw,) = section.flaws
    (solution,) = solve_stack(
        section, generate(section, MeshOptions((5.0,))), (25.0,)
    ).solutions.values()
    path = crack_path(solution.model.mesh, flaw)
    mode = mode_of(found_crack(section, solution, path, path.facets_within(1.0)))
    (told,) = cracks(thin, "wafer/thin", up_to=2.0, bars=False, references=(), mixity_um=1.0).curves
    k = int(np.abs(told.curve.length - 1.0).argmin())
    assert told.curve.length[k] == pytest.approx(1.0)
    assert told.curve.mixity[k] == pytest.approx(np.degrees(np.angle(mode.K)), abs=0.3)
    assert told.between[k] == pytest.approx(0, abs=1e-9)
    assert np.isfinite(told.curve.mixity[-10:]).all()
    assert (told.between[-9:-1] > 0).all()
