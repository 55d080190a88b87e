"""Whatever the order in which a study draws them, cases of one geometry are meshed once."""

from sweeps.plates import PLATE

import stressbump as sb
from stressbump.answers import solving
from stressbump.history import assembly
from stressbump.sweeps import worker


def test_cases_that_differ_in_stiffness_share_the_mesh_though_geometry_changes_faster(monkeypatch):
    made, factorised = [], []
    generate, factorise = solving.generate, assembly.factorise_blocks
    monkeypatch.setattr(solving, "generate", lambda *a: made.append(1) or generate(*a))
    monkeypatch.setattr(
        assembly, "factorise_blocks", lambda *a: factorised.append(1) or factorise(*a)
    )
    thick = [1.0, 1.2, 1.4, 1.6, 1.8, 2.0]  # more than a worker keeps
    vary = {"film.material.E_MPa": [2000, 3000], "film.thickness_um": thick}
    frame = sb.sweep(PLATE, vary, references=[], workers=0)
    assert len(frame) == 12
    assert set(frame.status) == {"done"}
    assert len(made) == len(thick) > worker.KEPT_MESHES
    assert len(factorised) == 12
