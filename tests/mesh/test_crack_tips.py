"""Where a flaw's tips are put, how fine it is there, and which flaws cannot be."""

import numpy as np
import pytest

from stressbump.errors import InputError
from stressbump.fracture.paths import crack_path
from stressbump.mesh.audit import areas
from stressbump.mesh.chains import chain_from, end_node, ends_of
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.mesh.quadratic import mid_points
from stressbump.process.build import build
from stressbump.process.recipe import Recipe


def stepped(**flaw):
    """A film over a step of the wafer: their interface turns twice."""

    def laid(name, **more):
        return {"deposit": name, "material": "silicon", "born_C": 25} | more

    return build(
        Recipe.from_table(
            {
                "cell": {"width_um": 20},
                "step": [
                    laid("wafer", thickness_um=5),
                    laid("mesa", thickness_um=3),
                    {"pattern": "mesa", "diameter_um": 16},
                    laid("film", thickness_um=2),
                    {"pattern": "film", "diameter_um": 30},
                ],
                "windows_um": [5],
                "flaw": [flaw],
            },
            "a step",
        )
    )


def meshed(**flaw):
    section = stepped(**flaw)
    return section, generate(section, MeshOptions((5.0,)))


def test_a_tip_lies_at_its_length_around_corners():
    section, mesh = meshed(at="mesa/film", **{"from": "inner"}, length_um=[4, 9.5])
    path = crack_path(mesh, section.flaws[0])
    ends = [path.nodes[path.facets_within(a)] for a in (4.0, 9.5)]
    assert mesh.points[ends] == pytest.approx(np.array([[4, 8], [8, 6.5]]))
    assert set(ends) == set(mesh.tips)


def test_sides_at_a_tip_have_their_middle_at_a_quarter_and_areas_stay():
    _, mesh = meshed(at="mesa/film", length_um=1)
    sides = mesh.sides.nodes[np.isin(mesh.sides.nodes[:, 0], mesh.tips)]
    a, b, m = np.moveaxis(mesh.points[sides], 1, 0)
    assert m == pytest.approx((3 * a + b) / 4)
    assert areas(mesh).sum() == pytest.approx(areas(mid_points(mesh)).sum(), rel=1e-12)


def test_the_mesh_is_fine_at_a_tip():
    section, mesh = meshed(at="mesa/film", **{"from": "inner"}, length_um=4)
    path = crack_path(mesh, section.flaws[0])
    parts = path.facets_within(4.0)
    assert np.diff(path.distance)[parts - 1 : parts + 1].max() < 0.25


def test_elements_around_a_tip_are_as_small_inside_as_along_the_way():
    """Of a film that is one element thick elsewhere, too."""
    _, mesh = meshed(at="mesa/film", **{"from": "inner"}, length_um=4)
    (tip,), corners = mesh.points[mesh.tips], mesh.points[mesh.corners]
    away = np.linalg.norm(corners.mean(axis=1) - tip, axis=1)
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    near = away < 1
    assert near.sum() > 80
    assert (longest[near] < 2 * (0.1 + 0.2 * away[near])).all()


@pytest.mark.parametrize(
    ("flaw", "told"),
    [
        ({"at": "wafer/mesa", "length_um": 9}, "8 µm long from there"),
        ({"at": "mesa/film", "from": 3, "length_um": 1}, "no end 3; allowed are outer, inner"),
        ({"at": "mesa/film", "from": "inner", "length_um": 8.001}, "corner at x = 8.0000"),
        ({"at": "mesa/film", "from": "inner", "length_um": 8.001}, "8.002 µm or more, or of 7.998"),
        ({"at": "mesa/film", "length_um": [2, 2.001]}, "2.001 µm: .* of the tip of another crack"),
        ({"at": "mesa/wafer", "length_um": 0.001}, "of the start at .* of 0.002 µm or more$"),
        ({"at": "mesa/wafer", "length_um": 7.9999}, "7.9999 µm: .* end before, .* less than 7.998"),
        ({"at": "mesa/mesa", "length_um": 1}, "shares no interface with itself"),
        ({"at": "wafer/roof", "length_um": 1}, "no step fills 'roof'"),
        ({"at": "wafer/mesa", "length_um": [1, 1]}, "a length stands there twice"),
        ({"at": "wafer/mesa", "from": "top", "length_um": 1}, "'outer' or 'inner'"),
    ],
)
def test_a_flaw_that_cannot_be_is_named(flaw, told):
    with pytest.raises(InputError, match=told):
        meshed(**flaw)


def test_a_film_of_no_thickness_has_no_interface():
    laid = {"material": "silicon", "born_C": 25}
    table = {
        "cell": {"width_um": 20},
        "step": [
            {"deposit": "wafer", "thickness_um": 5} | laid,
            {"deposit": "lid", "thickness_um": 0} | laid,
        ],
        "flaw": [{"at": "wafer/lid", "length_um": 1}],
    }
    with pytest.raises(InputError, match="flaw wafer/lid: 'lid' does not stand"):
        build(Recipe.from_table(table, "no lid"))


def test_a_chain_is_walked_from_an_end_whatever_the_order_of_its_edges():
    points = np.array([[0, 0], [1, 0], [2, 0], [2, 1], [9, 9.0]])
    edges = np.array([[3, 2], [0, 1], [1, 2]])
    ends = ends_of(edges, points)
    assert ends.tolist() == [3, 0]
    nodes, own = chain_from(edges, end_node(ends, "inner", points, "here"))
    assert nodes.tolist() == [0, 1, 2, 3]
    assert own.tolist() == [1, 2, 0]
