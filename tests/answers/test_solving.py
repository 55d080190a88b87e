"""The one way from a design to values: every stack on the mesh that it should have."""

import numpy as np
import pytest

import stressbump as sb
from stressbump.answers.meshed import meshed
from stressbump.answers.options import Options
from stressbump.answers.solving import Once, parts_of
from stressbump.designs.design import design_of
from stressbump.sweeps.worker import CachedSolver


def film(**more):
    """A tenth of a micrometre of oxide, with an edge, on silicon."""
    steps = [("base", "silicon", 20.0), ("film", "SiO2", 0.1)]
    return design_of(
        {
            "cell": {"width_um": 40.0},
            "step": [
                {"deposit": n, "material": m, "how": "planar", "thickness_um": t, "born_C": 300}
                for n, m, t in steps
            ]
            + [{"pattern": "film", "diameter_um": 40}],
        }
        | more
    )


def triangles(design):
    return meshed(design)[1].triangles


def test_a_design_beside_another_has_film_elements_of_its_own_aspect():
    long, short = film(aspect=100), film(aspect=5)
    found = sb.relief(long, references=(), against=[short], bars=False)
    assert np.array_equal(found.stacks[0].mesh.triangles, triangles(long))
    assert np.array_equal(found.stacks[1].mesh.triangles, triangles(short))
    assert len(triangles(short)) > 2 * len(triangles(long))


@pytest.mark.parametrize("keep", [Once(), CachedSolver()], ids=["an answer's", "a worker's"])
def test_every_design_has_tips_for_the_averaging_lengths_that_are_asked_for(keep):
    asked, other = film(windows_um=[0.1]), film(windows_um=[8.0], aspect=10)
    options = Options().of(asked)
    first = keep.meshed(asked.recipe, options)
    _, part = parts_of(asked, (), options, first, keep, [other])
    alone = film(windows_um=[0.1], aspect=10)
    assert np.array_equal(part.meshed().mesh.triangles, triangles(alone))
    assert len(triangles(other)) < len(triangles(alone))


def test_what_options_leave_open_is_the_design_s_own():
    design = film(history={"end_C": [-40, 25]}, windows_um=[3])
    assert Options(refine=1).of(design) == Options((-40.0, 25.0), (3.0,), 1)
    assert Options((7,), (2.0,)).of(design) == Options((7.0,), (2.0,))
