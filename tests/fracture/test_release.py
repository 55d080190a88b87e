"""Moving nodes and the energy; cracks of a finished stack; faces that press each other."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import lsq_linear

from stressbump.closed_forms.solid import Ply, Solid
from stressbump.fracture.cracks import crack, in_pairs
from stressbump.fracture.motion import energy_density, energy_slopes
from stressbump.fracture.paths import crack_path, growths
from stressbump.fracture.release import energy_release_rate
from stressbump.fracture.seams import seam
from stressbump.history.assembly import model_of
from stressbump.history.stack import again, solve_stack
from stressbump.laws import Isotropic
from stressbump.mechanics.contact import OVERLAP, bounded, pressed
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain, plane_strain
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.placed import placed
from stressbump.mechanics.supports import free
from stressbump.mechanics.system import factorise
from stressbump.mesh.free_faces import parted
from stressbump.mesh.mesh import interface
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.verification.cooled import law
from stressbump.verification.cracks import facing, recipe_of
from stressbump.verification.grids import grid

FREE = {
    "lower": np.array([1e-3, 1e-3, 1e-3, 0, 0, 0]),
    "upper": lambda x: np.multiply.outer([1, 1, 1, 0, 0, 0], 3e-3 + 1e-4 * x[..., 0]),
}
TIP, REACH = np.array([8.0, 2.0]), 1.8


def table(**more):
    """A film born on a wafer, and another on the film, each at its temperature; a flaw from the edge."""

    def film(name, E, cte, thickness, born):
        material = {"E_GPa": E, "nu": 0.3, "cte_ppm_per_K": cte}
        return {"deposit": name, "material": material, "thickness_um": thickness, "born_C": born}

    return {
        "cell": {"kinematics": "plane strain", "width_um": 60, "support": "free"},
        "step": [
            film("wafer", 160, 3, 20, 20),
            film("film", 10, 20, 5, 250),
            film("cap", 50, 8, 4, 120),
        ],
        "history": {"end_C": -20},
        "windows_um": [8],
        "flaw": [{"at": "wafer/film", "from": "outer", "length_um": [5, 6, 7]}],
    } | more


def solved(table):
    section = build(Recipe.from_table(table, "a stack"))
    mesh = generate(section, MeshOptions((8.0,)))
    return section, solve_stack(section, mesh, (section.history.end_C[0],))


def of_lengths(section, solution, contact=True):
    path = crack_path(solution.model.mesh, section.flaws[0])
    found = []
    for length in section.flaws[0].lengths:
        parts = path.facets_within(length)
        found.append(crack(seam(solution, path, parts), parts, contact))
    return found


def energy(crack):
    """What the crack has released so far, less a constant: ½ R·u."""
    return crack.seam.forces @ crack.change / 2


@pytest.fixture(scope="module")
def stack():
    return solved(table())


# ---- nodes that move


def cracked(kinematics, velocity=None, step=0.0):
    """Two layers bonded up to x = 8 of 12, one of them nearly incompressible or not, and heated."""
    axis = np.linspace(0, 12, 13)
    mesh = grid(axis, np.linspace(0, 4, 9), lambda x, z: "lower" if z < 2 else "upper")
    face = interface(mesh, "lower", "upper")
    beyond = mesh.points[face.mids, 0] > TIP[0]
    split = parted(mesh, np.isin(mesh.sides.mids, face.mids[beyond]))
    if velocity is not None:
        split = replace(split, points=split.points + step * velocity(split.points))
    laws = {"lower": Isotropic(100.0, 0.3, 0.0), "upper": Isotropic(30.0, 0.4995, 0.0)}
    return solve(factorise(Model(split, kinematics, free, laws), 25.0), Loads(free_strain=FREE))


def stored(solution):
    return sum(
        (energy_density(p, solution.local(n), solution.free_strain[n]) * p.dV).sum()
        for n, p in solution.blocks.items()
    )


@pytest.mark.parametrize(
    "kinematics", [axisymmetric, generalized_plane_strain, plane_strain], ids=lambda k: k.name
)
def test_the_slope_of_the_energy_is_that_of_the_moved_mesh(kinematics):
    """Loads that are uniform and that are not, a pressure field, and V across the interface's nodes."""

    def velocity(points):
        away = np.linalg.norm(points - TIP, axis=1) / REACH
        return np.stack([np.clip(1.5 - away, 0, 1) ** 2, np.zeros(len(points))], axis=1)

    here = cracked(kinematics)
    mesh = here.model.mesh
    slope = sum(
        energy_slopes(
            placed(here.model, p, np.arange(len(p.elements))),
            [here.local(n)],
            here.free_strain[n],
            velocity(mesh.points)[mesh.triangles[p.elements]],
        ).sum()
        for n, p in here.blocks.items()
    )
    h = 1e-4
    ahead, behind = (stored(cracked(kinematics, velocity, s)) for s in (h, -h))
    assert any(p.mixed for p in here.blocks.values())
    assert slope == pytest.approx((ahead - behind) / (2 * h), rel=1e-7)
    assert abs(slope) > 1e-6 * abs(stored(here))


