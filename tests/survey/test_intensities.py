"""How strongly stress grows towards corners of stacks that are born in order."""

from dataclasses import replace

import numpy as np
import pytest
from process.test_section import add, molten, paste, pattern, plane, stack

from stressbump.accuracy import corners as accuracy_of_corners
from stressbump.accuracy.corners import corner_intensities, refined_at, relief_of
from stressbump.fracture.singular import Tip, corner_tip, corners, solid, tip_fields
from stressbump.fracture.singular.surroundings import fans
from stressbump.history.stack import materials_of, solve_stack
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.sample import on_face
from stressbump.mechanics.system import factorise
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.survey.corner_fields import Surroundings

END = -40.0
COARSE = MeshOptions(windows_um=(5.0,))


def solved(section, end=END):
    laws = {n: m.law for n, m in materials_of(section).items()}
    kinds = [c for c in corners(section, laws, end) if c.strongest.growth > 0.05]
    mesh = refined_at(section, generate(section, COARSE), kinds)
    return solve_stack(section, mesh, (end,)), [c.places[0] for c in kinds]


def found(section, bars=False, end=END):
    made, places = solved(section, end)
    return made, corner_intensities(made, places, end, bars)


def tip_at(made, place) -> tuple[Tip, float]:
    around_it = Surroundings.of(made.section)
    vertex, arr = around_it.vertex(place), around_it.arrangement
    ((run, ends),) = fans(arr, vertex, around_it.sectors[vertex], set())
    solids = {n: solid(p.stiffness) for n, p in made.solutions[END].blocks.items()}
    named = [(arr.regions[s.region], s) for s in run]
    return corner_tip(place, named, ends, solids), around_it.reach(vertex)


def on_ray(made, intensity, nearest, farthest):
    """Finite elements' stress on a ray between two shares of the reach, weights, and distances in µm."""
    face = on_face(made.solutions[END], *intensity.between)
    c, s = np.cos(intensity.ray.angle), np.sin(intensity.ray.angle)
    x, z = face.position - np.array(intensity.place)[:, None]
    r, off = c * x + s * z, np.abs(c * z - s * x)
    on = (off < 1e-6) & (r > nearest * intensity.reach) & (r < farthest * intensity.reach)
    xx, zz, xz = face.stress[[0, 1, 3]][:, on]
    return s * s * xx + c * c * zz - 2 * s * c * xz, face.weight[on], r[on]


@pytest.fixture(scope="module")
def island():
    """A film with an edge, born at 200 °C on a base that was there at 25 °C."""
    return found(plane(add("film", 5, born_C=200), pattern("film", 40)), bars=True)


@pytest.fixture(scope="module")
def covered():
    """The same with a cover born later, on what the cooling has left so far."""
    film = add("film", 5, born_C=200)
    return found(
        plane(film, pattern("film", 40), add("cover", 8, "planar", material="polyimide", born_C=60))
    )


def test_a_film_born_hot_is_as_if_all_had_been_there_and_cooled(island):
    made, (corner,) = island
    own = corner.found[0]
    laws = made.assembly.laws
    system = factorise(made.assembly.whole, END)
    strain = {n: law.thermal_strain(200, END) for n, law in laws.items()}
    at_once = solve(system, Loads(free_strain=strain))
    tip, reach = tip_at(made, corner.place)
    strongest = tip_fields(at_once, tip, reach).singular[0]
    assert own.value == pytest.approx(strongest.intensity, rel=1e-7)
    assert [p.born for p, _ in own.shares] == ["film"]
    assert not own.frozen


def test_its_bar_holds_what_a_finer_mesh_says(island):
    made, (corner,) = island
    own = corner.found[0]
    kinds = corners(made.section, made.assembly.laws, END)
    mesh = refined_at(made.section, generate(made.section, replace(COARSE, refine=1)), kinds)
    finer = corner_intensities(solve_stack(made.section, mesh, (END,)), [corner.place], END, False)
    assert abs(finer[0].found[0].value - own.value) < own.bar < 0.05 * abs(own.value)


