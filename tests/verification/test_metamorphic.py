"""What must not change an answer, and what must change it in a known way.

A soft ring around a stiff post on a wafer, cooled in a cell of a wafer that may shrink and bow.
"""

from dataclasses import replace

import numpy as np
import pytest

from stressbump.accuracy.error_bars import measured
from stressbump.closed_forms.solid import Solid
from stressbump.designs.structures.elastomer_bump import ElastomerBump
from stressbump.history.stack import solve_stack
from stressbump.mechanics.kinematics import axisymmetric, generalized_plane_strain
from stressbump.mechanics.sample import in_region
from stressbump.mechanics.supports import free, laminate
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.verification.cooled import cooled, mean_stress, stress_at
from stressbump.verification.grids import grid, lines, mapped
from stressbump.verification.stacks import SILICON, SOLDER, silicone

SOLIDS = {
    "wafer": SILICON,
    "post": SOLDER,
    "ring": silicone(0.4995),
    "gap": Solid(3000.0, 0.35, 50e-6),
}
KINDS = [axisymmetric, generalized_plane_strain]
R, Z = lines(0, 30, 60, 100, cells=3), lines(0, 50, 70, 100, cells=2)


def region(r, z):
    if z < 50:
        return "wafer"
    if r < 30:
        return "post"
    return "ring" if z < 70 and r < 60 else "gap"


def cell(region_of=region, r=R, z=Z):
    return grid(np.asarray(r), np.asarray(z), region_of)


def solve(mesh=None, solids=SOLIDS, dT=-100.0, kinematics=axisymmetric, support=laminate):
    return cooled(mesh or cell(), solids, dT, kinematics, support)


def same(first, second, scale=1.0, rel=1e-9):
    """The stresses agree element by element, relative to the greatest."""
    a, b = in_region(first).stress, in_region(second).stress
    a, b = a[:, np.argsort(in_region(first).element, kind="stable")], b
    b = b[:, np.argsort(in_region(second).element, kind="stable")]
    return np.abs(scale * a - b).max() <= rel * np.abs(b).max()


