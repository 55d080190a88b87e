"""Pictures: where they look closely, what their colours show, and that a file comes out whole."""

import subprocess
import sys
from dataclasses import replace

import matplotlib.image
import numpy as np
import pytest
from grids import grid

from stressbump.errors import ExportError
from stressbump.export.figure_layout import boxes, ticks
from stressbump.export.picture import draw_section, draw_stress, outlines
from stressbump.export.region_labels import names
from stressbump.export.zooms import Viewport, extent, triple_points, whole, zooms
from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import KINEMATICS
from stressbump.mechanics.loading import Loads, solve
from stressbump.mechanics.model import Model
from stressbump.mechanics.sample import at_nodes
from stressbump.mechanics.supports import SUPPORTS
from stressbump.mechanics.system import factorise

SILICON, SOFT = Isotropic(130e3, 0.28, 2.6e-6), Isotropic(3e3, 0.35, 40e-6)


def stack(x: float, z: float) -> str:
    """A base, a film of 1 µm with holes from 20 to 30 and from 60 to 70 µm, a cap up to 80 µm."""
    if z < 30:
        return "base"
    hole = 20 < x < 30 or 60 < x < 70
    return "film" if z < 31 and not hole else "cap" if x < 80 else "air"


@pytest.fixture(scope="module")
def mesh():
    return grid(np.arange(0, 101, 2.0), [0, 10, 20, 27, 30, 31, 34, 40, 50], stack)


@pytest.fixture(scope="module")
def solution(mesh):
    laws = {"base": SILICON, "film": SILICON, "cap": SOFT}
    model = Model(mesh, KINEMATICS["axisymmetric"], SUPPORTS["free"], laws)
    free = {name: law.thermal_strain(125.0, 25.0) for name, law in laws.items()}
    return solve(factorise(model, 25.0), Loads(free_strain=free))


def solid(mesh):
    return mesh.elements_in("base", "film", "cap")


def test_triple_points_are_the_ends_of_films_and_rims_but_not_walls(mesh):
    nodes, meeting = triple_points(mesh, solid(mesh))
    found = {tuple(mesh.points[n].tolist()) for n in nodes}
    ends = {(x, 30.0) for x in (20.0, 30.0, 60.0, 70.0)}
    assert found == ends | {(80.0, 31.0)}  # the film goes on to the wall, bare beyond 80 µm
    rim = meeting[[tuple(mesh.points[n].tolist()) for n in nodes].index((80.0, 31.0))]
    assert {mesh.regions[i] if i >= 0 else "outside" for i in rim} == {"film", "cap", "outside"}


def test_an_interface_that_opened_still_counts_as_one_place(mesh):
    split = replace(mesh, origin=np.append(mesh.origin, 0), points=np.vstack([mesh.points, [0, 0]]))
    assert len(triple_points(split, solid(mesh))[0]) == len(triple_points(mesh, solid(mesh))[0])


def test_zooms_take_the_outermost_of_places_alike(mesh):
    pairs = zooms(mesh, solid(mesh), reach=4.0)
    assert [(zoom.name, close.name) for zoom, close in pairs] == [("A", "A′"), ("B", "B′")]
    centres = [tuple(np.add(zoom.low, zoom.high) / 2) for zoom, _ in pairs]
    assert centres == [(80.0, 31.0), (70.0, 30.0)]
    for zoom, close in pairs:
        assert zoom.size == (8.0, 8.0)
        assert close.size[0] <= 4
        assert np.all(np.greater_equal(close.low, zoom.low))
        assert np.all(np.less_equal(close.high, zoom.high))


def test_zooms_stay_inside_the_section():
    plug = grid(
        [0, 1, 2, 50, 98, 99, 100],
        [0, 4, 5, 9],
        lambda x, z: "base" if z < 4 else "plug" if not 2 < x < 98 and z < 5 else "cover",
    )
    for zoom, close in zooms(plug, plug.elements_in("base", "plug", "cover"), reach=4.0):
        assert all(0 <= w.low[0] < w.high[0] <= 100 for w in (zoom, close))


def test_a_deep_section_is_cut_and_says_so():
    deep = grid([0, 5, 10], [0, 50, 100], lambda x, z: "base")
    window = whole(deep, deep.elements_in("base"))
    assert window.low == (0.0, 85.0)
    assert window.note == "goes on down to z = 0 µm"
    flat = grid([0, 50, 100], [0, 5, 10], lambda x, z: "base")
    assert whole(flat, flat.elements_in("base")).note == ""


