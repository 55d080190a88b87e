"""Numbers that others printed about their packages, as far as what they printed suffices.

Not here: the 24 lives of B. Zahn's tables for tape CSP with vias (ECTC 2002, pages 1475-1483; 317 …
1536 cycles) and for stacked dies (2002, pages 274-284 of its volume; 423 … 2532 cycles). A life takes the
work per cycle and the joint's diameter; the sources at hand give one work (0.2429 MPa) and do not say
whose, and of the papers only the abstracts are free to read.
"""

from __future__ import annotations

import numpy as np

from stressbump.closed_forms.solid import Solid
from stressbump.fatigue.crack_growth import INCH, QUARTER
from stressbump.measures import warpage
from stressbump.mechanics.kinematics import plane_strain
from stressbump.mechanics.solution import Solution
from stressbump.mechanics.supports import free
from stressbump.units import GPa, ppm, psi
from stressbump.verification.case import VerificationCase, shared
from stressbump.verification.cooled import cooled
from stressbump.verification.grids import grid, lines
from stressbump.verification.stacks import SILICON

WORK = 33 * psi
DARVEAUX = QUARTER[12.7]
JOINT = 0.016 * INCH
CYCLES = 2.0  # what printed numbers were rounded by, and no more

HALF_DIE = 3600.0
COOLING = -40.0 - 150.0
BOARD_MODULUS, BOARD_CTE = (17 * GPa, 20 * GPa), (16 * ppm, 18 * ppm)
FEUSTEL = 20.4  # µm


@shared
def flip_chip(modulus: float, cte: float) -> Solution:
    """Half a die on underfill on a board as wide, from 150 °C to -40 °C, without bumps."""
    faces = np.array([0.0, 1000.0, 1075.0, 1575.0])
    names = ("board", "underfill", "die")
    mesh = grid(
        lines(0.0, 3000.0, HALF_DIE, cells=(6, 6)),
        lines(*faces, cells=(4, 1, 3)),
        lambda x, z: names[np.searchsorted(faces, z) - 1],
    )
    solids = {
        "board": Solid(modulus, 0.28, cte),
        "underfill": Solid(5.6 * GPa, 0.35, 25 * ppm),
        "die": SILICON,
    }
    return cooled(mesh, solids, COOLING, plane_strain, free)


def bow(modulus: float, cte: float) -> float:
    """Rise of the die's middle over its ends, µm: the back of the die is read."""
    solution = flip_chip(modulus, cte)
    mesh = solution.model.mesh
    back = np.flatnonzero(mesh.points[:, 1] == mesh.points[:, 1].max())
    return -warpage(mesh.points[back, 0], solution.displacement[back, 1]).sagitta


def middle_bow() -> float:
    """With the middle of each range that the board's properties may have."""
    return bow(sum(BOARD_MODULUS) / 2, sum(BOARD_CTE) / 2)


CASES = (
    VerificationCase(
        "solder joint, work of 33 psi per cycle: cycles to a crack",
        "Darveaux 2000, table 7",
        "PUBLISHED",
        246.0,
        "cycles",
        CYCLES / 246,
        lambda: DARVEAUX.initiation(WORK),
        "the printed value is rounded",
    ),
    VerificationCase(
        "solder joint, work of 33 psi per cycle: growth of the crack",
        "Darveaux 2000, table 7",
        "PUBLISHED",
        1.08e-5,
        "in/cycle",
        5e-3,
        lambda: DARVEAUX.rate(WORK) / INCH,
        "three digits are printed",
    ),
    VerificationCase(
        "solder joint, work of 33 psi per cycle: characteristic life",
        "Darveaux 2000, table 7",
        "PUBLISHED",
        1721.0,
        "cycles",
        CYCLES / 1721,
        lambda: DARVEAUX.characteristic_life(WORK, JOINT),
        "a joint of 16 mil: what the three printed numbers imply. Lacking for Zahn's 24 printed lives"
        " (2002): the work per cycle and the joint's diameter behind each",
    ),
    VerificationCase(
        "flip chip of 7.2 mm on FR-4 at -40 °C: bow of the die",
        "Feustel, Wiese, Meusel 2000, fig. 8",
        "PUBLISHED",
        FEUSTEL,
        "µm",
        0.1,
        middle_bow,
        "read off a figure (3 to 5 %); not given there: moduli of FR-4 and silicon (here 18.5 GPa, 17"
        " ppm/K, the middle of what boards have), width of the board (here the die's), bumps (here"
        " none), the underfill's relaxation (here glassy)",
    ),
)