# ---- cracks in a finished stack


def test_what_is_released_between_two_lengths_is_the_rate_there(stack):
    section, built = stack
    (solution,) = built.solutions.values()
    found = of_lengths(section, solution)
    shortest, _, longest = (energy(c) for c in found)
    simpson = np.array([1, 4, 1]) / 3 @ [energy_release_rate(c) for c in found]
    assert shortest - longest == pytest.approx(simpson, rel=3e-3)


def test_energies_between_lengths_are_squares_of_the_triangle(stack):
    section, built = stack
    (solution,) = built.solutions.values()
    path = crack_path(solution.model.mesh, section.flaws[0])
    short, long = (path.facets_within(a) for a in (5, 7))
    cut = seam(solution, path, long)
    beyond = (cut.pairs.facet >= short).sum()
    free = [energy(crack(cut, parts, contact=False)) for parts in (short, long)]
    assert free[0] - free[1] == pytest.approx((cut.holding.steps[:beyond] ** 2).sum() / 2, rel=1e-9)


@pytest.fixture(scope="module")
def pressing():
    """A cap that wants to bow down a film onto the wafer."""
    steps = table()["step"]
    steps[1] |= {"material": steps[1]["material"] | {"cte_ppm_per_K": 2}}
    steps[2] |= {"material": steps[2]["material"] | {"cte_ppm_per_K": -19}}
    flaw = {"at": "wafer/film", "from": "outer", "length_um": 6}
    return solved(table(step=steps, flaw=[flaw]))


@pytest.mark.parametrize("case", ["stack", "pressing"])
def test_one_seam_has_all_cracks(case, request):
    """Pairs held together beyond a tip are as if they had never been parted, whether faces press or not."""
    section, built = request.getfixturevalue(case)
    (solution,) = built.solutions.values()
    path = crack_path(solution.model.mesh, section.flaws[0])
    parts = path.facets_within(6)
    longest = seam(solution, path, parts + 3)
    alone = crack(seam(solution, path, parts), parts)
    assert energy_release_rate(crack(longest, parts)) == pytest.approx(
        energy_release_rate(alone), rel=1e-9
    )


def test_a_crack_in_cubics_releases_the_same(stack):
    section, built = stack
    (cubic,) = again(built, cubic=True).solutions.values()
    (solution,) = built.solutions.values()
    (one, *_), (other, *_) = of_lengths(section, solution), of_lengths(section, cubic)
    assert energy_release_rate(other) == pytest.approx(energy_release_rate(one), rel=3e-3)
    assert other.solution.unknowns.size > 2 * one.solution.unknowns.size


def test_the_cracked_stack_is_in_balance_and_its_faces_are_bare(stack):
    section, built = stack
    (solution,) = built.solutions.values()
    found = of_lengths(section, solution)[1]
    seam_, whole = found.seam, found.solution
    assert whole.local("cap").shape == solution.local("cap").shape
    left = seam_.forces + seam_.system.product(found.change[:, None])[:, 0]
    left = left[seam_.system.main]
    assert np.abs(left).max() < 1e-9 * np.abs(seam_.forces).max()


# ---- faces that press each other


@pytest.fixture(scope="module")
def closing(pressing):
    section, built = pressing
    (solution,) = built.solutions.values()
    return (*of_lengths(section, solution), *of_lengths(section, solution, contact=False))


@pytest.mark.parametrize("likely", ["those", "all", "every other", "one"])
def test_forces_are_the_same_whatever_was_thought_to_press(closing, likely):
    held, _ = closing
    count = np.arange(len(held.force))
    tried = {"those": held.force > 0, "all": count >= 0, "every other": count % 2 == 0}
    presses = tried.get(likely, count == len(count) - 1)
    again_ = crack(held.seam, held.parts, like=replace(held, force=1.0 * presses))
    assert again_.force == pytest.approx(held.force, abs=1e-9 * held.force.max())
    assert again_.pull == pytest.approx(held.pull, abs=1e-9 * np.abs(held.pull).max())


