"""Decks for CalculiX: what stands in them, without CalculiX."""

import numpy as np
import pytest
from grids import grid

from stressbump.errors import ExportError
from stressbump.history.schedule import Stage
from stressbump.laws import Isotropic, Orthotropic, Table
from stressbump.mechanics.facing import facing_nodes
from stressbump.mechanics.kinematics import KINEMATICS
from stressbump.mechanics.model import Model
from stressbump.mechanics.supports import SUPPORTS
from stressbump.mesh.free_faces import split_free_faces
from stressbump.mesh.mesh import interface
from stressbump.verification.calculix.deck import Deck, write_inp
from stressbump.verification.calculix.deck_stages import labels_of
from stressbump.verification.calculix.gaps import STIFFNESS

MESH = grid([0.0, 2.0, 4.0], [0.0, 1.0, 3.0], lambda x, z: "die" if z < 1 else "over-mold")
DIE = Isotropic(160e3, 0.28, 2.6e-6)
BOARD = Orthotropic(
    E_x=24e3, E_z=11e3, E_y=20e3, nu_xz=0.3, nu_xy=0.11, nu_yz=0.25,
    G_xz=5e3, G_yz=4e3, G_xy=9e3, cte_x=14e-6, cte_z=50e-6, cte_y=16e-6,
)  # fmt: skip


TOGETHER = (
    Stage("die", ("die",), 125.0, 125.0),
    Stage("over-mold", ("die", "over-mold"), 125.0, 25.0),
)
IN_ORDER = (
    Stage("die", ("die",), 400.0, 125.0),
    Stage("over-mold", ("die", "over-mold"), 125.0, 75.0),
    Stage("", ("die", "over-mold"), 75.0, 25.0),
)


def deck(kinematics="plane_strain", support="laminate", mold=DIE, stages=TOGETHER, **more):
    model = Model(MESH, KINEMATICS[kinematics], SUPPORTS[support], {"die": DIE, "over-mold": mold})
    return Deck(model, stages, **more)


def alone(mesh=MESH, name="die"):
    model = Model(mesh, KINEMATICS["plane_strain"], SUPPORTS["free"], {name: DIE})
    return Deck(model, (Stage(name, (name,), 125.0, 25.0),))


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
    assert np.array_equal(elements[:, 1:], MESH.triangles[own] + 1)
    assert np.array_equal(deck().elements[elements[:, 0] - 1], own)


def test_an_empty_region_is_left_out():
    found = blocks(alone())
    nodes = alone().model.active_nodes
    assert len(found["*NODE, NSET=MESH"]) == len(nodes) < len(MESH.points)
    assert found["*ELSET, ELSET=EALL"] == [["R_DIE"]]


def test_numbers_fit_the_twenty_letters_that_are_read():
    words = (w for rows in blocks(deck(mold=BOARD)).values() for row in rows for w in row)
    assert max(len(w) for w in words if w[0] in "-0123456789") == 20


def grown(rows, zero, T):
    """What a table of mean expansions says from its zero to a temperature; one row holds everywhere."""
    row = next((r for r in rows if len(r) > 3 and float(r[-1]) == T), rows[0])
    return [float(w) * (T - zero) for w in row[:3]]


def test_expansions_are_the_laws_own_between_any_two_temperatures():
    found = blocks(deck(mold=BOARD, stages=IN_ORDER))
    (line,) = (k for k in found if k.startswith("*EXPANSION, TYPE=ORTHO"))
    zero = float(line.split("ZERO=")[1])
    for a, b in ((400.0, 125.0), (125.0, 75.0), (75.0, 25.0)):
        cold, hot = grown(found[line], zero, b), grown(found[line], zero, a)
        expected = BOARD.thermal_strain(a, b)[:3]
        assert np.subtract(cold, hot) == pytest.approx(expected, rel=1e-10)
    assert float(found["*INITIAL CONDITIONS, TYPE=TEMPERATURE"][0][1]) == 400.0


def test_moduli_over_temperature_are_a_row_at_each_and_steady_ones_one():
    soft = Isotropic(Table(((25.0, 9e3), (125.0, 1e3))), 0.3, 60e-6)
    rows = blocks(deck(mold=soft, stages=IN_ORDER))["*ELASTIC"]
    assert [float(w) for w in rows[0]] == [160e3, 0.28]
    expected = [[soft.moduli(T).young, 0.3, T] for T in (25.0, 75.0, 125.0, 400.0)]
    assert np.array(rows[1:5], dtype=float) == pytest.approx(np.array(expected))


def steps(of):
    """The lines of every step."""
    found = []
    for line in of.lines():
        if line.startswith("*STEP"):
            found.append([])
        elif found:
            found[-1].append(line)
    return found


def test_what_is_born_at_once_is_one_linear_step():
    (only,) = steps(deck())
    assert not [line for line in only if "MODEL CHANGE" in line]
    assert only[1].startswith("*TEMPERATURE")


def test_births_in_order_are_removals_and_additions_each_in_a_step_of_its_own():
    of = deck(stages=IN_ORDER)
    everything, first, birth, warming, end = steps(of)
    assert not [line for line in everything if "CHANGE" in line or "TEMPERATURE" in line]
    removed = first.index("*MODEL CHANGE, TYPE=ELEMENT, REMOVE")
    assert first[removed + 1] == "R_OVER_MOLD"
    added = birth.index("*MODEL CHANGE, TYPE=ELEMENT, ADD=STRAIN FREE")
    assert birth[added + 1] == "R_OVER_MOLD"
    assert "*TEMPERATURE" not in birth
    temperatures = [s[s.index("*TEMPERATURE") + 1] for s in (first, warming, end)]
    assert [float(t.split(",")[1]) for t in temperatures] == [125.0, 75.0, 25.0]
    assert (of.born_after("die"), of.born_after("over-mold"), of.steps) == (0, 3, 5)


