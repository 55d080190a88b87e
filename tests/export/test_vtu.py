"""fields.vtu as VTK reads it: a joint of two materials, numbers at points of one region, names."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from grids import grid
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader

from stressbump.errors import ExportError
from stressbump.export.flat_triangles import flat_triangles
from stressbump.export.pvd import write_pvd
from stressbump.export.vtu import write_grid, write_vtu
from stressbump.laws import Isotropic
from stressbump.measures import first_principal, von_mises
from stressbump.mechanics.kinematics import KINEMATICS
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import at_nodes
from stressbump.mechanics.supports import SUPPORTS
from stressbump.mechanics.system import factorise

LAWS = {"die": Isotropic(130e3, 0.28, 2.6e-6), "film": Isotropic(5e3, 0.35, 20e-6)}
MATERIALS = {"die": "silicon", "film": "polyimide µ", "cap": "silicon"}


@pytest.fixture(scope="module")
def solution():
    """A disk of die under a film, with a gap of no material above; cooled by 100 K."""
    mesh = grid(
        np.linspace(0, 20, 6),
        [0, 5, 10, 12, 14],
        lambda x, z: "die" if z < 10 else "film" if z < 12 else "gap",
    )
    model = Model(mesh, KINEMATICS["axisymmetric"], SUPPORTS["free"], LAWS)
    shrinkage = {name: law.thermal_strain(125.0, 25.0) for name, law in LAWS.items()}
    return solve(factorise(model, 25.0), Loads(free_strain=shrinkage))


def read(path):
    reader = vtkXMLUnstructuredGridReader()
    reader.SetFileName(str(path))
    reader.Update()
    assert reader.GetErrorCode() == 0
    return reader.GetOutput()


def named(fields, kind):
    """Names of a kind in the order of their numbers."""
    every = [fields.GetArray(i) for i in range(fields.GetNumberOfArrays())]
    own = [a for a in every if a.GetName().startswith(f"{kind}:")]
    return [a.GetName().partition(":")[2] for a in sorted(own, key=lambda a: a.GetValue(0))]


@pytest.fixture(scope="module")
def seen(solution, tmp_path_factory):
    path = tmp_path_factory.mktemp("vtu") / "out" / "fields.vtu"
    write_vtu(path, solution, MATERIALS)
    assert [p.name for p in path.parent.iterdir()] == ["fields.vtu"]
    return read(path)


def array(group, name):
    assert group.HasArray(name), name
    return vtk_to_numpy(group.GetArray(name))


def test_names_are_in_the_field_data(seen):
    fields = seen.GetFieldData()
    names, regions = named(fields, "material"), named(fields, "region")
    assert names == ["silicon", "polyimide µ"]
    assert regions == ["die", "film", "gap"]
    assert fields.GetArray("temperature_C").GetValue(0) == 25
    material, region = (array(seen.GetCellData(), n) for n in ("material_id", "region_id"))
    assert material.dtype == region.dtype == np.int32
    assert {(regions[r], names[m]) for r, m in zip(region, material, strict=True)} == {
        ("die", "silicon"),
        ("film", "polyimide µ"),
    }


def test_components_are_named_in_paraviews_order(seen):
    stress = seen.GetPointData().GetArray("stress_MPa")
    assert [stress.GetComponentName(i) for i in range(6)] == ["XX", "YY", "ZZ", "XY", "YZ", "XZ"]
    moved = seen.GetPointData().GetArray("displacement_um")
    assert [moved.GetComponentName(i) for i in range(3)] == ["X", "Y", "Z"]


def test_points_are_split_at_the_joint_and_each_triangle_keeps_to_its_region(solution, seen):
    place = vtk_to_numpy(seen.GetPoints().GetData())
    region = array(seen.GetCellData(), "region_id")
    corners = vtk_to_numpy(seen.GetCells().GetConnectivityArray()).reshape(-1, 3)
    owners = [set(corners[region == r].ravel()) for r in (0, 1)]
    assert not owners[0] & owners[1]
    assert sum(map(len, owners)) == len(place)
    joint = np.flatnonzero(place[:, 1] == 10)
    assert len(joint) == 2 * 11
    assert len(corners) == 4 * len(solution.model.active_elements)
    a, b, c = (place[corners[:, i]] for i in range(3))
    area = np.cross(b - a, c - a)[:, 2] / 2
    assert np.all(area > 0)
    assert area.sum() == pytest.approx(20 * 12)


def test_numbers_of_one_region_come_back(solution, seen):
    """The stress of the film at (8, 10), on the joint, as only the film's elements say it."""
    mesh = solution.model.mesh
    film = mesh.elements_in("film")
    node = int(np.flatnonzero(np.all(mesh.points == (8, 10), axis=1))[0])
    told = [at_nodes(solution)[:, e, np.flatnonzero(mesh.triangles[e] == node)] for e in film]
    expected = np.concatenate(told, axis=1).mean(axis=1)

    place = vtk_to_numpy(seen.GetPoints().GetData())
    points = seen.GetPointData()
    here = np.flatnonzero(np.all(place == (8, 10, 0), axis=1))
    assert len(here) == 2
    stress = array(points, "stress_MPa")[here]
    own = here[np.argmin(np.abs(stress - expected).sum(axis=1))]
    assert array(points, "stress_MPa")[own] == pytest.approx(expected, rel=1e-12)
    assert array(points, "von_mises_MPa")[own] == pytest.approx(von_mises(expected))
    assert array(points, "principal_1_MPa")[own] == pytest.approx(first_principal(expected))
    assert expected[2] > 5  # the film would shrink more than the die lets it
    shrunk = array(points, "free_strain")[own]
    assert shrunk == pytest.approx([-2e-3, -2e-3, -2e-3, 0, 0, 0], abs=1e-15)
    moved = array(points, "displacement_um")[here]
    assert moved[0] == pytest.approx(moved[1])
    assert moved[0] == pytest.approx([*solution.displacement[node], 0])


