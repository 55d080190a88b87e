"""Moduli that fall through a glass transition, followed by increments, against laminate theory."""

from itertools import pairwise

import numpy as np
import pytest
from history.recipes import mean, solved

import stressbump as sb
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.history.assembly import path
from stressbump.history.schedule import stages
from stressbump.history.stack import again, assembled
from stressbump.history.table import stage_rows
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.verification.recipes import material, table
from stressbump.verification.stacks import SILICON

BORN, STEPS = 175, 2000
UNSPLIT = 1e-4  # of a number: what a mean of moduli that change by a tenth leaves out of the bar
MODULUS = [[-60, 20000], [100, 15000], [130, 1000], [250, 800]]  # °C, MPa
EXPANSION = [[-60, 10], [110, 10], [130, 35], [250, 35]]  # °C, ppm/K


def mold(temperature):
    modulus, cte = (np.interp(temperature, *zip(*t, strict=True)) for t in (MODULUS, EXPANSION))
    return Solid(float(modulus), 0.3, float(cte) * 1e-6)


def theory(end):
    """Mean in-plane stress of 400 µm of mold on 300 µm of silicon, in small steps of temperature."""
    total = 0.0
    for a, b in pairwise(np.linspace(BORN, end, STEPS + 1)):
        pair = [Ply(SILICON, 300), Ply(mold((a + b) / 2), 400)]
        total += np.mean(laminate(pair, b - a).face_stresses(1))
    return total


def told(*ends):
    steps = [
        {"deposit": "die", "how": "planar", "thickness_um": 300, "born_C": 25}
        | {"material": material(SILICON)},
        {"deposit": "mold", "how": "planar", "thickness_um": 400, "born_C": BORN}
        | {"material": {"E_MPa": MODULUS, "nu": 0.3, "cte_ppm_per_K": EXPANSION}},
    ]
    answer = sb.relief(table(steps, 100.0), end=ends, references=())
    key = ("mean in-plane stress", "mold")
    return {v.temperature: v for v in answer.values[0] if (v.measure, v.where) == key}


@pytest.mark.parametrize("end", [130, 110, 25])
def test_the_error_of_the_steps_is_part_of_the_bar(end):
    value = told(end)[end]
    assert value.value == pytest.approx(theory(end), abs=max(value.bar, UNSPLIT * value.value))


def test_other_end_temperatures_change_a_number_by_no_more_than_the_bars():
    alone, among = told(25)[25], told(130, 110, 25)[25]
    assert alone.value == pytest.approx(among.value, abs=alone.bar + among.bar)


def blanket(name, thickness, born, of):
    size = {"thickness_um": thickness, "born_C": born}
    return {"deposit": name, "how": "planar", "material": of} | size


def test_a_modulus_that_alone_falls_splits_the_step():
    """A sheet that softens in shear through its thickness, and in nothing else."""
    sheet = {
        "E_GPa": 24,
        "nu": 0.2,
        "cte_ppm_per_K": 16,
        "E_through_GPa": 11,
        "nu_through": 0.2,
        "cte_through_ppm_per_K": 50,
        "G_through_GPa": [[25, 4], [60, 4], [100, 0.02], [150, 0.02]],
    }
    steps = [blanket("die", 20, 150, "silicon"), blanket("sheet", 10, 150, sheet)]
    answer = sb.relief(table(steps, 50.0, support="free"), end=25, references=())
    key = ("mean in-plane stress", "sheet")
    value = next(v for v in answer.values[0] if (v.measure, v.where) == key)
    fine = mean(again(answer.built, finer=16).solutions[25], "sheet")
    assert value.halved is not None
    assert value.value == pytest.approx((fine[0] + fine[2]) / 2, abs=value.bar)


@pytest.mark.parametrize(
    ("memory", "steps"),
    [({}, [1, 5]), ({"memory": {"law": "Prony", "shear": [[0.5, 10]]}}, [1, 1])],
    ids=["elastic", "with memory"],
)
def test_a_law_with_memory_follows_the_total_rule_and_splits_no_stage(memory, steps):
    resin = {"E_MPa": MODULUS, "nu": 0.3, "cte_ppm_per_K": EXPANSION} | memory
    births = [blanket("base", 20, 25, "silicon"), blanket("resin", 5, BORN, resin)]
    section = build(Recipe.from_table({"name": "test", **table(births, 50.0)}, "test"))
    assert [row["steps"] for row in stage_rows(section, [25])] == [[count] for count in steps]
    stack, _ = assembled(section, generate(section, MeshOptions(coarsen=2.0)))
    assert [len(path(stack, stage)) for stage in stages(section, 25)] == steps


def test_a_film_is_deposited_with_the_stress_and_the_moduli_of_its_birth():
    """100 MPa at 225 °C on a base of its own expansion, which cooling leaves as they were."""
    film = {"E_MPa": [[25, 2000], [225, 1000]], "nu": 0.3, "cte_ppm_per_K": 10}
    base = {"E_MPa": 1e6, "nu": 0.3, "cte_ppm_per_K": 10}
    steps = [blanket("base", 100, 225, base), blanket("film", 1, 225, film)]
    steps[-1]["intrinsic_MPa"] = 100.0
    for solution in solved(table(steps, 50.0), 225, 25).values():
        assert mean(solution, "film")[0] == pytest.approx(100, rel=1e-3)


def test_a_melt_that_is_nearly_incompressible_above_every_birth():
    """Poisson's ratio reaches 0.5 at 200 °C, which only the end temperature does."""
    resin = {
        "E_MPa": [[25, 9000], [100, 8000], [140, 300], [200, 200]],
        "nu": [[25, 0.35], [140, 0.48], [200, 0.5]],
        "cte_ppm_per_K": [[25, 20], [110, 20], [130, 70], [200, 70]],
    }
    steps = [blanket("die", 20, 100, "silicon"), blanket("resin", 15, 100, resin)]
    assert np.isfinite(mean(solved(table(steps, 50.0), 200)[200], "resin")).all()