def test_what_a_region_grows_by_comes_after_its_birth_at_every_point():
    birth, warming = steps(deck(stages=IN_ORDER, grown={"over-mold": -1e-3}))[2:4]
    assert "*INITIAL STRAIN INCREASE" not in birth
    start = warming.index("*INITIAL STRAIN INCREASE") + 1
    rows = [r.split(",") for r in warming[start : warming.index("*TEMPERATURE")]]
    assert len(rows) == 9 * len(MESH.elements_in("over-mold"))
    assert {tuple(map(float, r[2:])) for r in rows} == {(-1e-3,) * 3 + (0.0,) * 3}


def test_an_incremental_law_is_born_again_with_what_its_stiffness_gains():
    soft, stiff = DIE.moduli(25.0).stiffness / 10, DIE.moduli(25.0).stiffness
    of = deck(stages=IN_ORDER, moduli={"over-mold": [soft, soft, stiff]})
    assert [s.label for s in of.shares] == ["R_DIE", "R_OVER_MOLD", "R_OVER_MOLD-1"]
    assert sum(s.stiffness for s in of.shares[1:]) == pytest.approx(stiff)
    added = [s for s in steps(of) if "*MODEL CHANGE, TYPE=ELEMENT, ADD=STRAIN FREE" in s]
    assert ["R_OVER_MOLD-1" in s for s in added] == [False, True]


def test_equations_of_a_layer_are_grounded_until_their_region_is_born():
    of = deck("generalized_plane_strain", stages=IN_ORDER)
    found = blocks(of)
    own = np.setdiff1d(
        MESH.triangles[MESH.elements_in("over-mold")], MESH.triangles[MESH.elements_in("die")]
    )
    inner = own[(MESH.points[own, 0] > 0) & (MESH.points[own, 0] < MESH.width)]
    across = {int(r[1]) - 1 for r in found["*ELEMENT, TYPE=SPRING1, ELSET=K1_R_OVER_MOLD"]}
    assert across == set(inner.tolist())  # the wall follows its unknowns, the middle is held
    along = {int(r[1]) - 1 for r in found["*ELEMENT, TYPE=SPRING1, ELSET=K2_R_OVER_MOLD"]}
    assert along == set(own.tolist())
    assert "K1_R_OVER_MOLD" in steps(of)[2]


@pytest.mark.parametrize(
    ("kinematics", "order", "shears"),
    [("plane_strain", [0, 1, 2], [3, 5, 4]), ("axisymmetric", [0, 2, 1], [5, 3, 4])],
)
def test_nine_constants_in_the_order_of_the_local_axes(kinematics, order, shears):
    """Around the axis the local axes are radius, hoop, height."""
    found = blocks(deck(kinematics, mold=BOARD))
    C = BOARD.moduli(25.0).stiffness
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
    assert list(labels_of(mesh.regions).values()) == ["R_A_B", "R_A_B_1"]


def test_a_deck_is_whole_or_not_there(tmp_path):
    write_inp(tmp_path / "new" / "deck.inp", deck())
    text = (tmp_path / "new" / "deck.inp").read_text("ascii")
    assert text.startswith("*HEADING\n")
    assert text.endswith("*END STEP\n")
    (tmp_path / "file").touch()
    with pytest.raises(ExportError):
        write_inp(tmp_path / "file" / "deck.inp", deck())


FACE = "die", "over-mold"


def facing(born):
    """The die's face under the mold, with gap elements or without, in a history."""
    mesh = split_free_faces(MESH, [("die", "over-mold")])
    laws = {"die": DIE, "over-mold": DIE}
    model = Model(mesh, KINEMATICS["axisymmetric"], SUPPORTS["laminate"], laws, joined=False)
    face = facing_nodes(mesh, model.kinematics, interface(mesh, "die", "over-mold"))
    met = {FACE: 0.25 + np.arange(len(face.area))}
    return face, met, Deck(model, born, faces={FACE: face}, met=met)


def test_gaps_are_equations_of_the_root_of_an_area_and_close_a_step_after_a_birth():
    face, met, with_gaps = facing(IN_ORDER)
    found = blocks(with_gaps)
    elements = found["*ELEMENT, TYPE=GAPUNI, ELSET=FACE_0"]
    assert len(elements) == len(face.area)
    root = np.sqrt(face.area[0])
    numbers = [float(w) for rows in found["*EQUATION"] for w in rows]
    assert any(np.isclose(numbers, root).tolist())
    lines = list(with_gaps.lines())
    changes = [k for k, line in enumerate(lines) if line.startswith("*MODEL CHANGE")]
    assert [("FACE_0" in lines[k : lines.index("*END STEP", k)]) for k in changes] == [
        True,
        False,
        True,
    ]
    prescribed = [row for row in found["*BOUNDARY"] if row[1:3] == ["2", "2"] and len(row) == 4]
    assert [float(row[3]) for row in prescribed] == pytest.approx(met[FACE])


def test_gaps_are_read_by_the_root_of_their_areas():
    face, met, with_gaps = facing(IN_ORDER)
    overlap = 1e-9 * np.arange(len(face.area))
    read = with_gaps.gaps.read(-overlap[None] * np.sqrt(face.area))[FACE]
    assert read.pressure == pytest.approx(STIFFNESS * overlap)
    assert read.apart[0] == pytest.approx(met[FACE] - overlap)
