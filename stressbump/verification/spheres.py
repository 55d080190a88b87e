"""A ball that shrinks less than the shell around it, on curved elements."""

from __future__ import annotations

from stressbump.closed_forms.misfit_sphere import ball_stress
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import free
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import Read, cooled, mean_stress, stress_at
from stressbump.verification.cylinders import half_disc
from stressbump.verification.stacks import SOLDER, UNDERFILL

BALL, SHELL = 50.0, 150.0  # µm
COOLING = -165.0
MEAN = 3e-4  # h⁴ of cells of a tenth of the radius, with room
AT_NODE = 1e-2  # stress at one node: h²


@shared
def cooled_ball(fineness: int) -> Solution:
    """Solder in underfill, free outside."""
    mesh = half_disc(BALL, SHELL, (2 * fineness, 4 * fineness))
    solids = {"core": SOLDER, "sleeve": UNDERFILL}
    return cooled(mesh, solids, COOLING, axisymmetric, free)


MEAN_STRESS = Read(lambda s: mean_stress(s, "core")[:3].mean(), lambda: cooled_ball(2))
STRESS = ball_stress(SOLDER, UNDERFILL, BALL, COOLING, SHELL)
CASES = (
    VerificationCase(
        "ball of solder in a shell of underfill: mean stress",
        "Timoshenko and Goodier",
        "ANALYTIC",
        STRESS,
        "MPa",
        MEAN,
        MEAN_STRESS,
        bar=MEAN_STRESS.bar,
    ),
    VerificationCase(
        "ball of solder in a shell of underfill: axial stress in its centre",
        "Timoshenko and Goodier",
        "ANALYTIC",
        STRESS,
        "MPa",
        AT_NODE,
        lambda: stress_at(cooled_ball(2), "core", 0.0, 0.0)[1],
        "on the axis, where u_r/r is 0/0",
    ),
)
