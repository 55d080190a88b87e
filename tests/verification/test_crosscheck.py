"""The same models solved by CalculiX: how far apart, and that each cause is what it is said to be."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from grids import grid, mapped

from stressbump.answers.meshed import meshed
from stressbump.designs.design import Design, load
from stressbump.errors import InputError, SolveError
from stressbump.history.stack import assembled, solve_stack
from stressbump.laws import Isotropic, Orthotropic
from stressbump.mechanics.kinematics import generalized_plane_strain
from stressbump.mechanics.supports import SUPPORTS
from stressbump.process.recipe import Recipe
from stressbump.verification.calculix import run as calculix
from stressbump.verification.calculix.comparable import comparable
from stressbump.verification.calculix.crosscheck import (
    compare,
    crosscheck,
    document,
    notes,
)
from stressbump.verification.calculix.given import deck_of
from stressbump.verification.external import laid

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


def stack(mesh, kinematics, support, born=125.0, **laws):
    """Regions born in the order of their laws, all at 125 °C unless told otherwise."""
    born = born if isinstance(born, dict) else dict.fromkeys(laws, born)
    return laid(mesh, laws, kinematics, support, born)


def cooled(mesh, kinematics, support, **laws):
    return compare(stack(mesh, kinematics, support, **laws), 25.0)


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
    return stack(mesh, "axisymmetric", "free", body=law)


@needs_ccx
def test_on_a_uniform_ring_the_limit_of_the_wedge_falls_with_the_elements():
    far = []
    for fineness in (1, 2, 4):
        found = compare(ring(fineness), 25.0)
        assert found.displacement.theirs <= calculix.WRITTEN
        far.append(largest(found, "stress"))
    own, theirs = np.array(far).T
    assert theirs[0] <= 1e-5
    assert np.all(theirs[:-1] / theirs[1:] > 1.5)  # what an element's parabola bends: h
    assert np.all(own[:-1] / own[1:] > 3)  # three points: h²


@needs_ccx
def test_what_calculix_prints_around_the_axis_is_a_mean_over_the_wedge(tmp_path, monkeypatch):
    deck = deck_of(ring(1), 25.0)
    undone = calculix.run(deck, tmp_path).displacement["body"][:, 0]
    monkeypatch.setattr(calculix, "RIM", 1.0)
    printed = calculix.read_dat(tmp_path / "deck.dat", deck).displacement["body"][:, 0]
    corner = np.isin(np.arange(len(printed)), deck.model.mesh.corners)
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
    assert apart.limits is None
    assert "not judged" in notes(apart)[-1]


def handed_on(monkeypatch, change):
    """The comparison whose deck alone is changed before CalculiX has it."""
    import stressbump.verification.calculix.crosscheck as module

    monkeypatch.setattr(module, "deck_of", lambda *given: change(deck_of(*given)))


def softer(deck):
    laws = deck.model.laws | {"die": Isotropic(150e3, 0.28, 2.6e-6)}
    return replace(deck, model=replace(deck.model, laws=laws))


def together(deck):
    """What was born at 175 °C is there from the start."""
    stages = [replace(s, start=200.0 if s.born else s.start) for s in deck.stages]
    return replace(deck, stages=tuple(replace(s, end=200.0) if s.end == 175 else s for s in stages))


def bowing(deck):
    return replace(deck, model=replace(deck.model, kinematics=generalized_plane_strain))


@needs_ccx
@pytest.mark.parametrize(
    ("change", "support"),
    [
        (softer, "flat"),
        (softer, "clamped"),
        (together, "flat"),
        (together, "free"),
        (bowing, "flat"),
    ],
)
def test_another_model_in_the_deck_fails(monkeypatch, change, support):
    """The other solver really is asked: what its deck alone has is found out."""
    pair = stack(
        two_layers(), "generalized_plane_strain", support, {"die": 200.0, "mold": 175.0},
        die=DIE, mold=MOLD,
    )  # fmt: skip
    assert compare(pair, 25.0).passed
    handed_on(monkeypatch, change)
    found = compare(pair, 25.0)
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


def layer(name, material, thickness, born, **more):
    step = {"deposit": name, "material": material, "how": "planar", "thickness_um": thickness}
    return step | {"born_C": born} | more


def blanket(*layers, kinematics="generalized plane strain", support="laminate", end=25.0):
    table = {
        "cell": {"width_um": 50, "support": support, "kinematics": kinematics},
        "step": list(layers),
        "history": {"end_C": end},
    }
    return Design("blanket", Recipe.from_table(table, "blanket"))


@needs_ccx
def test_a_plate_glued_to_a_carrier_is_born_in_order_in_both(tmp_path):
    """Laminate theory in two stages: a coating laid at 800 °C, a carrier glued on at 150 °C."""
    substrate = layer("substrate", {"E_GPa": 130, "nu": 0.28, "cte_ppm_per_K": 3.0}, 200, 800)
    coating = layer("coating", {"E_GPa": 70, "nu": 0.17, "cte_ppm_per_K": 0.5}, 100, 800)
    stiff = {"E_GPa": 215, "nu": 0.3, "cte_ppm_per_K": 6.6}
    carrier = {"attach": "carrier", "material": stiff, "thickness_um": 200, "born_C": 150}
    design = blanket(substrate, coating, carrier, end=20.0)
    assert crosscheck(design).passed
    section, mesh = meshed(design)
    deck = deck_of(assembled(section, mesh)[0], 20.0)
    found = calculix.run(deck, tmp_path)
    text = (tmp_path / "deck.inp").read_text()
    assert text.count("ADD=STRAIN FREE") == 1
    assert deck.grown == deck.moduli == {}
    sides = np.diff(mesh.points[mesh.corners], axis=1)
    area = np.linalg.det(sides) / 2
    for name, stress in {"substrate": 16.3, "coating": -58.0, "carrier": 12.8}.items():
        own = mesh.elements_in(name)
        mean = np.average(found.stress[0, own].mean(axis=1), weights=area[own])
        assert mean == pytest.approx(stress, abs=0.05), name
    assert found.globals["k"] * 1e6 == pytest.approx(7.81, abs=0.005)  # 1/m


@needs_ccx
def test_stress_of_their_own_a_transition_and_a_sheet_are_carried_by_both():
    """The resin stiffens thirtyfold on its way down; CalculiX has each gain born strain-free."""
    resin = {
        "E_MPa": [[0, 9000], [100, 8000], [140, 300], [200, 200]], "nu": 0.35,
        "cte_ppm_per_K": [[0, 20], [110, 20], [130, 70], [200, 70]],
    }  # fmt: skip
    sheet = {
        "E_GPa": 24, "nu": 0.2, "cte_ppm_per_K": 16,
        "E_through_GPa": 11, "nu_through": 0.3, "cte_through_ppm_per_K": 50, "G_through_GPa": 4,
    }  # fmt: skip
    design = blanket(
        layer("die", "silicon", 20, 400),
        layer("nitride", "PE-SiN", 0.5, 350, intrinsic_MPa=-200.0),
        layer("resin", resin, 15, 180, cure_shrinkage=1e-3),
        layer("cap", sheet, 10, 60),
    )
    found = crosscheck(design)
    assert found.passed
    assert max(*largest(found, "displacement"), *largest(found, "stress")) <= 1e-6


@needs_ccx
def test_a_region_that_is_just_born_is_free_of_stress_in_calculix(tmp_path):
    pair = stack(
        two_layers(), "axisymmetric", "laminate", {"die": 200.0, "mold": 150.0}, die=DIE, mold=MOLD
    )
    found = calculix.run(deck_of(pair, 150.0), tmp_path)
    assert np.abs(found.stress[:, pair.mesh.elements_in("mold")]).max() <= 1e-6


@needs_ccx
def test_a_flat_plane_section_bows_in_neither():
    """10 µm of silicon under 5 µm of copper, cooled from 150 °C; bowing it had 173.9 MPa."""
    design = blanket(layer("die", "silicon", 10, 150), layer("film", "Cu", 5, 150), support="flat")
    found = crosscheck(design)
    assert found.passed
    assert {d.quantity for d in found.differences} == {"displacement", "stress", "a", "e"}
    (silicon,) = (d for d in found.differences if d.where == "die")
    assert silicon.size == pytest.approx(113.2, abs=0.05)
    section, mesh = meshed(design)
    solution = solve_stack(section, mesh, (25.0,)).solutions[25.0]
    assert np.abs(solution.strain_and_stress("die")[1]).max() == pytest.approx(silicon.size)


def test_parts_that_cool_before_anything_joins_them_are_refused():
    mesh = grid([0.0, 1.0], [0.0, 1.0, 2.0, 3.0], lambda _, z: ("die", "glue", "lid")[int(z)])
    pair = stack(
        mesh, "plane_strain", "free", {"die": 200.0, "lid": 200.0, "glue": 100.0},
        die=DIE, lid=MOLD, glue=MOLD,
    )  # fmt: skip
    with pytest.raises(InputError, match="from 200 to 100 °C die, lid stand in 2 parts"):
        deck_of(pair, 25.0)


def test_a_law_beyond_045_is_changed_for_both_and_said():
    soft = Isotropic(3.0, 0.4995, 260e-6)
    pair = stack(two_layers(), "plane_strain", "free", die=DIE, mold=soft)
    found, changed = comparable(pair, 25.0)
    assert found["die"] is DIE
    assert (found["mold"].moduli(25).young, found["mold"].moduli(25).poisson) == (3.0, 0.45)
    assert found["mold"].thermal_strain(0, 1) == pytest.approx(soft.thermal_strain(0, 1))
    assert len(changed) == 1
    assert changed[0].startswith("mold: Poisson's ratio 0.4995 taken as 0.45")


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
    pair = stack(two_layers(), "plane_strain", "free", die=DIE, mold=MOLD)
    with pytest.raises(SolveError, match=said):
        calculix.run(deck_of(pair, 25.0), tmp_path / "run")


def test_results_with_holes_are_refused(tmp_path):
    body = stack(grid([0.0, 1.0], [0.0, 1.0]), "plane_strain", "free", body=DIE)
    dat = tmp_path / "deck.dat"
    dat.write_text(
        " displacements (vx,vy,vz) for set MESH and time  0.1000000E+01\n\n   1 1.0 2.0 3.0\n"
    )
    with pytest.raises(SolveError, match=r"displacements for set MESH have the shape \(1, 4\)"):
        calculix.read_dat(dat, deck_of(body, 25.0))


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
