"""What a stack with memory is given is what it stores and dissipates; a law that is wrong shows in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from stressbump.history.course import cycled
from stressbump.history.schedule import ADAPTIVE, SCHEMES, TimeSteps
from stressbump.history.stepping import reached, solutions
from stressbump.laws import Isotropic
from stressbump.laws.cure import Curing, Kamal
from stressbump.laws.curve import Table
from stressbump.laws.shift import UNSHIFTED
from stressbump.laws.viscoelastic import Branch, Viscoelastic
from stressbump.laws.viscoplastic import Viscoplastic
from tests.history.remembered import assembly
from tests.history.test_cycles import CYCLE, FILM
from tests.history.test_marching import BUMP, CHANG, NORTON, PULLED, RIGID, SOLDER

ONCE = FILM | {"history": {"cycle": CYCLE | {"count": 1}}}


def check_of(solution):
    (found,) = [c for c in solution.checks if c.name == "energy balance"]
    return found


def film(law, steps=ADAPTIVE):
    """A film of a law on a rigid base, at 25 °C and after a cycle: the energy of both."""
    stack = assembly(ONCE, {"base": RIGID, "film": law}, steps)
    state = reached(stack, [25.0])[25.0]
    return state.energy, cycled(stack, state, 25.0).end.energy


@dataclass(frozen=True)
class LosesHalf(Viscoplastic):
    """A law that says it dissipates half of what it does."""

    def advance(self, state, strain, T, dt):
        found = super().advance(state, strain, T, dt)
        return replace(found, dissipated=found.dissipated / 2)


@dataclass(frozen=True)
class Forgets(Viscoplastic):
    """A law whose strain does not stay where it flowed to."""

    def advance(self, state, strain, T, dt):
        found = super().advance(state, strain, T, dt)
        kept = np.concatenate([0.5 * (found.state[:6] + state[:6]), found.state[6:]])
        return replace(found, state=kept)


@pytest.mark.parametrize("steps", SCHEMES)
def test_what_a_film_of_solder_is_given_it_stores_and_dissipates(steps):
    for energy in film(Viscoplastic(SOLDER, CHANG), SCHEMES[steps]):
        assert energy.check.passed
        assert energy.dissipated > energy.stored > 0


def test_the_balance_closes_as_steps_get_shorter():
    left = [film(Viscoplastic(SOLDER, CHANG), TimeSteps(fixed=n))[1].check for n in (8, 32)]
    assert left[1].value < left[0].value / 6
    assert left[1].limit < left[0].limit / 4


@pytest.mark.parametrize("law", [LosesHalf, Forgets])
def test_a_law_that_is_wrong_is_found(law):
    assert not film(law(SOLDER, CHANG))[1].check.passed


WARM = Isotropic(Table(((-40.0, 44e3), (125.0, 30e3))), 0.35, 20e-6)
RELAXING = Viscoelastic(
    replace(WARM, nu=0.3), (Branch(0.3, 100.0), Branch(0.4, 3e3)), UNSHIFTED, (Branch(0.2, 500.0),)
)
CURING = Curing(RELAXING, Kamal(1e5, 6.6e3, 0.5, 1.5), 0.01, 0.1)


@pytest.mark.parametrize("law", [RELAXING, CURING, Viscoplastic(WARM, CHANG)])
def test_springs_of_a_resin_its_cure_and_moduli_over_temperature_count(law):
    for energy in film(law):
        assert energy.check.passed
        assert energy.check.value < 3e-3


@pytest.mark.parametrize(
    ("kinematics", "support"),
    [
        ("axisymmetric", "laminate"),
        ("generalized plane strain", "free"),
        ("plane strain", "clamped"),
    ],
)
def test_births_polymers_and_walls_work_nothing(kinematics, support):
    """Elastic regions by both rules, born one after the other, and what nothing dissipates."""
    table = BUMP | {"cell": BUMP["cell"] | {"kinematics": kinematics, "support": support}}
    still = Viscoplastic(SOLDER, NORTON["film"].flow)
    found = solutions(assembly(table, {"post": still}), [25.0, -40.0])
    for solution in found.values():
        assert solution.passed
        assert check_of(solution).value < 2e-3


def test_a_film_whose_own_stress_makes_metal_yield_at_once_balances_as_far_as_a_step_can():
    solution = solutions(assembly(PULLED, {}), [25.0])[25.0]
    assert check_of(solution).passed
