"""Laws that remember in a stack: films on a rigid base, time steps of second order, what stays elastic."""

from __future__ import annotations

import numpy as np
import pytest

from stressbump.answers.saving import left_behind
from stressbump.export.read_vtu import read_vtu
from stressbump.history import equilibrium
from stressbump.history.assembly import path
from stressbump.history.equilibrium import NotBalanced
from stressbump.history.marching import march
from stressbump.history.schedule import SCHEMES, Stage, TimeSteps, stages
from stressbump.history.snapshot import snapshot
from stressbump.history.stack import solve_stack
from stressbump.history.stepping import finished, reached
from stressbump.laws import Isotropic
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.flow.creep import Power
from stressbump.laws.viscoplastic import Viscoplastic
from tests.history.remembered import assembly, at_end, cycled, mean

CHANG = Anand(45.9, 7460, 5.87e6, 2, 0.0942, 9350, 58.3, 0.015, 1.5)
RIGID = Isotropic(1e10, 0.3, 0.0)
ON_A_RIGID_BASE = {
    "cell": {"width_um": 3.0},
    "step": [
        {"deposit": "base", "material": "silicon", "thickness_um": 5.0, "born_C": 125.0},
        {"deposit": "film", "material": "SAC305", "thickness_um": 1.0, "born_C": 125.0},
    ],
}
SOLDER = Isotropic(40e3, 0.35, 20e-6)
SWING = 3 * [(-40.0, 900.0), (-40.0, 900.0), (125.0, 900.0), (125.0, 900.0)]


def test_a_film_of_solder_on_a_rigid_base_through_three_cycles():
    """Against an independent integration at a point: corners of the third cycle, its strain and work."""
    stack = assembly(
        ON_A_RIGID_BASE, {"base": RIGID, "film": Viscoplastic(SOLDER, CHANG)}, TimeSteps(5e-6)
    )
    found = list(cycled(stack, 125.0, SWING))
    stress = [mean(solution, "film")[0] for solution, _ in found[-4:]]
    assert stress == pytest.approx([31.8331, 23.2684, -11.5076, -6.8390], rel=2e-3)
    memory = found[-1][1].memory["film"] - found[-5][1].memory["film"]
    work, slip = memory[-2:].mean(axis=1)
    assert slip == pytest.approx(11.24916e-3, rel=1e-3)
    assert work == pytest.approx(0.199602, rel=1e-3)
    assert all(solution.passed for solution, _ in found)


@pytest.mark.parametrize("kinematics", ["axisymmetric", "generalized plane strain"])
def test_a_film_that_creeps_relaxes_as_norton_says(kinematics):
    """Equibiaxial: dσ/dt = -(E/2(1-ν)) A σ^n, from the stress of a fast cool-down."""
    A, n, modulus = 1e-12, 4.0, 40e3 / 0.65
    law = Viscoplastic(SOLDER, Additive((Power(A, n, 0.0),)))
    table = ON_A_RIGID_BASE | {"cell": {"width_um": 3.0, "kinematics": kinematics}}
    stack = assembly(table, {"base": RIGID, "film": law}, TimeSteps(2e-7))
    fast, held = list(cycled(stack, 125.0, [(75.0, 1e-3), (75.0, 1e3)]))
    first = modulus * 20e-6 * 50
    assert mean(fast[0], "film")[0] == pytest.approx(first, rel=2e-5)
    left = (first ** (1 - n) + (n - 1) * modulus / 2 * A * 1e3) ** (1 / (1 - n))
    assert mean(held[0], "film")[0] == pytest.approx(left, rel=1e-4)


NORTON = {"base": RIGID, "film": Viscoplastic(SOLDER, Additive((Power(1e-12, 4.0, 0.0),)))}


def cooled(steps):
    """Stress of a film that creeps while it is cooled by 100 K."""
    ((solution, _),) = cycled(assembly(ON_A_RIGID_BASE, NORTON, steps), 125.0, [(25.0, 1e3)])
    return mean(solution, "film")[0]


@pytest.fixture(scope="module")
def converged():
    return cooled(TimeSteps(fixed=128))


@pytest.mark.parametrize(("order", "least", "most"), [(2, 3.5, 8.0), (1, 1.8, 3.0)])
def test_time_steps_are_of_their_order(converged, order, least, most):
    error = [abs(cooled(TimeSteps(order=order, fixed=n)) - converged) for n in (12, 24, 48)]
    assert least < error[0] / error[1] < most
    assert least < error[1] / error[2] < most


def test_steps_half_as_long_are_twice_as_many_given_or_a_quarter_of_the_error(converged):
    assert cooled(TimeSteps(fixed=8).halved) == cooled(TimeSteps(fixed=16))
    for order in (1, 2):
        first = TimeSteps(4e-4, order)
        coarse, fine = (abs(cooled(s) - converged) for s in (first, first.halved))
        assert fine < 0.7 * coarse