def test_a_joint_between_two_deep_plates_is_shown_rather_than_a_plate():
    fine = [0, 50, *np.linspace(52, 62, 9), 100]
    deep = grid([0, 5, 10], fine, lambda x, z: "base")
    window = whole(deep, deep.elements_in("base"))
    assert window.low[1] < 52 < 62 < window.high[1]
    assert window.size[1] == pytest.approx(15)
    assert window.note == "goes on from z = 0 up to 100 µm"


def test_outlines_are_interfaces_and_the_outside_once(mesh):
    lines = outlines(mesh, solid(mesh))
    length = np.linalg.norm(lines[:, 2] - lines[:, 0], axis=1).sum()
    interfaces = 80 + 60 + 4 * 1 + 20  # below the film, above it, the holes' walls and floors
    outside = 100 + 31 + 20 + 19 + 80 + 50
    assert length == pytest.approx(interfaces + outside)


def test_names_stand_inside_what_they_name(mesh):
    window = Viewport("", (0, 0), (100, 50))
    placed = {name: (x, z) for name, x, z in names(mesh, solid(mesh), window)}
    assert set(placed) == {"base", "cap"}  # the film is too thin to bear its name
    assert all(stack(x, z) == name for name, (x, z) in placed.items())
    aside = names(mesh, solid(mesh), window, [Viewport("A", (0, 0), (60, 30))])
    assert next(x for name, x, _ in aside if name == "base") > 60
    close = Viewport("A", (34, 29), (37, 32))
    assert {name for name, _, _ in names(mesh, solid(mesh), close)} == {"base", "film", "cap"}


def test_what_a_window_touches():
    triangles = np.array([[[0, 0], [1, 0], [0, 1]], [[5, 5], [6, 5], [5, 6]]], dtype=float)
    seen = Viewport("", (0.5, 0.5), (2, 2)).touches(extent(triangles))
    assert seen.tolist() == [True, False]


@pytest.mark.parametrize("columns", [0, 1, 2, 3])
@pytest.mark.parametrize("size", [(100, 150), (100, 20), (3000, 1000)])
def test_panels_never_overlap(columns, size):
    places, width, height = boxes(Viewport("", (0, 0), size), columns, right=0.75)
    assert len(places) == 1 + 2 * columns
    for i, a in enumerate(places):
        assert 0 < a.x < a.x + a.width < width
        assert 0 < a.y < a.y + a.height < height
        for b in places[:i]:
            apart_across = a.x >= b.x + b.width or b.x >= a.x + a.width
            assert apart_across or a.y >= b.y + b.height or b.y >= a.y + a.height
    assert places[0].height / places[0].width == pytest.approx(size[1] / size[0])


def test_ticks_are_round_and_inside():
    assert ticks(0, 112.8) == [0, 50, 100]
    assert ticks(39.48, 40.53) == pytest.approx([39.5, 40.0, 40.5])


def test_both_pictures_are_written_and_not_blank(mesh, solution, tmp_path):
    materials = {"base": "silicon", "film": "silicon", "cap": "polyimide", "air": None}
    draw_section(tmp_path / "out" / "section.png", mesh, materials, "a stack", True, reach=4.0)
    nodal = at_nodes(solution)
    draw_stress(tmp_path / "out" / "stress.png", solution.model.mesh, nodal, "a stack", True, 4.0)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["section.png", "stress.png"]
    for name, colours in (("section", 100), ("stress", 1000)):
        pixels = matplotlib.image.imread(tmp_path / "out" / f"{name}.png")
        assert pixels.shape[0] > 400
        assert pixels.shape[1] > 800
        levels = np.rint(255 * pixels[..., :3]) @ [65536, 256, 1]
        assert len(np.unique(levels)) > colours


def test_a_section_without_any_triple_point_is_drawn_too(tmp_path):
    blanket = grid([0, 5, 10], [0, 1, 2], lambda x, z: "base" if z < 1 else "film")
    draw_section(tmp_path / "section.png", blanket, {"base": "silicon", "film": "Cu"})
    assert (tmp_path / "section.png").stat().st_size > 5000


def test_an_unwritable_place_is_a_clear_error(mesh, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ExportError, match=r"cannot write .*section\.png: "):
        draw_section(tmp_path / "out" / "section.png", mesh, {"base": "silicon"})


def test_importing_the_module_does_not_load_matplotlib():
    code = "import sys, stressbump.export.picture; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
