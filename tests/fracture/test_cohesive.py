"""The path of what softens, at one node and at a few, with a spring for the rest of the body."""

import numpy as np
import pytest

from stressbump.fracture.cohesive import CohesiveSeam, Softened, softening
from stressbump.fracture.delamination import Delamination
from stressbump.laws.traction_separation import TractionSeparation

LAW = TractionSeparation(40.0, 40.0, 5.0, 5.0)
WIDEST = 2 * 5.0 / 40.0  # µm, where it has parted


def node(spring, way=(1.0, 0.0), parted=False):
    """One node of unit area on a spring, MPa/µm; a share of 1 pulls by 1 µm."""
    return CohesiveSeam(np.eye(2) / spring, np.array(way), np.ones(1), LAW, np.array([parted]))


@pytest.mark.parametrize("spring", [1000.0, 160.0, 20.0])
def test_one_node_follows_its_law_though_the_load_snaps_back(spring):
    """A spring softer than N²/2Γ = 160 MPa/µm pulls it apart under a falling load."""
    states = list(softening(node(spring)))
    opening = np.array([s.opening[0, 0] for s in states])
    traction = np.array([s.traction[0, 0] for s in states])
    assert [s.share for s in states] == pytest.approx(opening + traction / spring, rel=1e-8)
    first = WIDEST * 1e-3
    law = 40 * np.clip((WIDEST - opening) / (WIDEST - first), 0, 1)
    assert traction == pytest.approx(law, rel=1e-6)
    assert states[0].share == pytest.approx(first + 40 / spring)
    assert states[-1].spent == pytest.approx([5.0])
    assert (np.diff([s.share for s in states]) < 0).all() == (spring < 160)


def test_a_sliding_node_spends_in_mode_II():
    last = list(softening(node(100.0, (0.0, -1.0))))[-1]
    assert last.sliding == pytest.approx(last.spent)


def test_faces_of_a_crack_that_close_press_and_do_not_overlap():
    """Two nodes by themselves: what is parted is pressed, what bears is pulled apart."""
    flexibility, pull = np.eye(4) / 100, np.array([-1.0, 1.0, 0, 0])
    seam = CohesiveSeam(flexibility, pull, np.ones(2), LAW, np.array([True, False]))
    states = list(softening(seam))
    for s in states:
        assert s.traction[0, 0] == pytest.approx(-100 * s.share, rel=1e-3)
        assert -1e-5 * s.share < s.opening[0, 0] < 0
    assert states[-1].damage[1] == 1


def test_what_nothing_pulls_apart_does_not_soften():
    assert not list(softening(node(1.0, (-1.0, 0.0))))


def parting(*states):
    """A way of eight nodes, 1 µm apart, of shares and what has parted there: `x`, what softens: `o`."""
    seam = CohesiveSeam(np.eye(16), np.ones(16), np.ones(8), LAW, np.zeros(8, bool))
    damage = {".": 0.0, "o": 0.5, "x": 1.0}
    none = np.zeros((8, 2))
    found = (
        Softened(share, none, np.array([damage[n] for n in nodes]), none, 0.0, *none.T)
        for share, nodes in states
    )
    return Delamination(seam, np.arange(8.0), np.ones(8), np.ones(8, bool), tuple(found))


INSIDE = (1.2, "..oo...."), (0.7, ".oxo...."), (0.65, "..xxo...")
SNAPS = (0.4, "oxxxo..."), (0.3, "xxxxo..."), (0.45, "xxxxo...")


@pytest.mark.parametrize(
    ("states", "goes_on"),
    [
        (INSIDE, 0.65),
        ((*INSIDE, *SNAPS), np.nan),
        ((*INSIDE, *SNAPS, (0.56, "xxxxxo.."), (0.55, "xxxxxxo.")), 0.55),
        (((1.2, "oo......"), (0.5, "xoo....."), (0.6, "xxoo....")), 0.5),
    ],
    ids=["inside alone", "a ligament that snaps", "and goes on", "from the end"],
)
def test_the_snap_of_a_last_ligament_is_not_where_it_goes_on(states, goes_on):
    (run,) = parting(*states).runs
    assert run.least == pytest.approx(goes_on, nan_ok=True)
