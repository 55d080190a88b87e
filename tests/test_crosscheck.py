"""The same models solved by CalculiX: how far apart, and that each cause is what it is said to be."""

import json
import subprocess
import sys

import numpy as np
import pytest
from grids import grid, mapped

from stressbump import calculix
from stressbump.crosscheck import comparable, compare, crosscheck, document, notes
from stressbump.design import load
from stressbump.errors import InputError, SolveError
from stressbump.export.inp import Deck
from stressbump.kinematics import KINEMATICS
from stressbump.laws import Isotropic, Orthotropic
from stressbump.model import Model
from stressbump.supports import SUPPORTS

needs_ccx = pytest.mark.skipif(
    calculix.program() is None,
    reason=f"no {calculix.PROGRAM} here; Debian's package {calculix.PACKAGE} has it",
)
DIE, MOLD = Isotropic(160e3, 0.28, 2.6e-6), Isotropic(15e3, 0.3, 15e-6)
BOARD = Orthotropic(
    E_x=24e3, E_z=11e3, E_y=20e3, nu_xz=0.3, nu_xy=0.11, nu_yz=0.25,
    G_xz=5e3, G_yz=4e3, G_xy=9e3, cte_x=14e-6, cte_z=50e-6, cte_y=16e-6,
)  # fmt: skip
FLAT = ("plane_strain", "generalized_plane_strain")


def two_layers(fineness=1):
    x, z = np.linspace(0, 10, 5 * fineness + 1), np.linspace(0, 4, 4 * fineness + 1)
    return grid(x, z, lambda _, height: "die" if height < 2 else "mold")


def waves(points):
    """The layers with a wavy face, mid-sides off the chords."""
    x, z = points.T
    return np.stack([x, z + 0.15 * np.sin(np.pi * x / 2.5)], axis=1)


def cooled(mesh, kinematics, support, **laws):
    model = Model(mesh, KINEMATICS[kinematics], SUPPORTS[support], laws)
    strain = {name: law.thermal_strain(125, 25) for name, law in laws.items()}
    return compare(model, 25.0, strain)


def largest(found, quantity):
    rows = [d for d in found.differences if d.quantity == quantity]
    return max(d.own for d in rows), max(d.theirs for d in rows)


@needs_ccx
@pytest.mark.parametrize("support", SUPPORTS)
@pytest.mark.parametrize("kinematics", FLAT)
def test_straight_sides_agree_to_the_digits_calculix_writes(kinematics, support):
    found = cooled(two_layers(), kinematics, support, die=DIE, mold=MOLD)
    assert found.passed
    assert max(*largest(found, "displacement"), *largest(found, "stress")) <= calculix.WRITTEN
    assert max(d.own for d in found.differences) <= 1e-6


@needs_ccx
@pytest.mark.parametrize("kinematics", FLAT)
def test_nine_constants_are_read_alike(kinematics):
    found = cooled(two_layers(), kinematics, "laminate", die=DIE, mold=BOARD)
    assert max(*largest(found, "displacement"), *largest(found, "stress")) <= calculix.WRITTEN


@needs_ccx
def test_a_film_of_20_nm_under_an_elastomer_agrees_as_well():
    z = [0, 100, 200, 300, 300.02, 310, 320]
    names = np.array(["die", "film", "soft"])
    mesh = grid(
        np.geomspace(1, 101, 20) - 1, z, lambda _, h: str(names[np.searchsorted([300, 300.02], h)])
    )
    laws = {"die": DIE, "film": Isotropic(220e3, 0.25, 2e-6), "soft": Isotropic(3.0, 0.45, 260e-6)}
    found = cooled(mesh, "plane_strain", "laminate", **laws)
    assert max(*largest(found, "displacement"), *largest(found, "stress")) <= calculix.WRITTEN


@needs_ccx
@pytest.mark.parametrize("kinematics", FLAT)
def test_curved_sides_differ_by_the_quadrature_alone(kinematics):
    found = cooled(mapped(two_layers(), waves), kinematics, "laminate", die=DIE, mold=MOLD)
    own, theirs = largest(found, "stress")
    assert own > 1e-4
    assert theirs <= calculix.WRITTEN
    assert found.displacement.theirs <= calculix.WRITTEN


