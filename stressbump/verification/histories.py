"""Regions born one after the other: recipes against laminates and rings that are built in stages.

Each case goes the whole way, from a recipe's table through section, mesh and births to a stress.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from stressbump.answers.solving import relief
from stressbump.closed_forms import staged_laminate, staged_rings, stoney
from stressbump.closed_forms.solid import Ply, Solid, StressState
from stressbump.closed_forms.staged_laminate import BornLayer, LayerAtStage
from stressbump.closed_forms.staged_rings import Ring
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.solution import Solution
from stressbump.units import GPa, ppm
from stressbump.verification.case import Tag, VerificationCase, shared
from stressbump.verification.cooled import mean_stress
from stressbump.verification.recipes import Table, blankets, rings, table, underfilled
from stressbump.verification.stacks import BOARD, MOLD, PACKAGE, SILICON, UNDERFILL

ROUNDING = 1e-8  # for what the elements represent exactly, summed over the births
NOTHING = 1e-6  # MPa
PER_METRE = 1e6  # 1/µm in 1/m
WIDTH = 100.0  # µm, of no consequence
TALL, MIDDLE = 1000.0, 30.0  # µm: a slab of rings, and how far from mid-height it is looked at
LONG = 3e-4  # of a mean stress: rings, four elements each or more, and the ends of the slab
LONG_PLATE = "generalized plane strain"
COPPER, POLYMER = Solid(117 * GPa, 0.34, 16.5 * ppm), Solid(3 * GPa, 0.35, 60 * ppm)

GLUED = (  # coated at 800 °C, glued to a carrier at 150 °C
    BornLayer("substrate", Ply(Solid(130 * GPa, 0.28, 3.0 * ppm), 200), 0, 800),
    BornLayer("coating", Ply(Solid(70 * GPa, 0.17, 0.5 * ppm), 100), 200, 800),
    BornLayer("carrier", Ply(Solid(215 * GPa, 0.3, 6.6 * ppm), 200), -200, 150),
)
FILMS = (  # aluminium relaxed at 500 °C, oxide laid on it there
    BornLayer("wafer", Ply(Solid(160 * GPa, 0.3, 3.5 * ppm), 500), 0, 20),
    BornLayer("aluminium", Ply(Solid(69 * GPa, 0.3, 23 * ppm), 0.5), 500, 500),
    BornLayer("oxide", Ply(Solid(70 * GPa, 0.3, 0.6 * ppm), 2), 500.5, 500, intrinsic=-300),
)
ASSEMBLED = (  # films on a wafer, the die set on its board, molded
    BornLayer("die", PACKAGE["die"], 0, 25),
    BornLayer("oxide", PACKAGE["oxide"], 300, 1000),
    BornLayer("nitride", PACKAGE["nitride"], 301, 350, intrinsic=200),
    BornLayer("polysilicon", PACKAGE["polysilicon"], 301.05, 620),
    BornLayer("attach", PACKAGE["attach"], -25, 175),
    BornLayer("laminate", PACKAGE["laminate"], -325, 175),
    BornLayer("mold", Ply(MOLD, 500), 302.05, 165, shrinkage=2e-3),
)
UNDERFILLED = (  # nothing joins die and board before the cure
    BornLayer("die", Ply(SILICON, 100), 0, 217),
    BornLayer("board", Ply(BOARD, 500), -580, 217),
    BornLayer("underfill", Ply(UNDERFILL, 80), -80, 165),
)
PIN = Ring("pin", Solid(110 * GPa, 0.35, 17 * ppm), 0, 50, 300)
GLASS = Ring("glass", Solid(70 * GPa, 0.2, 8 * ppm), 50, 80, 500)
SHELL = Ring("shell", Solid(200 * GPa, 0.3, 12 * ppm), 80, 120, 900)
ORDERS = {
    "from inside out": (PIN, GLASS, SHELL),
    "from outside in": (SHELL, GLASS, PIN),
    "glass between pin and shell": (SHELL, PIN, GLASS),
}


def soldered(coat: Solid) -> list[Table]:
    """Steps of a die on a board at 217 °C, and a coat over both at 25 °C."""
    die = blankets([BornLayer("die", Ply(SILICON, 100), 0, 217)])
    narrow = {"pattern": "die", "diameter_um": 1000}
    under = BornLayer("board", Ply(BOARD, 400), -400, 217)
    over = BornLayer("coat", Ply(coat, 20), 100, 25)
    *_, board, film = blankets([UNDERFILLED[0], under, over])
    return [*die, narrow, board, film | {"how": "conformal"}]


RECIPES: dict[str, Callable[[], list[Table]]] = {
    "glued": partial(blankets, GLUED),
    "films": partial(blankets, FILMS),
    "assembled": partial(blankets, ASSEMBLED),
    "underfilled": partial(underfilled, *UNDERFILLED, WIDTH),
    "copper": partial(soldered, COPPER),
    "polymer": partial(soldered, POLYMER),
    **{name: partial(rings, births, TALL) for name, births in ORDERS.items()},
}


@shared
def solved(
    recipe: str,
    end: float,
    kinematics: str = "axisymmetric",
    support: str = "laminate",
    width: float = WIDTH,
    refine: int = 0,
) -> Solution:
    """One of RECIPES at an end temperature, °C."""
    made = table(RECIPES[recipe](), width, kinematics, support)
    answer = relief(made, end=end, references=(), bars=False, refine=refine)
    return answer.built.solutions[end]


def theory(
    births: tuple[BornLayer, ...],
    name: str,
    end: float,
    state: StressState = "plate",
    flat: bool = False,
) -> LayerAtStage:
    """A layer at the end, by the closed form."""
    wall: staged_laminate.Wall = "flat" if flat else "free"
    return staged_laminate.staged(births, end, state, wall)[-1].layers[name]


def largest(solution: Solution, *names: str) -> float:
    """Of any stress component at any point, MPa."""
    return float(np.abs(in_region(solution, *names).stress).max())


def in_the_middle(solution: Solution, name: str) -> float:
    """(σ_r + σ_θ)/2 of a ring about the mid-height of its slab, MPa."""
    sample = in_region(solution, name)
    weight = sample.weight * (np.abs(sample.position[1] - TALL / 2) < MIDDLE)
    return float((sample.stress[0] + sample.stress[2]) @ weight / weight.sum() / 2)


def _case(
    name: str,
    target: float,
    unit: str,
    tolerance: float,
    run: Callable[[], float],
    note: str = "",
    source: str = "laminate theory in stages",
    tag: Tag = "ANALYTIC",
) -> VerificationCase:
    return VerificationCase(name, source, tag, target, unit, tolerance, run, note)


def _glued(name: str) -> VerificationCase:
    return _case(
        f"coated at 800 °C, glued to a carrier at 150 °C: mean stress of the {name}",
        theory(GLUED, name, 20).mean,
        "MPa",
        ROUNDING,
        lambda: mean_stress(solved("glued", 20, LONG_PLATE), name)[0],
    )


def _assembled(
    name: str, words: str, kinematics: str, support: str, state: StressState
) -> VerificationCase:
    return _case(
        f"seven layers at five temperatures, {words}: mean stress of the {name}",
        theory(ASSEMBLED, name, -40, state, support == "flat").mean,
        "MPa",
        ROUNDING,
        lambda: mean_stress(solved("assembled", -40, kinematics, support), name)[0],
    )


def _nothing(name: str, note: str, run: Callable[[], float]) -> VerificationCase:
    return _case(name, 0.0, "MPa", NOTHING, run, note, "a birth is free of stress", "SELF")


def _ring(order: str, ring: Ring) -> VerificationCase:
    births = ORDERS[order]
    found = staged_rings.staged(births, 25)[-1].rings[ring.name]
    return _case(
        f"rings {order}: stress across the {ring.name}, long",
        found.mean("generalized")[0],
        "MPa",
        LONG,
        lambda: in_the_middle(solved(order, 25, support="free", width=120.0, refine=2), ring.name),
        "(σ_r + σ_θ)/2, the same all through a ring, at mid-height of a slab four times as high as wide",
        "Lamé 1852, in stages",
    )


def _coat(recipe: str) -> float:
    return largest(solved(recipe, 25, LONG_PLATE, "free", 1000.0), "coat")


def _bow() -> float:
    return solved("films", 20, LONG_PLATE).globals["k"] * PER_METRE


def _stoneys() -> float:
    """The bow that each film would make by itself, 1/m, with the sign of dε/dz."""
    wafer, *films = FILMS
    biaxial, _ = wafer.layer.solid.in_plane("plate")
    total = 0.0
    for film in films:
        modulus, expansion = film.layer.solid.in_plane("plate")
        mismatch = (wafer.layer.solid.cte - expansion) * (20 - film.temperature)
        stress = modulus * mismatch + film.intrinsic
        total -= stoney.curvature(stress, film.layer.thickness, biaxial, wafer.layer.thickness)
    return total * PER_METRE


CASES = (
    *(_glued(birth.name) for birth in GLUED),
    _case(
        "coated at 800 °C, glued to a carrier at 150 °C: bow",
        theory(GLUED, "carrier", 20).curvature * PER_METRE,
        "1/m",
        ROUNDING,
        lambda: solved("glued", 20, LONG_PLATE).globals["k"] * PER_METRE,
    ),
    _nothing(
        "the carrier as it is glued on: largest stress",
        "on a plate that bows by 5.9 1/m by then",
        lambda: largest(solved("glued", 150, LONG_PLATE), "carrier"),
    ),
    _case(
        "aluminium relaxed at 500 °C and oxide of -300 MPa laid on it there: bow",
        theory(FILMS, "wafer", 20).curvature * PER_METRE,
        "1/m",
        ROUNDING,
        _bow,
    ),
    _case(
        "aluminium relaxed at 500 °C and oxide of -300 MPa laid on it there: bow, each film by itself",
        _stoneys(),
        "1/m",
        4 * 2.5 / 500,
        _bow,
        "a sum of Stoney's bows leaves out terms of relative size 4 t_f/t_s and less",
        "Stoney 1909; Ohring 1992, ch. 9",
    ),
    _assembled("nitride", "free to bow", "axisymmetric", "laminate", "plate"),
    _assembled("die", "free to bow", "axisymmetric", "laminate", "plate"),
    _assembled("die", "held flat", LONG_PLATE, "flat", "plate"),
    _assembled("die", "plane strain", "plane strain", "laminate", "plane strain"),
    _nothing(
        "die and board that nothing joins, as the underfill cures: largest stress",
        "set over one another at 217 °C, underfilled at 165 °C",
        lambda: largest(solved("underfilled", 165)),
    ),
    _case(
        "die and board that nothing joins before the underfill cures: mean stress of the die",
        theory(UNDERFILLED, "die", 25).mean,
        "MPa",
        ROUNDING,
        lambda: mean_stress(solved("underfilled", 25), "die")[0],
    ),
    *(
        _nothing(
            f"{coat} laid at 25 °C on a soldered board, read at 25 °C: largest stress",
            "die and board were joined at 217 °C and are bent",
            partial(_coat, coat),
        )
        for coat in ("copper", "polymer")
    ),
    *(_ring(order, ring) for order in ORDERS for ring in (PIN, GLASS)),
)