def test_darveauxs_steps_are_ten_kelvins_or_each_twice_as_long_as_the_one_before():
    how = SCHEMES["Darveaux 2000"]
    ramp = how.ends(Stage("", (), 25.0, -40.0, 390.0))
    assert np.diff(ramp, prepend=0) * 65 == pytest.approx(7 * [65 / 7])
    assert len(how.ends(Stage("", (), -40.0, 0.0, 390.0))) == 4
    assert how.ends(Stage("", (), 125.0, 125.0, 900.0)) * 900 == pytest.approx([60, 180, 420, 900])
    assert how.ends(Stage("", (), 125.0, 125.0, 600.0)) * 600 == pytest.approx([60, 180, 420, 600])
    halved = how.halved.ends(Stage("", (), 125.0, 125.0, 900.0)) * 900
    assert halved == pytest.approx([30, 60, 120, 180, 300, 420, 660, 900])
    assert list(how.ends(Stage("", (), 125.0, 125.0, 0.0))) == [1.0]


PULLED = {
    "cell": {"width_um": 30.0},
    "step": [
        {"deposit": "die", "material": "silicon", "thickness_um": 20.0, "born_C": 25.0},
        {"deposit": "pad", "material": "Cu (yield LAU00)", "thickness_um": 3.0, "born_C": 60.0},
        {"pattern": "pad", "diameter_um": 30.0},
        {
            "print": "ball",
            "onto": "pad",
            "material": "SAC305 (Anand Chang)",
            "diameter_um": 30.0,
            "cap_height_um": 12.0,
            "born_C": 217.0,
        },
        {
            "fill": "coat",
            "material": "polyimide",
            "thickness_um": 0.0,
            "intrinsic_MPa": 300.0,
            "born_C": 165.0,
        },
    ],
}


@pytest.fixture(scope="module")
def pulled():
    """The stack, its solution, and its state when the coat comes with a stress of its own."""
    stack, seen = assembly(PULLED, {}), {}
    state = reached(stack, [25.0], lambda state, stage: seen.setdefault(stage.born, state))[25.0]
    return stack, finished(stack, state, 25.0), seen["ball"]


def test_what_yields_all_at_once_without_hardening_comes_into_balance(pulled):
    assert pulled[1].passed


def test_a_films_own_stress_comes_in_parts_where_it_cannot_come_at_once(pulled, monkeypatch):
    stack, _, state = pulled
    at_once = path(stack, stages(stack.section, 25.0)[-1])[0]
    ((_, whole),) = march(stack, state, at_once)
    monkeypatch.setattr(equilibrium, "ITERATIONS", 5)
    *some, (done, parts) = march(stack, state, at_once)
    assert len(some) > 2
    assert done == 1
    assert parts.free["coat"] == pytest.approx(whole.free["coat"])
    pad, other = (snapshot(stack, s, 165.0).strain_and_stress("pad")[1] for s in (whole, parts))
    assert other.mean(axis=(1, 2)) == pytest.approx(pad.mean(axis=(1, 2)), abs=2.0)


def test_what_finds_no_balance_is_named_with_what_to_try_and_left_behind(tmp_path, monkeypatch):
    stack = assembly(PULLED, {})
    monkeypatch.setattr(equilibrium, "ITERATIONS", 1)
    words = r"on the way from .* s behind it: .* at \S+ °C .* in '(pad|ball)'\. Let its material"
    with pytest.raises(NotBalanced, match=words) as caught:
        solve_stack(stack.section, stack.mesh, (25.0,))
    told = left_behind(caught.value, tmp_path)
    (file,) = tmp_path.iterdir()
    assert str(told).endswith(f"; the last balance is in {file}")
    regions = {n for n, r in enumerate(stack.mesh.regions) if r in caught.value.last.blocks}
    assert set(read_vtu(file).data["region_id"].ravel()) == regions


BUMP = {
    "cell": {"width_um": 30.0},
    "step": [
        {"deposit": "base", "material": "silicon", "thickness_um": 20.0, "born_C": 25.0},
        {"deposit": "pad", "material": "Al", "thickness_um": 2.0, "born_C": 350.0},
        {"pattern": "pad", "diameter_um": 30.0},
        {"deposit": "coat", "material": "polyimide", "thickness_um": 2.0, "born_C": 350.0},
        {"open": "coat", "diameter_um": 12.0},
        {
            "plate": "post",
            "onto": "pad",
            "material": {"E_MPa": 40e3, "nu": 0.46, "cte_ppm_per_K": 22.0},
            "height_um": 8.0,
            "born_C": 217.0,
        },
        {"fill": "mold", "material": "underfill", "thickness_um": 12.0, "born_C": 165.0},
    ],
}


@pytest.mark.parametrize(
    ("kinematics", "support"),
    [("axisymmetric", "laminate"), ("generalized plane strain", "free"), ("plane strain", "flat")],
)
def test_what_does_not_flow_is_elastic(kinematics, support):
    """A law with memory that never creeps changes nothing but the way to the answer."""
    table = BUMP | {"cell": BUMP["cell"] | {"kinematics": kinematics, "support": support}}
    plain = assembly(table, {})
    still = Viscoplastic(plain.laws["post"], Additive((Power(1e-60, 1.0, 0.0),)))
    want, got = at_end(plain, 25.0), at_end(assembly(table, {"post": still}), 25.0)
    assert got.passed
    scale = max(np.abs(mean(want, name)).max() for name in want.blocks)
    for name in want.blocks:
        assert mean(got, name) == pytest.approx(mean(want, name), abs=1e-7 * scale)