def test_without_a_number_in_cubics_a_corner_says_why_it_has_no_bar(island, monkeypatch):
    made, (own, *_) = island
    pressed = replace(own, found=(), notes=("the free face pad/air presses there",))
    fewer = replace(own, found=own.found[1:], notes=())
    told = []
    for cubic in (pressed, fewer):
        either = {False: (own,), True: (cubic,)}
        monkeypatch.setattr(accuracy_of_corners, "_found", lambda a, *_, e=either: e[a.cubic])
        (corner,) = corner_intensities(made, [own.place], END)
        told.append((corner.found == own.found, corner.notes[-1]))
    count = len(own.found)
    assert told == [
        (True, "no bar: in cubics, the free face pad/air presses there"),
        (True, f"no bar: in cubics, {count - 1} intensities, not {count}"),
    ]


def test_what_came_before_a_birth_stays_beside_what_comes_after(covered):
    edge = next(c for c in covered[1] if c.place == (20.0, 10.0))
    assert len({i.exponent for i in edge.found}) == len(edge.found) >= 2
    frozen = next(i for i in edge.found if i.frozen)
    now = next(i for i in edge.found if not i.frozen)
    assert [p.born for p, _ in frozen.shares] == ["film"]
    assert (frozen.shares[0][0].start, frozen.shares[0][0].end) == (200.0, 60.0)
    assert [p.born for p, _ in now.shares] == ["cover"]


def test_all_of_it_adds_up_to_the_stress_of_the_finite_elements(covered):
    made, at = covered
    edge = next(c for c in at if c.place == (20.0, 10.0))
    first = edge.found[0]
    stress, weight, r = on_ray(made, first, 0.05, 0.2)
    assert len(stress) >= 5
    terms = [
        np.average((i.on(first.ray)[0] * r ** (i.exponent.value - 1)).real, weights=weight)
        for i in edge.found
    ]
    size = np.abs(terms).max()
    whole = np.average(stress, weights=weight)
    assert sum(terms) + first.constant == pytest.approx(whole, abs=0.07 * size)
    for left_out in terms:
        assert abs(left_out) > 0.1 * size


def test_rings_of_two_sizes_agree(covered):
    for corner in covered[1]:
        for i in corner.found:
            size = max(abs(j.value) for j in corner.found)
            assert abs(i.on(i.ray)[1] - i.value) < 2e-3 * size


def test_what_gives_no_stress_gives_no_intensity(island):
    """Free strains that fit together move points and stress nothing, however they vary."""
    made, (corner,) = island
    system = factorise(made.assembly.whole, END)
    film = made.assembly.laws["film"].thermal_strain(200, END)

    def bent(x):
        strain = np.zeros((6, *x.shape[:2]))
        strain[0], strain[1], strain[3] = 1e-4 * x[..., 1], -1e-4 * x[..., 1], 2e-4 * x[..., 0]
        return strain

    tip, reach = tip_at(made, corner.place)
    plain = solve(system, Loads(free_strain={"film": film}))
    both = solve(
        system,
        Loads(free_strain={"film": lambda x: bent(x) + film[:, None, None], "base": bent}),
    )
    one, other = (tip_fields(s, tip, reach).singular[0].intensity for s in (plain, both))
    assert other == pytest.approx(one, rel=1e-4)


def test_a_stack_against_itself_has_no_relief(island):
    _, (corner,) = island
    own = corner.found[0]
    relief, bar = relief_of(own, own, same_mesh=True)
    assert relief == 0
    assert 0 <= bar < 1e-3


def test_what_flows_has_none():
    section = stack(paste(cap_height_um=5, onto="base", material="SAC305 (Anand Chang)"), molten())
    _, at = found(section, end=216.0)
    assert all(not c.found for c in at)
    assert any("solder flows" in note for c in at for note in c.notes)


def test_a_mesh_too_coarse_for_a_corner_is_said_so():
    section = plane(add("film", 0.2, born_C=200), pattern("film", 40))
    made = solve_stack(section, generate(section, COARSE), (END,))
    (corner,) = corner_intensities(made, [(20.0, 10.0)], END, False)
    assert not corner.found
    assert "µm long" in corner.notes[0]


def test_a_metal_that_stiffens_after_it_was_stressed_is_named():
    solder = add("film", 5, born_C=180, material="63Sn37Pb")
    made, places = solved(plane(solder, pattern("film", 40), add("cover", 2, born_C=60)))
    (edge,) = (c for c in corner_intensities(made, places, END, False) if c.place == (20.0, 10.0))
    assert edge.found
    assert any("film: moduli change by -40 °C under the total rule" in n for n in edge.notes)
