"""The recipes and golden coarse meshes that ship in meshes/."""

from pathlib import Path

import meshio
import numpy as np
import pytest

from stressbump.designs.design import load, of_structure
from stressbump.designs.structures import STRUCTURES
from stressbump.mesh.audit import areas, exact_areas
from stressbump.mesh.mesh import Mesh
from stressbump.process.build import build

FOLDER = Path(__file__).parents[2] / "meshes"
RECIPES = sorted(FOLDER.glob("*.toml"))


def golden(path):
    """The six-node mesh of a .msh file, its regions named by physical groups."""
    read = meshio.read(path)
    names = sorted(read.field_data, key=lambda name: read.field_data[name][0])
    triangles = read.cells_dict["triangle6"]
    region = read.cell_data_dict["gmsh:physical"]["triangle6"] - 1
    points = read.points[:, :2]
    return Mesh(points, triangles, region, tuple(names), np.arange(len(points)), points[:, 0].max())


def test_every_structure_ships():
    assert set(STRUCTURES) <= {path.stem for path in RECIPES}


@pytest.mark.parametrize("slug", STRUCTURES)
def test_the_recipe_file_is_the_structure(slug):
    assert load(str(FOLDER / f"{slug}.toml")).recipe == of_structure(STRUCTURES[slug]()).recipe


@pytest.mark.parametrize("path", RECIPES, ids=lambda p: p.stem)
def test_golden_mesh_has_the_areas_of_the_section(path):
    section = build(load(str(path)).recipe)
    mesh = golden(path.with_suffix(".msh"))
    found = dict(zip(mesh.regions, np.bincount(mesh.region, weights=areas(mesh)), strict=True))
    exact = {name: area for name, (area, _) in exact_areas(section).items()}
    assert found == pytest.approx(exact, rel=1e-5)
