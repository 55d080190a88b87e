"""Jobs sized to their cost, every case accounted for, a misspelt measure found at once."""

import pytest
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.answers.options import Options
from stressbump.errors import InputError
from stressbump.sweeps import engine
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.jobs import Job, Outcome, run
from stressbump.sweeps.store import reading, writing
from stressbump.sweeps.study import Study
from stressbump.sweeps.summary import summary
from stressbump.sweeps.worker import CachedSolver

MANY = Study(design=PLATE, vary={"film.born_C": {"from": 1, "to": 1000, "points": 1000}})


class Pretending:
    """Workers that need a given time for a case and keep their jobs for later looks."""

    awaited = "waiting for nobody"

    def __init__(self, seconds, workers=2):
        self.seconds, self.workers, self.jobs = seconds, workers, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def outcomes(self, next_job):
        while (job := next_job()) is not None:
            self.jobs.append(job)
            yield [Outcome(k, "done", 0, "", self.seconds, {"x": 1.0}) for k, _ in job.cases]


def ran(study, pool, path, **options):
    states = []
    with writing(path) as store:
        engine.run(study, store, pool, states.append, **options)
        return store.counts(), states


@pytest.mark.parametrize(("seconds", "most"), [(2.0, 2), (0.05, 100), (100.0, 1)])
def test_a_job_takes_about_five_seconds(tmp_path, seconds, most):
    pool = Pretending(seconds)
    counts, _ = ran(MANY, pool, tmp_path / "s.db")
    sizes = [len(job.cases) for job in pool.jobs]
    assert counts["done"] == sum(sizes) == 1000
    assert sizes[0] == sizes[-1] == 1
    assert max(sizes) == most


def test_a_second_run_has_nothing_to_do(tmp_path):
    ran(MANY, Pretending(1.0), tmp_path / "s.db")
    pool = Pretending(1.0)
    ran(MANY, pool, tmp_path / "s.db")
    assert pool.jobs == []


def test_what_is_reported_adds_up(tmp_path):
    _, states = ran(MANY, Pretending(1.0), tmp_path / "s.db")
    assert [s.run for s in states] == sorted(s.run for s in states)
    assert states[0].seconds_left is None
    assert states[-1].done == states[-1].total == 1000
    assert states[-1].seconds_left == 0


def test_every_kind_of_failure_is_a_row_with_its_code():
    frame = sb.sweep(
        PLATE,
        {
            "film.thickness_um": [2, -1, 2, 2],
            "film.material": ["SiO2", "SiO2", "Unobtainium", "SiO2"],
            "film.born_C": [200, 200, 200, None],
            "cell.width_um": [40, 40, 40, 15],
        },
        sampling={"how": "list"},
        references=(),
        workers=0,
    )
    assert list(frame["exit_code"]) == [0, 2, 2, 3]
    assert list(frame["status"]) == ["done", "failed", "failed", "failed"]
    assert "thickness_um" in frame["reason"][1]
    assert "Unobtainium" in frame["reason"][2]
    assert "neighbours would touch" in frame["reason"][3]


def test_an_error_of_the_program_itself_is_a_row_too(monkeypatch):
    monkeypatch.setattr("stressbump.answers.solving.generate", lambda *_: 1 / 0)
    job = Job((("k", {**PLATE, "name": "new"}),), (), (), Options(bars=False), fingerprint())
    (found,) = run(job, CachedSolver())
    assert (found.exit_code, found.status) == (1, "failed")
    assert "ZeroDivisionError" in found.reason


def test_a_failed_check_gives_no_numbers(monkeypatch):
    monkeypatch.setattr("stressbump.answers.answer.Answer.passed", property(lambda _: False))
    (found,) = run(Job((("k", PLATE),), (), (), Options(bars=False), fingerprint()), CachedSolver())
    assert (found.exit_code, dict(found.values)) == (6, {})
    assert found.reason.startswith("check failed")


def measured(measures):
    return sb.sweep(PLATE, {}, measures=measures, references=(), workers=0)


def test_a_misspelt_measure_ends_the_run_at_its_first_answer():
    with pytest.raises(InputError, match="did you mean 'mean von Mises stress'"):
        measured(["mean von Mieses stress @ film"])


def test_a_measure_that_only_some_designs_have_is_no_fault():
    frame = measured(["curvature", "overlap of a free face"])
    assert list(frame.columns)[-1] == "curvature @ base [1/m]"


def test_a_place_that_only_some_designs_have_is_no_fault():
    frame = measured(["curvature", "mean in-plane stress @ cap"])
    assert list(frame.columns)[-1] == "curvature @ base [1/m]"


def test_a_place_that_no_design_has_is_named_in_the_summary(tmp_path):
    asked = ["mean in-plane stress @ flim", "mean in-plane stress @ fi*", "edge shear traction, *"]
    sb.sweep(PLATE, {}, measures=asked, references=(), workers=0, out=tmp_path)
    with reading(tmp_path / "study.db") as store:
        told = summary(store)
    assert told.absent == ("mean in-plane stress @ flim",)
    assert any("'mean in-plane stress @ flim'" in line for line in told.lines())


@pytest.mark.parametrize("length", ["", ", 4 µm", ", *"])
@pytest.mark.parametrize(
    ("measure", "column"),
    [
        ("95th percentile film stress", "95th percentile film stress @ film [MPa]"),
        ("edge shear traction", "edge shear traction, 4 µm @ base/film [MPa]"),
    ],
)
def test_a_measure_is_known_with_its_length_as_relief_prints_it(measure, column, length):
    assert list(measured([measure + length]).columns)[-1] == column


def test_a_worker_of_another_version_is_refused():
    with pytest.raises(InputError, match="another program"):
        run(Job((), (), (), Options(), "older"), CachedSolver())
