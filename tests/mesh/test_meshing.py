"""Sections to meshes: sizes, arcs, refinement, free faces, the audit, and what is refused."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest
from process.test_section import BASE, add, molten, open_, paste, pattern, plane, stack
from scipy.spatial import cKDTree

from stressbump.errors import GeometryError, MeshError
from stressbump.mesh import meshing
from stressbump.mesh.arrangement import arrange
from stressbump.mesh.audit import areas, audit, exact_areas, jacobian_bound
from stressbump.mesh.free_faces import split_free_faces
from stressbump.mesh.mesh import facet_ends, interface
from stressbump.mesh.meshing import GmshProcess, MeshOptions, generate, triangles_forecast
from stressbump.mesh.refinement import refined
from stressbump.mesh.sizing import Sizes, space
from stressbump.process.planar import box
from stressbump.process.section import Section

FILM = add("pad", 1), pattern("pad", 40), add("film", 0.05), open_("film", 30)


def ball():
    """A cap on a pad, and a soft collar beside it that it may not stick to."""
    soft = add("soft", 4, "planar"), open_("soft", 20)
    section = stack(*soft, paste(cap_height_um=14, onto="base"), molten())
    cell = section.cell.model_copy(update={"free_faces": (("solder", "soft"),)})
    return replace(section, cell=cell)


def total(mesh, name):
    return areas(mesh)[mesh.elements_in(name)].sum()


def aspects(mesh):
    """Longest side over the height on it."""
    p = mesh.points[mesh.corners]
    longest = np.linalg.norm(p - np.roll(p, 1, axis=1), axis=2).max(1)
    return longest**2 / 2 / areas(mesh)


# ---- what a mesh is


def test_every_region_has_its_area():
    section = stack(*FILM)
    mesh = generate(section)
    assert set(mesh.regions) == {"base", "pad", "film"}
    for region in section.regions:
        assert total(mesh, region.name) == pytest.approx(region.shape.area, rel=1e-9)


def test_mid_sides_of_the_melt_lie_on_its_circle():
    section = ball()
    mesh = generate(section)
    (arc,) = section.arcs
    exact, _ = exact_areas(section)["solder"]
    assert total(mesh, "solder") == pytest.approx(exact, rel=1e-5)
    top = mesh.points[:, 1] > 14 + 1e-6
    inside = np.hypot(*(mesh.points[top] - arc.centre).T) <= arc.radius + 1e-3
    assert inside.all()


@pytest.mark.parametrize("times", [1, 2])
def test_refined_mesh_is_the_same_geometry(times):
    section = ball()
    coarse, fine = generate(section), generate(section, MeshOptions(refine=times))
    assert len(fine.triangles) == 4**times * len(coarse.triangles)
    for name in coarse.regions:
        assert total(fine, name) == pytest.approx(total(coarse, name), rel=1e-12)
    assert jacobian_bound(fine).min() > 0


def test_films_of_20_nm_are_resolved_by_long_elements_not_by_many():
    section = stack(add("pad", 1), pattern("pad", 40), add("film", 0.02))
    mesh = generate(section)
    assert 2 * len(mesh.points) < 30_000
    assert 20 < aspects(mesh).max() < 100
    assert total(mesh, "film") == pytest.approx(section.find("film").shape.area, rel=1e-9)


def test_longer_film_elements_make_fewer():
    section = plane(add("film", 0.02), width=500)
    short, long = (generate(section, MeshOptions(aspect=a)) for a in (30, 150))
    assert len(long.triangles) < len(short.triangles) / 3
    assert aspects(long).max() < 500


def test_sublayers_are_layers_of_elements():
    mesh = generate(plane(add("film", 1, sublayers=4)))
    z = mesh.points[np.unique(mesh.triangles[mesh.elements_in("film"), :3]), 1]
    assert set(np.round(z, 6)) >= {10, 10.25, 10.5, 10.75, 11}


@pytest.mark.parametrize("windows", [(1.0, 2.0, 5.0), (5.0, 20.0, 50.0), (0.2,)])
def test_four_elements_lie_in_the_smallest_window_at_every_end_of_a_face(windows):
    mesh = generate(stack(*FILM), MeshOptions(windows_um=windows))
    for first, second in (("film", "pad"), ("film", "base"), ("pad", "base")):
        face = interface(mesh, first, second)
        for end in facet_ends(mesh, face):
            x, z = mesh.points[end]
            if 1e-6 < x < mesh.width - 1e-6:
                away = np.hypot(*(mesh.points[face.nodes[:, 2]] - (x, z)).T)
                assert (away < min(windows)).sum() >= 4, (first, second, x)


def test_edges_have_the_nodes_that_spacing_gives_them():
    section = ball()
    x0, z0, x1, z1 = section.solid.bounds
    largest = max(x1 - x0, z1 - z0) / 12
    chains = space(arrange(section), Sizes(tip=1 / meshing.TIP_SHARE, largest=largest))
    mesh = generate(section)
    corners = mesh.points[np.unique(mesh.corners)]
    assert cKDTree(corners).query(np.vstack(chains))[0].max() < 1e-9


def test_another_seed_is_another_mesh_of_the_same_section():
    section = ball()
    one, two, again = (generate(section, MeshOptions(seed=s)) for s in (0, 7, 7))
    for name in one.regions:
        assert total(one, name) == pytest.approx(total(two, name), rel=1e-5)
    away = cKDTree(one.points).query(two.points)[0]
    assert np.median(away) > 0.05
    assert np.array_equal(two.points, again.points)


def test_coarser():
    section = stack(*FILM)
    assert len(generate(section, MeshOptions(coarsen=2)).triangles) < 0.8 * len(
        generate(section).triangles
    )


# ---- free faces


def test_free_face_has_its_nodes_twice():
    mesh = generate(ball())
    twins = np.flatnonzero(mesh.origin != np.arange(len(mesh.points)))
    assert len(twins) > 4
    assert mesh.points[twins] == pytest.approx(mesh.points[mesh.origin[twins]])
    solder = np.unique(mesh.triangles[mesh.elements_in("solder")])
    soft = np.unique(mesh.triangles[mesh.elements_in("soft")])
    (tip,) = np.intersect1d(solder, soft)  # where both stand on the base
    assert mesh.points[tip] == pytest.approx((10, 10))


def test_free_face_is_still_found_between_its_regions():
    mesh = generate(ball())
    face = interface(mesh, "solder", "soft")
    length = np.linalg.norm(mesh.points[face.nodes[:, 1]] - mesh.points[face.nodes[:, 0]], axis=1)
    assert length.sum() == pytest.approx(4)
    assert mesh.points[face.nodes] == pytest.approx(mesh.points[face.other_nodes])


def test_bonded_faces_share_their_nodes():
    mesh = generate(ball())
    solder = np.unique(mesh.triangles[mesh.elements_in("solder")])
    base = np.unique(mesh.triangles[mesh.elements_in("base")])
    assert len(np.intersect1d(solder, base)) > 9


def test_no_face_no_split():
    mesh = generate(stack(*FILM))
    assert split_free_faces(mesh, [("pad", "nothing"), ("base", "nowhere")]) is mesh


# ---- the audit


def moved(mesh, node, by):
    points = mesh.points.copy()
    points[node] += by
    return replace(mesh, points=points)


def test_audit_finds_a_region_of_another_area():
    section = stack(*FILM)
    mesh = generate(section)
    on_top = np.flatnonzero((mesh.points[:, 1] > 11.04) & (mesh.points[:, 0] > 15.5))[0]
    with pytest.raises(MeshError, match=r"film: area .* differs from"):
        audit(moved(mesh, on_top, (0, 1e-4)), section)


def test_audit_finds_a_folded_element():
    section = stack(*FILM)
    mesh = generate(section)
    with pytest.raises(MeshError, match="an element is folded near x = "):
        audit(moved(mesh, mesh.triangles[0, 0], (30, 0)), section)


def test_audit_finds_stray_and_duplicate_nodes_and_shared_sides():
    section = plane(add("film", 1))
    mesh = generate(section)
    stray = replace(mesh, points=np.vstack([mesh.points, [[1, 1]]]))
    with pytest.raises(MeshError, match="1 stray nodes"):
        audit(stray, section)
    torn = mesh.triangles.copy()
    torn[0, 0] = len(mesh.points)
    twice = replace(
        mesh, points=np.vstack([mesh.points, mesh.points[mesh.triangles[0, 0]]]), triangles=torn
    )
    with pytest.raises(MeshError, match="1 duplicate nodes"):
        audit(twice, section)


# ---- what cannot be meshed


def test_edges_that_nearly_meet():
    steps = add("pad", 1), pattern("pad", 40), add("film", 1), open_("film", 40.002)
    with pytest.raises(GeometryError, match=r"feature of 1.00 nm at x = 20.*tolerance of 2 nm"):
        generate(stack(*steps))
    meet = generate(stack(*steps[:3], open_("film", 40)))
    assert total(meet, "pad") == pytest.approx(20)


def test_sharp_wedge():
    wedge = {"fill": "w", "material": "EMC", "over": "base", "born_C": 25}
    with pytest.raises(GeometryError, match=r"w: a wedge of 1.\d+° at x = 40.0000, z = 10"):
        generate(stack(wedge | {"outline_um": [(0, 0), (40, 0), (0, 1)]}))


def test_a_wedge_is_told_with_the_step_that_leaves_it():
    thin = {"fill": "rim", "material": "EMC", "over": "base", "born_C": 25}
    section = stack(thin | {"outline_um": [(0, 0), (40, 0), (0, 0.5)]})
    with pytest.raises(GeometryError, match=r"rim: a wedge of .* \(step 2, rim\) is sharper than"):
        generate(section)


def dome_on_a_board(free=()):
    board = {"attach": "board", "material": "FR-4", "thickness_um": 20, "flip": True, "born_C": 25}
    section = stack(paste(cap_height_um=14, onto="base"), molten(), board)
    return replace(section, cell=section.cell.model_copy(update={"free_faces": free}))


def test_contact_in_a_point_is_refused_with_its_regions_and_place():
    with pytest.raises(
        GeometryError, match=r"solder and board touch in a single point, x = 0.0000, z = 20"
    ):
        generate(dome_on_a_board())


def test_contact_along_an_edge_is_refused():
    corner = {"fill": "w", "material": "EMC", "over": "pad", "born_C": 25}
    steps = add("pad", 1), pattern("pad", 40), corner | {"outline_um": [(20, 0), (30, 0), (30, 5)]}
    with pytest.raises(
        GeometryError, match=r"pad and w touch in a single point, x = 20.0000, z = 11"
    ):
        generate(stack(*steps))


def test_free_contact_in_a_point_does_not_join():
    mesh = generate(dome_on_a_board(free=(("board", "solder"),)))
    shared = [np.unique(mesh.triangles[mesh.elements_in(n)]) for n in ("solder", "board")]
    assert not len(np.intersect1d(*shared))


def test_regions_that_overlap():
    section = plane(add("film", 1))
    base = section.find("base")
    twice = Section(
        section.cell, (*section.regions, replace(base, name="ghost", parts=(box(5, 2, 9, 4),)))
    )
    with pytest.raises(GeometryError, match=r"regions overlap at x = 7.0000, z = 3.0000 µm: "):
        arrange(twice)


def test_more_unknowns_than_memory_are_refused_before_meshing():
    with pytest.raises(MeshError, match=r"unknowns are forecast, which need .* GiB; .* are free"):
        generate(stack(*FILM), MeshOptions(refine=9))


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (lambda: plane(add("film", 0.05), width=1e5), r"edge of base and film, 100000 µm long, .* 66,667"),
        (lambda: stack(width=2e-3, base=BASE | {"thickness_um": 1e4}), r"film of 2 nm .* 30 thicknesses"),
    ],
)  # fmt: skip
def test_films_that_no_mesher_can_serve_are_refused_with_what_helps(section, words):
    with pytest.raises(MeshError, match=rf"{words}.*larger aspect, thicken the film, or narrow"):
        generate(section())


def test_what_the_mesher_has_no_time_for_is_refused_before():
    with pytest.raises(
        MeshError,
        match=r"film: 6,\d+ nodes around one piece, .* would take 2 s or, .* than the 2 s",
    ):
        generate(plane(add("film", 0.05), width=4800), MeshOptions(time_limit=2))


@pytest.mark.parametrize(
    "section",
    [
        lambda: stack(*FILM),
        ball,
        lambda: plane(add("film", 0.05), width=1000),
        lambda: plane(
            add("film", 1), pattern("film", 4, centre_um=5, pitch_um=10, count=9), width=100
        ),
    ],
)
def test_forecasts_hold_within_a_factor_of_two(section, monkeypatch):
    jobs = []

    def remembered(job, refine):
        jobs.append(job)

    monkeypatch.setattr(meshing, "_refuse_large", remembered)
    made = len(generate(section()).triangles)
    assert made / 2 < triangles_forecast(jobs[0]) < 2 * made


def struck(number, pids):
    """A kind of child that gets a signal before its job, as if gmsh hung or crashed over it."""

    class Struck(GmshProcess):
        def run(self, job, limit):
            pids.append(self.process.pid)
            os.kill(self.process.pid, number)
            return super().run(job, limit)

    return Struck


def is_left(pid):
    """Whether anything of a child's process group is there, be it a zombie."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_mesher_that_hangs_is_stopped_and_gone(monkeypatch):
    pids: list[int] = []
    monkeypatch.setattr(meshing, "GmshProcess", struck(signal.SIGSTOP, pids))
    message = r"after 4 attempts\n  algorithm 6, .* not finish within 0.2 s and was stopped"
    with pytest.raises(MeshError, match=message):
        generate(plane(), MeshOptions(time_limit=0.2))
    assert len(pids) == 4
    assert not any(map(is_left, pids))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_mesher_that_always_crashes_is_a_message_and_gone(monkeypatch, number):
    pids: list[int] = []
    monkeypatch.setattr(meshing, "GmshProcess", struck(number, pids))
    with pytest.raises(MeshError, match=rf"the mesher ended with code -{number:d}: no message"):
        generate(plane())
    assert len(pids) == 4
    assert not any(map(is_left, pids))


def test_a_mesher_that_crashes_costs_an_attempt_only():
    assert len(generate(plane(), child=struck(signal.SIGKILL, [])()).triangles) > 0


def test_whoever_interrupts_a_mesher_leaves_none_behind(monkeypatch):
    child = GmshProcess()

    def interrupted(*_, **__):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(child.process, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        child.run({}, 20)
    assert not is_left(child.process.pid)


def test_what_gmsh_says_is_passed_on():
    with pytest.raises(MeshError, match="gmsh: "):
        GmshProcess().run({"algorithm": 6, "largest": 1.0, "points": np.zeros((0, 2)),
                     "lines": np.array([[0, 1]]), "surfaces": [], "thin": np.zeros(0)}, 20)  # fmt: skip


def test_refining_needs_no_mesher():
    mesh = generate(plane(add("film", 1)))
    assert len(refined(mesh).triangles) == 4 * len(mesh.triangles)