@needs_ccx
@pytest.mark.parametrize("mold", [MOLD, BOARD], ids=["isotropic", "orthotropic"])
@pytest.mark.parametrize("support", SUPPORTS)
def test_around_the_axis_the_wedge_sets_the_limit(support, mold):
    found = cooled(two_layers(2), "axisymmetric", support, die=DIE, mold=mold)
    assert found.passed
    assert largest(found, "stress")[1] <= 1e-4


def ring(fineness):
    """A uniform ring that wants to grow otherwise along its radius than around."""
    mesh = grid(np.linspace(5, 10, 4 * fineness + 1), np.linspace(0, 2, 2 * fineness + 1))
    law = Orthotropic(*(24e3,) * 3, *(0.3,) * 3, *(24e3 / 2.6,) * 3, 14e-6, 14e-6, 30e-6)
    return Model(mesh, KINEMATICS["axisymmetric"], SUPPORTS["free"], {"body": law}), law


@needs_ccx
def test_on_a_uniform_ring_the_limit_of_the_wedge_falls_with_the_elements():
    far = []
    for fineness in (1, 2, 4):
        model, law = ring(fineness)
        found = compare(model, 25.0, {"body": law.thermal_strain(125, 25)})
        assert found.displacement.theirs <= calculix.WRITTEN
        far.append(largest(found, "stress"))
    own, theirs = np.array(far).T
    assert theirs[0] <= 1e-5
    assert np.all(theirs[:-1] / theirs[1:] > 1.5)  # what an element's parabola bends: h
    assert np.all(own[:-1] / own[1:] > 3)  # three points: h²


@needs_ccx
def test_what_calculix_prints_around_the_axis_is_a_mean_over_the_wedge(tmp_path, monkeypatch):
    model, law = ring(1)
    deck = Deck(model, 25.0, {"body": law.thermal_strain(125, 25)})
    undone = calculix.run(deck, tmp_path).displacement[:, 0]
    monkeypatch.setattr(calculix, "RIM", 1.0)
    printed = calculix.read_dat(tmp_path / "deck.dat", deck).displacement[:, 0]
    corner = np.isin(np.arange(len(printed)), model.mesh.triangles[:, :3])
    lost = 1 - np.cos(np.pi / 180)
    assert 1 - printed[~corner] / undone[~corner] == pytest.approx(lost, rel=1e-6)
    assert 1 - printed[corner] / undone[corner] == pytest.approx(lost / 3, rel=1e-6)


@needs_ccx
def test_plane_stress_agrees_where_regions_thin_alike_and_is_not_judged():
    def fibre(E, cte):
        return Orthotropic(E, E, E, 0.0, 0.0, 0.0, E / 2, E / 2, E / 2, cte, cte, 1e-5)

    fibres = {"die": fibre(160e3, 2.6e-6), "mold": fibre(15e3, 15e-6)}
    alike = cooled(two_layers(), "plane_stress", "laminate", **fibres)
    assert max(*largest(alike, "displacement"), *largest(alike, "stress")) <= calculix.WRITTEN
    apart = cooled(two_layers(), "plane_stress", "laminate", die=DIE, mold=MOLD)
    assert apart.displacement.own > 1e-3
    assert apart.limit is None
    assert "not judged" in notes(apart)[-1]


@needs_ccx
def test_an_error_in_the_deck_would_show():
    """The other solver really is asked: another modulus in its deck alone is found out."""
    mesh = two_layers()
    model = Model(mesh, KINEMATICS["plane_strain"], SUPPORTS["free"], {"die": DIE, "mold": MOLD})
    strain = {name: law.thermal_strain(125, 25) for name, law in model.laws.items()}

    class Softer(Deck):
        def lines(self):
            return (
                line.replace("1.6", "1.5") if "E+05" in line else line for line in super().lines()
            )

    import stressbump.crosscheck as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "Deck", Softer)
        found = compare(model, 25.0, strain)
    assert not found.passed
    assert "DIFFER" in notes(found)[-1]