def test_cracks_are_checked_by_how_their_pairs_part(closing):
    def failed(some):
        return {check.name for _, check in in_pairs([some]) if not check.passed}

    held, free_ = closing
    assert failed(held) == failed(free_) == set()
    assert failed(replace(free_, friction=0.0)) == {"overlap of faces"}
    assert failed(replace(held, pull=1.001 * held.pull)) == {"work of contact"}
    assert failed(replace(held, force=-held.force)) == {"pull between faces"}
    shorter = crack(held.seam, held.parts - 3)
    assert failed(shorter) == set()
    assert "parting beyond a tip" in failed(replace(shorter, pull=1.001 * shorter.pull))


def test_faces_that_would_overlap_press_each_other(closing):
    held, free_ = closing
    assert free_.overlap > 1e-4
    assert held.overlap < OVERLAP * np.abs(free_.gap).max()
    assert 0.1 < held.closed <= 1
    assert held.force.min() >= 0
    assert held.force @ np.abs(held.gap) < 1e-9 * held.force.sum() * np.abs(free_.gap).max()
    assert energy(held) > energy(free_)


def test_forces_of_contact_are_the_least_squares_of_another_solver():
    random = np.random.default_rng(3)
    root = random.normal(size=(12, 12))
    flexibility, gap = root @ root.T, random.normal(size=12)
    upper = np.linalg.cholesky(flexibility).T
    wanted = -np.linalg.solve(upper.T, gap)
    other = lsq_linear(upper, wanted, bounds=(0, np.inf), method="bvls", tol=1e-14).x
    assert pressed(flexibility, gap, *np.zeros((2, 12))) == pytest.approx(other, abs=1e-9)


def test_friction_takes_of_what_a_closed_crack_releases(pressing, monkeypatch):
    """Forces that rub stay where they are as nodes near the tip move, so it does not matter how many do."""
    section, built = pressing
    (solution,) = built.solutions.values()
    path = crack_path(solution.model.mesh, section.flaws[0])
    parts = path.facets_within(6)
    cut = seam(solution, path, parts)
    found = [crack(cut, parts, friction=mu) for mu in (0.0, 0.2, 0.5)]
    assert all(check.passed for c in found for check in c.checks)
    assert (np.abs(found[2].drag) <= 0.5 * found[2].force * (1 + 1e-9)).all()
    rates = [energy_release_rate(c) for c in found]
    assert rates[0] > 1.5 * rates[1] > 3 * rates[2]
    monkeypatch.setattr("stressbump.fracture.release.WITH_TIP", 0.1)
    monkeypatch.setattr("stressbump.fracture.release.AT_REST", 0.3)
    assert [energy_release_rate(c) for c in found] == pytest.approx(rates, rel=1e-3)


def test_a_film_that_friction_holds_releases_what_it_leaves_of_its_stress(monkeypatch):
    """A film on a stiff base, pressed onto it and cooled: t (σ - Σ drag/t)²/2E' beyond its crack."""
    base, film, pressure, stress = Solid(1e6, 0.3), Solid(1e3, 0.3), 0.2, 10.0
    flaw = {"from": "outer", "length_um": 30.0}
    recipe = recipe_of(Ply(base, 2.0), Ply(film, 1.0), 120.0, "plane strain", flaw)
    section = build(recipe)
    mesh = generate(section, MeshOptions(recipe.windows_um))
    laws = {"lower": law(base), "upper": law(film)}
    both = [(facing(mesh, name, 1), pressure) for name in laws]
    shrunk = -stress * (1 - film.nu) / film.E * np.array([1, 1, 1, 0, 0, 0])
    solution = solve(factorise(model_of(section, mesh, laws), 25.0), Loads({"upper": shrunk}, both))
    path = crack_path(mesh, section.flaws[0])
    parts = path.facets_within(30.0)
    found = crack(seam(solution, path, parts), parts, friction=0.5)
    thickness = 1 / growths(mesh, path, np.array([parts]))[1][0]  # the pressed face may not move
    monkeypatch.setattr("stressbump.fracture.release.WITH_TIP", 0.2 * thickness)
    monkeypatch.setattr("stressbump.fracture.release.AT_REST", 0.8 * thickness)
    left = stress - pressure * film.nu / (1 - film.nu) - abs(found.drag.sum())
    assert 6.5 < left < 7.5
    exact = left**2 * (1 - film.nu**2) / (2 * film.E)
    assert energy_release_rate(found) == pytest.approx(exact, rel=1e-2)


def test_bounded_forces_are_those_of_another_solver():
    random = np.random.default_rng(5)
    root, wanted = random.normal(size=(12, 12)), random.normal(size=12)
    lower, upper = -random.uniform(0, 1, 12), random.uniform(0, 1, 12)
    other = lsq_linear(root, wanted, bounds=(lower, upper), method="bvls", tol=1e-14).x
    found = bounded(root.T @ root, -root.T @ wanted, lower, upper, np.zeros(12))
    assert found == pytest.approx(other, abs=1e-9)
