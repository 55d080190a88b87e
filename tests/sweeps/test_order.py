"""The same numbers to the last bit, whoever answers the cases and in whatever order."""

import pytest
from sweeps.loopback import Loopback, assert_same
from sweeps.plates import PLATE

from stressbump.sweeps import engine
from stressbump.sweeps.exporting import to_frame
from stressbump.sweeps.jobs import run
from stressbump.sweeps.pools import Cluster, Here
from stressbump.sweeps.store import reading, writing
from stressbump.sweeps.study import Study
from stressbump.sweeps.worker import CachedSolver

MANY = [(t, 3000, 150 + 7.0 * n) for t in (2, 2.5) for n in range(9)]
FEW = [(2, 500, 160.0), (2, 500, 230.0), (-1, 500, 200.0), (3, 900, 200.0)]
THICKNESS, MODULUS, BIRTH = zip(*MANY, *FEW, strict=True)
SOLVED = Study(
    design=PLATE,
    vary={
        "film.thickness_um": THICKNESS,
        "film.material.E_MPa": MODULUS,
        "film.born_C": BIRTH,
    },
    sampling={"how": "list"},
    measures=("curvature", "mean von Mises stress", "edge shear traction, 4 µm"),
)
SUMMED = SOLVED.model_copy(update={"measures": SOLVED.measures[:2]})


class Backwards(Here):
    """This process, case by case from the last to the first."""

    def outcomes(self, next_job):
        solver = CachedSolver()
        for job in list(iter(next_job, None))[::-1]:
            yield run(job, solver)


def swept(study, pool, path):
    with writing(path) as store:
        engine.run(study, store, pool)
    with reading(path) as store:
        return to_frame(store)


@pytest.fixture(scope="module")
def forth(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forth")
    return [swept(s, Here(), folder / f"{n}.db") for n, s in enumerate((SOLVED, SUMMED))]


@pytest.mark.parametrize("which", [0, 1], ids=["solved", "summed"])
def test_order_changes_no_bit(which, forth, tmp_path):
    assert list(forth[which]["status"]) == ["done"] * len(MANY + FEW[:2]) + ["failed", "done"]
    assert_same(swept((SOLVED, SUMMED)[which], Backwards(), tmp_path / "s.db"), forth[which])


def test_the_number_of_workers_changes_no_bit(forth, tmp_path):
    with Loopback(2) as net:
        assert_same(swept(SUMMED, Cluster(net.address), tmp_path / "s.db"), forth[1])


def test_what_is_summed_is_what_is_solved(forth):
    solved, summed = forth
    for name in (c for c in summed.columns if c.endswith("]")):
        assert summed[name].tolist() == pytest.approx(solved[name].tolist(), rel=1e-9, nan_ok=True)
