"""A joint swept about its axis, read back by VTK: sound cells, and displacements as of one body."""

import numpy as np
import pytest
from posts import assembly_of
from scipy.spatial import KDTree

from stressbump.export.swept import WEDGES, write_swept
from stressbump.history.stepping import solutions
from stressbump.joint.fields import fields_along_row

vtk = pytest.importorskip("vtk")


@pytest.fixture(scope="module")
def fields():
    assembly = assembly_of()
    return fields_along_row(assembly, solutions(assembly, (25.0,))[25.0], 1000.0).harmonics


def read(path):
    from vtkmodules.util.numpy_support import vtk_to_numpy

    reader = vtk.vtkXMLUnstructuredGridReader()
    reader.SetFileName(str(path))
    reader.Update()
    sizes = vtk.vtkCellSizeFilter()
    sizes.SetInputData(reader.GetOutput())
    sizes.Update()
    grid = sizes.GetOutput()
    data = grid.GetPointData()
    names = [data.GetArrayName(k) for k in range(data.GetNumberOfArrays())]
    points = vtk_to_numpy(grid.GetPoints().GetData())
    found = {n: vtk_to_numpy(data.GetArray(n)) for n in names}
    return points, found, vtk_to_numpy(grid.GetCellData().GetArray("Volume"))


@pytest.fixture(scope="module")
def grid(fields, tmp_path_factory):
    path = tmp_path_factory.mktemp("swept") / "joint.vtu"
    write_swept(path, fields, dict.fromkeys(fields[0].blocks, "some"))
    return read(path)


def test_no_cell_is_turned_inside_out_and_all_are_half_the_body(grid, fields):
    """VTK takes their volumes between chords from node to node, of half a wedge's angle each."""
    _, _, volume = grid
    assert volume.min() > 0
    body = sum(p.dV.sum() for p in fields[0].blocks.values())
    chord = np.pi / WEDGES / 2
    assert volume.sum() == pytest.approx(body / 2 * np.sin(chord) / chord, rel=1e-6)


def test_what_stands_on_the_axis_moves_as_one_at_every_angle(grid):
    """u_x is the slide there, whatever the angle, and u_y is nothing."""
    points, data, _ = grid
    axis = np.hypot(points[:, 0], points[:, 1]) < 1e-9
    moved, height = data["displacement_um"][axis], np.round(points[axis, 2], 6)
    reach = np.abs(moved).max()
    for z in np.unique(height):
        np.testing.assert_allclose(np.ptp(moved[height == z], axis=0), 0, atol=1e-9 * reach)
    assert np.abs(moved[:, 1]).max() < 1e-9 * reach


def test_ahead_and_behind_lie_in_one_plane_and_carry_its_stress(grid, fields):
    """At 0° XX is σ_rr of n = 0 and n = 1 together, at 180° one less the other."""
    points, data, _ = grid
    ahead, behind = (data["angle_deg"] == a for a in (0, 180))
    assert np.abs(points[ahead | behind, 1]).max() < 1e-9
    xx = [data["stress_MPa"][s, 0] for s in (ahead, behind)]
    upright = fields[0].strain_and_stress("post")[1][0]
    mean = (xx[0] + xx[1]) / 2
    assert np.abs(mean).max() >= 0.5 * np.abs(upright).max()
    assert np.abs(xx[0] - xx[1]).max() > np.abs(mean).max()


def test_numbers_are_those_of_the_field_to_five_digits(grid, fields):
    """At 0° both harmonics add up as they are."""
    points, data, _ = grid
    ahead = np.flatnonzero(data["angle_deg"] == 0)
    mesh = fields[0].model.mesh
    away, node = KDTree(mesh.points).query(points[ahead][:, [0, 2]])
    assert away.max() < 1e-5
    wanted = sum(s.displacement[node, :2] for s in fields.values())
    found = data["displacement_um"][ahead][:, [0, 2]]
    np.testing.assert_allclose(found, wanted, rtol=8e-6, atol=1e-9)