def test_a_free_strain_that_varies_reaches_the_points(solution, tmp_path):
    system = factorise(solution.model, 25.0)
    normal = np.array([1, 1, 1, 0, 0, 0])[:, None, None]
    rise = solve(system, Loads({"film": lambda x: normal * 1e-4 * x[..., 1]}))
    write_vtu(tmp_path / "fields.vtu", rise, MATERIALS)
    seen = read(tmp_path / "fields.vtu")
    height = vtk_to_numpy(seen.GetPoints().GetData())[:, 1]
    strain = array(seen.GetPointData(), "free_strain")
    assert np.allclose(strain[height > 10, 0], 1e-4 * height[height > 10], rtol=1e-9)
    assert np.all(strain[height < 10] == 0)


def test_a_mean_never_crosses_a_joint(solution):
    mesh = solution.model.mesh
    flat = flat_triangles(mesh, solution.model.active_elements)
    number = mesh.region[flat.elements].astype(float)[None, :, None] * np.ones(6)
    assert np.array_equal(flat.at_points(number)[0], flat.region)


def test_a_missing_material_and_an_unwritable_place_are_refused(solution, tmp_path):
    with pytest.raises(ValueError, match="no material is given for region 'film'"):
        write_vtu(tmp_path / "fields.vtu", solution, {"die": "silicon"})
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ExportError, match=r"cannot write .*fields\.vtu: "):
        write_vtu(tmp_path / "out" / "fields.vtu", solution, MATERIALS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cells": np.array([[0, 1, 7]])}, "outside 0 … 2"),
        ({"cells": np.empty((0, 3), int)}, "no cell"),
        ({"point_data": {"f": np.zeros(4)}}, "'f' has 4 rows where 3 are needed"),
        ({"cell_data": {"f": np.array([np.nan])}}, "'f' holds values that are not finite"),
    ],
)
def test_what_would_crash_a_viewer_is_not_written(tmp_path, change, message):
    sound = {
        "position": np.eye(3),
        "cells": np.array([[0, 1, 2]]),
        "point_data": {},
        "cell_data": {},
        "field_data": {},
    }
    with pytest.raises(ValueError, match=message):
        write_grid(tmp_path / "x.vtu", **(sound | change))
    assert not list(tmp_path.iterdir())


def test_a_collection_lists_its_temperatures_in_order(tmp_path):
    write_pvd(
        tmp_path / "fields.pvd",
        {25.0: tmp_path / "stacks" / "25" / "fields.vtu", -40.0: tmp_path / "fields.vtu"},
    )
    rows = ET.parse(tmp_path / "fields.pvd").getroot().findall("./Collection/DataSet")
    assert [(r.get("timestep"), r.get("file")) for r in rows] == [
        ("-40", "fields.vtu"),
        ("25", "stacks/25/fields.vtu"),
    ]
