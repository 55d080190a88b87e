"""The fields for PyVista and for ParaView."""

import shutil
import subprocess

import numpy as np
import pytest

from stressbump.errors import InputError
from stressbump.report.fields import of_solution


def test_to_pyvista_holds_the_fields(answer):
    pytest.importorskip("pyvista")
    for stack in answer.stacks:
        grid, fields = answer.to_pyvista(stack.name), of_solution(stack.solutions[25.0])
        assert grid.n_cells == len(fields.flat)
        np.testing.assert_array_equal(grid.point_data["stress_MPa"], fields.stress.T)


@pytest.mark.parametrize(
    ("asked", "told"), [(("bulit",), "no stack 'bulit'"), (("none", 30.0), "solved are 25")]
)
def test_what_was_not_solved_is_refused(answer, asked, told):
    pytest.importorskip("pyvista")
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