@pytest.mark.parametrize("kinematics", KINDS, ids=lambda k: k.name)
def test_twice_the_cooling_is_twice_the_stress(kinematics):
    once, twice = (solve(dT=dT, kinematics=kinematics) for dT in (-100.0, -200.0))
    assert same(once, twice, 2.0)
    assert twice.displacement == pytest.approx(2 * once.displacement, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("kinematics", KINDS, ids=lambda k: k.name)
def test_an_expansion_common_to_all_makes_no_stress(kinematics):
    more = {name: replace(s, cte=s.cte + 17e-6) for name, s in SOLIDS.items()}
    assert same(solve(kinematics=kinematics), solve(solids=more, kinematics=kinematics), rel=1e-8)


@pytest.mark.parametrize("kinematics", KINDS, ids=lambda k: k.name)
@pytest.mark.parametrize("size", [1e-3, 40.0])
def test_stress_knows_no_size(size, kinematics):
    large = solve(mapped(cell(), lambda x: size * x), kinematics=kinematics)
    small = solve(kinematics=kinematics)
    assert same(small, large, rel=1e-8)
    assert large.displacement == pytest.approx(size * small.displacement, rel=1e-7, abs=1e-9 * size)
    assert large.globals["k"] * size == pytest.approx(small.globals["k"], rel=1e-8)


def test_stiffer_all_over_is_more_stress_and_no_more_strain():
    stiff = {name: replace(s, E=10 * s.E) for name, s in SOLIDS.items()}
    assert same(solve(), solve(solids=stiff), 10.0)
    assert solve(solids=stiff).globals["k"] == pytest.approx(solve().globals["k"], rel=1e-9)


def halves(name):
    """The same section, one region parted in two at half its height."""
    middle = {"wafer": 25.0, "ring": 60.0}[name]

    def region_of(r, z):
        found = region(r, z)
        return f"{found} below" if found == name and z < middle else found

    return cell(region_of), SOLIDS | {f"{name} below": SOLIDS[name]}


def test_a_layer_in_two_parts_is_the_layer():
    mesh, solids = halves("wafer")
    assert same(solve(), solve(mesh, solids))


def test_an_elastomer_in_two_parts_is_nearly_the_elastomer():
    """Its pressure may then jump at the cut, so it is another discretisation of the same body."""
    mesh, solids = halves("ring")
    whole, parts = solve(), solve(mesh, solids)
    for name in ("post", "wafer"):
        assert mean_stress(parts, name) == pytest.approx(
            mean_stress(whole, name), rel=1e-2, abs=1e-2
        )


@pytest.mark.parametrize("kinematics", KINDS, ids=lambda k: k.name)
def test_upside_down_it_bows_the_other_way(kinematics):
    mesh = cell()
    flipped = mapped(mesh, lambda x: x * [1.0, -1.0])
    swapped = flipped.triangles[:, [0, 2, 1, 5, 4, 3]]  # counter-clockwise again
    upright = solve(mesh, kinematics=kinematics)
    over = solve(replace(flipped, triangles=swapped), kinematics=kinematics)
    assert over.globals["k"] == pytest.approx(-upright.globals["k"], rel=1e-9)
    for name in SOLIDS:
        mirrored = mean_stress(over, name) * [1, 1, 1, -1, 1, 1]
        assert mirrored == pytest.approx(mean_stress(upright, name), rel=1e-8, abs=1e-9)


def test_layers_in_reverse_order_bow_the_other_way():
    def layers(*names):
        mesh = cell(lambda r, z: names[int(z > 50)])
        return solve(mesh, {name: SOLIDS[name] for name in names}).globals["k"]

    assert layers("wafer", "post") == pytest.approx(-layers("post", "wafer"), rel=1e-9)


def test_an_empty_region_is_as_good_as_none():
    without = {name: solid for name, solid in SOLIDS.items() if name != "gap"}
    emptied = solve(solids=without, support=free)
    mesh = cell()
    kept = np.flatnonzero(mesh.region != mesh.regions.index("gap"))
    bare = replace(mesh, triangles=mesh.triangles[kept], region=mesh.region[kept])
    assert same(emptied, solve(bare, without, support=free))


def test_numbering_does_not_matter():
    rng = np.random.default_rng(1)
    mesh = cell()
    new = rng.permutation(len(mesh.points))  # the new number of each node
    elements = rng.permutation(len(mesh.triangles))
    turned = mesh.triangles[:, [1, 2, 0, 4, 5, 3]]  # another corner first
    points = np.empty_like(mesh.points)
    points[new] = mesh.points
    shuffled = replace(
        mesh, points=points, triangles=new[turned][elements], region=mesh.region[elements]
    )
    plain, other = solve(mesh), solve(shuffled)
    for name in SOLIDS:
        assert mean_stress(other, name) == pytest.approx(
            mean_stress(plain, name), rel=1e-9, abs=1e-9
        )
    assert other.displacement[new] == pytest.approx(plain.displacement, rel=1e-8, abs=1e-10)


def test_another_mesh_of_the_same_body_tells_the_same():
    """Means away from the singular corners, within what such coarse meshes owe."""
    fine = lines(0, 30, 60, 100, cells=7), lines(0, 50, 70, 100, cells=5)
    graded = 100 * (np.linspace(0, 1, 21) ** 1.3)
    graded = np.unique(np.append(graded, [30.0, 60.0]))
    one, other = solve(cell(r=fine[0], z=fine[1])), solve(cell(r=graded, z=fine[1]))
    for name in ("wafer", "post"):
        a, b = (mean_stress(s, name) for s in (one, other))
        assert a == pytest.approx(b, rel=1e-2, abs=1e-2 * np.abs(b).max())


def test_another_seed_tells_the_same_of_a_bump_within_its_bars():
    """The default elastomer bump on two meshes of the same sizes and other points."""
    recipe = ElastomerBump().recipe()
    section = build(recipe)

    def told(seed):
        mesh = generate(section, MeshOptions(seed=seed))
        values = measured(solve_stack(section, mesh, (25.0,)), recipe.windows_um)
        return mesh, {v.key: v for v in values if v.bar is not None}

    (mesh, one), (other_mesh, other) = told(0), told(7)
    assert len(mesh.points) != len(other_mesh.points)
    both = one.keys() & other.keys()
    assert len(both) > 0.9 * len(one)
    apart = [k for k in both if abs(one[k].value - other[k].value) > one[k].bar + other[k].bar]
    assert not apart
    for name in ("passivation", "ubm_Cu", "solder"):
        a, b = (v["mean von Mises stress", name, None, 25.0].value for v in (one, other))
        assert a == pytest.approx(b, rel=1e-3)


def test_more_depth_changes_nothing_far_from_the_face():
    """Saint-Venant: the foot of a tall post does not feel what its far end looks like."""
    tall, taller = (lines(0, 50, height, cells=(4, n)) for height, n in ((250, 12), (300, 15)))

    def post(r, z):
        return "wafer" if z < 50 else "post" if r < 30 else "air"

    solids = {name: SOLIDS[name] for name in ("wafer", "post")}
    first, second = (
        stress_at(solve(cell(post, z=z), solids, support=laminate), "wafer", 0.0, 25.0)
        for z in (tall, taller)
    )
    assert first == pytest.approx(second, rel=1e-4, abs=1e-5)
