"""A shipped recipe scaled, shifted by grid steps or mirrored is still a good design."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stressbump.mesh.arrangement import arrange
from stressbump.process.build import build
from stressbump.process.planar import GRID
from stressbump.process.recipe import Recipe

RECIPES = {
    path.stem: tomllib.loads(path.read_text())
    for path in sorted(Path(__file__).parents[2].glob("meshes/*.toml"))
}
STEPS = st.integers(0, 4).map(lambda n: n * GRID)


def scaled(value, factor, key=""):
    """A recipe's table with every length times a factor; averaging lengths stay."""
    if isinstance(value, dict):
        return {k: scaled(v, factor, k) for k, v in value.items()}
    if key == "windows_um" or not key.endswith("_um"):
        return [scaled(v, factor) for v in value] if isinstance(value, list) else value
    return [scaled(v, factor, key) for v in value] if isinstance(value, list) else value * factor


def shifted(table, up, out):
    """The table with all that stands on the first step raised, and the outer wall moved out."""
    first, *rest = table["step"]
    first = first | {"thickness_um": first["thickness_um"] + up}
    cell = table["cell"] | {"width_um": table["cell"]["width_um"] + out}
    return table | {"cell": cell, "step": [first, *rest]}


def mirrored(table):
    """The table of a plane section turned about the middle of its cell."""
    width = table["cell"]["width_um"]
    return table | {"step": [_mirrored(step, width) for step in table["step"]]}


def _mirrored(step, width):
    new = dict(step)
    if "stencil" in step:
        new["stencil"] = _mirrored(step["stencil"], width)
    if "outline_um" in step:
        new["outline_um"] = [(width - x, z) for x, z in step["outline_um"]]
    if "diameter_um" in step:
        row = (step.get("count", 1) - 1) * step.get("pitch_um", 0.0)
        new["centre_um"] = width - step.get("centre_um", 0.0) - row
    return new


def stands(table):
    """Builds it, to the arrangement that a mesh is made of."""
    return arrange(build(Recipe.from_table(table, "a design")))


@pytest.mark.parametrize("name", RECIPES)
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(factor=st.floats(0.5, 2.0), up=STEPS, out=STEPS)
def test_scaled_and_shifted(name, factor, up, out):
    table = RECIPES[name]
    regions = stands(table).regions
    assert stands(shifted(scaled(table, factor), up, out)).regions == regions


@pytest.mark.parametrize("factor", [0.9, 0.7687, 0.8573, 1.04, 1.97])
def test_slopes_that_rounding_had_broken(factor):
    """The copper pillar's sloped walls: films over them kept vertices 0.1 to 1.3 nm apart."""
    stands(scaled(RECIPES["copper-pillar"], factor))


PLANE = [n for n, table in RECIPES.items() if "plane" in table["cell"].get("kinematics", "")]


@pytest.mark.parametrize("name", PLANE)
@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(factor=st.floats(0.5, 2.0), out=STEPS)
def test_mirrored(name, factor, out):
    table = shifted(scaled(RECIPES[name], factor), 0.0, out)
    one, other = stands(table), stands(mirrored(table))
    assert one.regions == other.regions
    assert len(one.faces) == len(other.faces)
