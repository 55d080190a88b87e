"""Decks for CalculiX: what stands in them, without CalculiX."""

import numpy as np
import pytest
from grids import grid

from stressbump.export.inp import Deck, write_inp
from stressbump.export.replacing import ExportError
from stressbump.kinematics import KINEMATICS
from stressbump.laws import Isotropic, Orthotropic
from stressbump.model import Model
from stressbump.supports import SUPPORTS

MESH = grid([0.0, 2.0, 4.0], [0.0, 1.0, 3.0], lambda x, z: "die" if z < 1 else "over-mold")
DIE = Isotropic(160e3, 0.28, 2.6e-6)
BOARD = Orthotropic(
    E_x=24e3, E_z=11e3, E_y=20e3, nu_xz=0.3, nu_xy=0.11, nu_yz=0.25,
    G_xz=5e3, G_yz=4e3, G_xy=9e3, cte_x=14e-6, cte_z=50e-6, cte_y=16e-6,
)  # fmt: skip


def deck(kinematics="plane_strain", support="laminate", mold=DIE):
    model = Model(MESH, KINEMATICS[kinematics], SUPPORTS[support], {"die": DIE, "over-mold": mold})
    strain = {name: law.thermal_strain(125, 25) for name, law in model.laws.items()}
    return Deck(model, 25.0, strain)


def blocks(of):
    """Data lines by keyword line; those of one keyword line in the order they come."""
    found, key = {}, ""
    for line in of.lines():
        if line.startswith("*"):
            key = line
            found.setdefault(key, [])
        else:
            found[key].append([w.strip() for w in line.split(",") if w.strip()])
    return found


@pytest.mark.parametrize(
    ("kinematics", "element"),
    [
        ("axisymmetric", "CAX6"),
        ("plane_strain", "CPE6"),
        ("plane_stress", "CPS6"),
        ("generalized_plane_strain", "C3D15"),
    ],
)
def test_kinematics_choose_the_element(kinematics, element):
    assert deck(kinematics).element == element
    assert f"*ELEMENT, TYPE={element}, ELSET=R_DIE" in blocks(deck(kinematics))


def test_the_mesh_is_the_same_node_for_node():
    found = blocks(deck())
    nodes = np.array(found["*NODE, NSET=MESH"], dtype=float)
    assert nodes[:, 0].tolist() == list(range(1, len(MESH.points) + 1))
    np.testing.assert_allclose(nodes[:, 1:3], MESH.points, rtol=1e-13, atol=0)
    elements = np.array(found["*ELEMENT, TYPE=CPE6, ELSET=R_OVER_MOLD"], dtype=int)
    own = MESH.elements_in("over-mold")
    assert np.array_equal(elements, np.column_stack([own, MESH.triangles[own]]) + 1)


def test_an_empty_region_is_left_out():
    model = Model(MESH, KINEMATICS["plane_strain"], SUPPORTS["free"], {"die": DIE})
    found = blocks(Deck(model, 25.0, {}))
    assert len(found["*NODE, NSET=MESH"]) == len(model.active_nodes) < len(MESH.points)
    assert found["*ELSET, ELSET=EALL"] == [["R_DIE"]]


def test_numbers_fit_the_twenty_letters_that_are_read():
    words = (w for rows in blocks(deck(mold=BOARD)).values() for row in rows for w in row)
    assert max(len(w) for w in words if w[0] in "-0123456789") == 20


def test_the_expansion_is_the_free_strain_of_one_degree():
    found = blocks(deck(mold=BOARD))
    assert [float(w) for w in found["*EXPANSION, ZERO=0."][0]] == pytest.approx(
        [-2.6e-4], rel=1e-12
    )
    along = [float(w) for w in found["*EXPANSION, TYPE=ORTHO, ZERO=0."][0]]
    assert along == pytest.approx([-14e-4, -50e-4, -16e-4], rel=1e-12)
    assert found["*INITIAL CONDITIONS, TYPE=TEMPERATURE"] == [["ALL", "0."]]
    assert found["*TEMPERATURE"] == [["ALL", "1."]]


@pytest.mark.parametrize(
    ("kinematics", "order", "shears"),
    [("plane_strain", [0, 1, 2], [3, 5, 4]), ("axisymmetric", [0, 2, 1], [5, 3, 4])],
)
def test_nine_constants_in_the_order_of_the_local_axes(kinematics, order, shears):
    """Around the axis the local axes are radius, hoop, height."""
    found = blocks(deck(kinematics, mold=BOARD))
    C = BOARD.stiffness(25.0)
    one, two, three = order
    normal = [C[one, one], C[one, two], C[two, two], C[one, three], C[two, three], C[three, three]]
    values = [float(w) for row in found["*ELASTIC, TYPE=ORTHO"] for w in row]
    assert values == pytest.approx([*normal, *(C[i, i] for i in shears)], rel=1e-12)


def test_the_wall_follows_two_unknowns_and_idle_ones_are_held():
    equations = blocks(deck())["*EQUATION"]
    wall = np.flatnonzero(MESH.points[:, 0] == 4.0)
    terms = [row for row in equations if len(row) > 1]
    assert sorted(int(row[0]) - 1 for row in terms) == wall.tolist()
    for row in terms:
        z = MESH.points[int(row[0]) - 1, 1]
        found = [float(w) for w in (row[1], row[2], row[5], row[8])]
        assert found == pytest.approx([1.0, 1.0, -1.0, -z / 3.0], rel=1e-12)
    flat = deck(support="flat")
    assert [str(flat.wall), "2", "2"] in blocks(flat)["*BOUNDARY"]
    assert [str(flat.wall), "1", "1"] not in blocks(flat)["*BOUNDARY"]
    assert "*EQUATION" not in blocks(deck(support="clamped"))


def test_global_unknowns_come_back_in_their_own_units():
    found = deck("generalized_plane_strain").global_unknowns(np.array([[4.0, 12.0], [5.0, 6.0]]))
    assert found == {"a": 5.0, "b": 2.0, "e": 1.0, "k": 1.0}
    assert set(deck(support="flat").global_unknowns(np.zeros((2, 2)))) == {"e"}


def test_names_of_sets_stay_apart():
    mesh = grid([0.0, 1.0], [0.0, 1.0, 2.0], lambda x, z: "a-b" if z < 1 else "a b")
    model = Model(mesh, KINEMATICS["plane_strain"], SUPPORTS["free"], {"a-b": DIE, "a b": DIE})
    labels = list(Deck(model, 25.0, {}).labels.values())
    assert labels == ["R_A_B", "R_A_B_1"]


def test_a_deck_is_whole_or_not_there(tmp_path):
    write_inp(tmp_path / "new" / "deck.inp", deck())
    text = (tmp_path / "new" / "deck.inp").read_text("ascii")
    assert text.startswith("*HEADING\n")
    assert text.endswith("*END STEP\n")
    (tmp_path / "file").touch()
    with pytest.raises(ExportError):
        write_inp(tmp_path / "file" / "deck.inp", deck())
