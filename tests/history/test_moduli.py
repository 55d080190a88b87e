"""Moduli that fall through a glass transition, followed by increments, against laminate theory."""

from itertools import pairwise

import numpy as np
import pytest

import stressbump as sb
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Layer, Solid
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
        pair = [Layer(SILICON, 300), Layer(mold((a + b) / 2), 400)]
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
