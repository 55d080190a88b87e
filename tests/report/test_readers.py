"""Every kind of file, opened by everything that is installed and reads its kind."""

import shutil
import subprocess
import sys

import meshio
import numpy as np
import pytest
from collar import design

from stressbump.answers.meshed import mesh_files, meshed
from stressbump.errors import InputError
from stressbump.export.fields import of_file, of_solution


@pytest.fixture(scope="module")
def files(folder, tmp_path_factory):
    """Files of an answer and of a mesh, by name."""
    section, mesh = meshed(design())
    out = tmp_path_factory.mktemp("mesh")
    mesh_files(section, mesh, out)
    return {path.name: path for path in (*folder.glob("fields.*"), *out.iterdir())}


def pyvista():
    return pytest.importorskip("pyvista")


@pytest.mark.parametrize("name", ["fields.vtu", "mesh.vtu"])
@pytest.mark.parametrize("read", [meshio.read, lambda path: pyvista().read(path)])
def test_names_of_regions_and_materials_come_with_a_grid(files, name, read):
    grid = read(files[name])
    numbers = {key: int(np.ravel(value)[0]) for key, value in grid.field_data.items()}
    for kind in ("region", "material"):
        ids = np.unique(np.ravel(grid.cell_data[f"{kind}_id"])).tolist()
        assert sorted(v for k, v in numbers.items() if k.startswith(f"{kind}:")) == ids
    assert {"region:film", "region:base"} < set(numbers)


def test_meshio_and_pyvista_read_the_same_fields(files):
    grid, other = meshio.read(files["fields.vtu"]), of_file(files["fields.vtu"])
    np.testing.assert_array_equal(grid.point_data["stress_MPa"], other.stress.T)
    np.testing.assert_array_equal(grid.cells_dict["triangle"], other.flat)
    seen = pyvista().read(files["fields.vtu"])
    np.testing.assert_array_equal(seen.point_data["stress_MPa"], other.stress.T)


def test_meshio_writes_what_it_read(files, tmp_path):
    meshio.write(tmp_path / "again.vtu", grid := meshio.read(files["fields.vtu"]))
    again = meshio.read(tmp_path / "again.vtu")
    np.testing.assert_array_equal(again.point_data["stress_MPa"], grid.point_data["stress_MPa"])


def test_pyvista_reads_the_collection_over_temperature(files):
    reader = pyvista().PVDReader(files["fields.pvd"])
    assert reader.time_values == [25.0]
    assert reader.read()[0].n_cells == len(of_file(files["fields.vtu"]).flat)


def test_a_mesh_keeps_its_groups(files):
    mesh, grid = meshio.read(files["mesh.msh"]), meshio.read(files["mesh.vtu"])
    groups = {name: int(tag) for name, (tag, _) in mesh.field_data.items()}
    assert groups == {
        k.partition(":")[2]: int(v[0]) + 1
        for k, v in grid.field_data.items()
        if k.startswith("region:")
    }
    assert set(mesh.cell_data_dict["gmsh:physical"]["triangle6"]) == set(groups.values())


def test_gmsh_reads_the_mesh(files):
    script = (
        "import gmsh, sys; gmsh.initialize(); gmsh.option.setNumber('General.Terminal', 0);"
        "gmsh.open(sys.argv[1]);"
        "print(*(gmsh.model.getPhysicalName(*g) for g in gmsh.model.getPhysicalGroups()))"
    )
    command = [sys.executable, "-c", script, files["mesh.msh"]]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "film" in found.stdout.split(), found.stderr


def test_pictures_are_pictures(files):
    from PIL import Image

    with Image.open(files["section.png"]) as picture:
        picture.verify()


def test_to_pyvista_holds_the_fields(answer):
    pyvista()
    for stack in answer.stacks:
        grid, fields = answer.to_pyvista(stack.name), of_solution(stack.solutions[25.0])
        assert grid.n_cells == len(fields.flat)
        np.testing.assert_array_equal(grid.point_data["stress_MPa"], fields.stress.T)


@pytest.mark.parametrize(
    ("asked", "told"), [(("bulit",), "no stack 'bulit'"), (("none", 30.0), "solved are 25")]
)
def test_what_was_not_solved_is_refused(answer, asked, told):
    pyvista()
    with pytest.raises(InputError, match=told):
        answer.to_pyvista(*asked)


@pytest.mark.skipif(
    shutil.which("pvpython") is None, reason="no ParaView: apt-get install paraview"
)
def test_paraview_reads_the_fields(folder, tmp_path):
    script = tmp_path / "look.py"
    script.write_text(
        "from paraview.simple import *\n"
        f"grid = OpenDataFile({str(folder / 'fields.vtu')!r})\n"
        "UpdatePipeline()\n"
        "print(grid.PointData['principal_1_MPa'].GetRange())\n"
    )
    found = subprocess.run(["pvpython", script], capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    low, high = map(float, found.stdout.strip().strip("()").split(","))
    assert low < high