@needs_ccx
def test_a_bump_as_shipped():
    found = crosscheck(load("elastomer-bump"))
    assert found.passed
    assert found.element == "CAX6"
    assert found.displacement.own <= 1e-3
    assert [line.split(":")[0] for line in found.remarks] == ["elastomer", "solder/elastomer"]
    assert json.loads(json.dumps(document(found)))["passed"] is True


def test_a_law_beyond_045_is_changed_for_both_and_said():
    laws = {"die": DIE, "soft": Isotropic(3.0, 0.4995, 260e-6)}
    found, changed = comparable(laws, 25.0)
    assert found["die"] is DIE
    assert (found["soft"].young(25), found["soft"].poisson(25)) == (3.0, 0.45)
    assert found["soft"].thermal_strain(0, 1) == pytest.approx(laws["soft"].thermal_strain(0, 1))
    assert len(changed) == 1
    assert changed[0].startswith("soft: Poisson's ratio 0.4995 taken as 0.45")


def test_without_calculix_the_line_that_installs_it_is_said(monkeypatch):
    monkeypatch.setattr(calculix.shutil, "which", lambda _: None)
    with pytest.raises(InputError, match="apt-get install calculix-ccx"):
        crosscheck(load("elastomer-bump"))


def a_ccx(tmp_path, script):
    program = tmp_path / "ccx"
    program.write_text(f"#!{sys.executable}\n{script}")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("print(' *ERROR reading *NODE')", r"refused .*deck\.inp: \*ERROR reading \*NODE"),
        ("raise SystemExit(201)", "exit code 201"),
        ("open('deck.dat', 'w').write('nothing\\n')", "holds no displacements"),
        ("import time; time.sleep(60)", "not done"),
    ],
)
def test_a_calculix_that_fails_is_one_line(tmp_path, monkeypatch, script, said):
    program = a_ccx(tmp_path, script)
    monkeypatch.setattr(calculix.shutil, "which", lambda _: program)
    monkeypatch.setattr(calculix, "SECONDS", 0.5 if "sleep" in script else 60)
    model = Model(two_layers(), KINEMATICS["plane_strain"], SUPPORTS["free"], {"die": DIE})
    with pytest.raises(SolveError, match=said):
        calculix.run(Deck(model, 25.0, {}), tmp_path / "run")


def test_results_with_holes_are_refused(tmp_path):
    mesh = grid([0.0, 1.0], [0.0, 1.0])
    model = Model(mesh, KINEMATICS["plane_strain"], SUPPORTS["free"], {"body": DIE})
    dat = tmp_path / "deck.dat"
    dat.write_text(
        " displacements (vx,vy,vz) for set MESH and time  0.1000000E+01\n\n   1 1.0 2.0 3.0\n"
    )
    with pytest.raises(SolveError, match=r"displacements for set MESH have the shape \(1, 4\)"):
        calculix.read_dat(dat, Deck(model, 25.0, {}))


@needs_ccx
def test_the_command_line_prints_the_table_and_keeps_the_deck(tmp_path):
    design = tmp_path / "block.toml"
    design.write_text(
        """
[cell]
kinematics = "plane strain"
width_um = 50
support = "laminate"
[history]
end_C = [25]
[[step]]
deposit = "die"
material = "silicon"
how = "planar"
thickness_um = 20
born_C = 150
[[step]]
deposit = "mold"
material = "EMC"
how = "planar"
thickness_um = 20
born_C = 150
"""
    )
    command = [sys.executable, "-c", "from stressbump.cli import main; main()", "crosscheck"]
    done = subprocess.run(
        [*command, str(design), "-o", str(tmp_path / "out"), "--json"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["element"] == "CPE6"
    assert found["differences"][0]["own"] <= 1e-6
    assert (tmp_path / "out" / "deck.inp").exists()
