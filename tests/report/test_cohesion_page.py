"""The page of cohesion says what the terminal says, with its path drawn."""

import html
import json
import re
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.axes import Axes

from stressbump import cohesion
from stressbump.answers.cohesion_text import sentences
from stressbump.report import report_cohesion
from stressbump.report.cohesion import draw_path

LAYERS = {
    "name": "pair",
    "cell": {"kinematics": "axisymmetric", "width_um": 4000, "support": "free"},
    "step": [
        {
            "deposit": name,
            "material": {"E_GPa": E, "nu": 0.25, "cte_ppm_per_K": cte},
            "thickness_um": thickness,
            "born_C": 175,
        }
        for name, E, cte, thickness in (("wafer", 160, 3, 300), ("mold", 16, 15, 500))
    ],
    "history": {"end_C": 25},
    "windows_um": [40],
    "cohesion": [{"at": "wafer/mold", "up_to_um": 700, "strength_MPa": 25, "toughness_J_m2": 5}],
}


@pytest.fixture(scope="module")
def found():
    return cohesion(LAYERS)


def test_the_page_says_what_the_terminal_says(found, tmp_path):
    text = html.unescape(report_cohesion(found, tmp_path / "r.html").read_text(encoding="utf-8"))
    assert all(line.replace("-", "−") in text for line in sentences(found))
    assert "as built, parted" in text
    assert "as built, a crack" in text
    held = re.search(r'id="result">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(held) == found.plain()
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)


def test_what_parts_is_drawn_where_it_is(found):
    """Inside, between two ends, though a length from 0 is as long."""
    (own,) = found.stacks
    inside = np.zeros_like(own.found.damage)
    inside[:, 30:60] = own.found.damage[:, :30]
    states = tuple(replace(s, damage=d) for s, d in zip(own.found.states, inside, strict=True))
    moved = replace(found, stacks=(replace(own, found=replace(own.found, states=states)),))

    def least_parted(of):
        with patch.object(Axes, "contour", autospec=True) as contour:
            draw_path(of)
        x, _, damage = contour.call_args.args[1:]
        return x[damage >= 1].min()

    assert least_parted(found) == 0
    assert least_parted(moved) == np.sort(own.found.place)[30]


def test_a_round_pair_parts_at_what_its_cracks_release(found):
    """At a length at which Γ per area has been spent a crack would grow at the same share, to its zone."""
    (own,) = found.stacks
    path, area = own.found, own.found.cohesive.area
    developed = path.developed
    ends = path.place + path.length / 2
    length = [float(ends[(area.cumsum() < spent / 5).sum()]) for spent in path.spent[developed]]
    grows = [own.linear_share[abs(own.linear.length - a).argmin()] for a in length]
    assert path.share[developed][-8:] == pytest.approx(grows[-8:], rel=0.01)
