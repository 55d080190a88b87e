"""A state in a history as a solution: what stands, under the moduli of a temperature."""

from __future__ import annotations

from collections.abc import Mapping

from stressbump.history.assembly import Assembly
from stressbump.history.moduli import carried_over, with_moduli
from stressbump.history.state import State
from stressbump.mechanics.moduli import stiffness
from stressbump.mechanics.solution import Solution


def snapshot(assembly: Assembly, state: State, end: float) -> Solution:
    """A state as a solution of all that stands, under the moduli at so many °C, not checked."""
    kinematics = assembly.whole.kinematics
    blocks, local, free = {}, {}, {}
    for name, p in state.blocks.items():
        moduli = stiffness(assembly.laws[name].moduli(end), kinematics, name in assembly.mixed)
        blocks[name] = with_moduli(p, moduli)
        local[name], free[name] = state.local[name], state.free_strain(name)
        if name in assembly.incremental and moduli != p.stiffness:
            local[name], free[name] = carried_over(p, moduli, local[name], free[name])
    birth = {n: state.unknowns[p.unknowns] - local[n] for n, p in blocks.items()}
    walls = wall_unknowns(assembly, state.walls)
    whole = len(blocks) == len(assembly.laws)
    model = assembly.whole if whole else assembly.standing(tuple(blocks))
    own = {n: state.accumulated(n) for n in state.memory}
    return Solution(model, end, blocks, state.unknowns, walls, free, (), birth, own, state.pressing)


def wall_unknowns(assembly: Assembly, walls: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The global unknowns of a solution out of those by region: the wall's, and the datum's own."""
    datum, wall = (walls.get(n, {}) for n in (assembly.section.datum.name, assembly.walled))
    return {
        **{n: v for n, v in datum.items() if n in "ab"},
        **{n: wall[n] for n in "ek" if n in wall},
    }
