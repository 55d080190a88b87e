"""A round post between two plates: a joint whose answers are those of beams."""

from __future__ import annotations

from functools import cache

from stressbump.closed_forms.solid import Solid
from stressbump.designs.design import from_table
from stressbump.history.assembly import Assembly
from stressbump.history.stack import assembled
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.verification.recipes import material

WIDTH, CHIP, BOARD = 60.0, 30.0, 40.0  # µm
WINDOWS = (20.0,)
STIFF = Solid(2e6, 0.3, 0.0)
SILICON, SOLDER, LAMINATE = (
    Solid(130e3, 0.28, 3e-6),
    Solid(50e3, 0.36, 22e-6),
    Solid(2e4, 0.2, 16e-6),
)


def recipe(chip=SILICON, joint=SOLDER, board=LAMINATE, radius=8.0, height=80.0, **fill):
    """A round post between two plates, and what fills the gap around it."""

    def plate(name, solid, thickness):
        step = {"deposit": name, "how": "planar", "material": material(solid)}
        return step | {"thickness_um": thickness, "born_C": 150}

    steps = [
        plate("die", chip, CHIP),
        plate("post", joint, height),
        {"pattern": "post", "diameter_um": 2 * radius},
        plate("core", board, BOARD) | {"part": "board"},
        {"join": "board", "flip": True, "born_C": 150, "cures": "post"},
    ]
    if fill:
        steps.append({"fill": "fill", "thickness_um": 0, "born_C": 150} | fill)
    return {
        "cell": {"width_um": WIDTH, "support": "two laminates"}, "step": steps, "windows_um": WINDOWS,
    }  # fmt: skip


def comparable():
    """The same with a stiffer board to compare with."""
    reference = [{"name": "stiffer", "swap": {"core": "Cu"}}]
    return recipe() | {"reference": reference, "focus": ["post", "die"], "windows_um": [6.0]}


@cache
def assembly_of(**options) -> Assembly:
    return meshed(recipe(**options))


def meshed(table) -> Assembly:
    section = build(from_table(table, "joint").recipe)
    return assembled(section, generate(section, MeshOptions(WINDOWS)))[0]


SLENDER = {
    "chip": STIFF,
    "joint": Solid(1.0, 0.3, 0.0),
    "board": STIFF,
    "radius": 5.0,
    "height": 80.0,
}
