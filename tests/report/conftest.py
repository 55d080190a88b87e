"""One small stack, solved once for each worker, with its files and pages."""

import pytest
from collar import REFERENCES, design
from creeping_joint import JOINT

from stressbump.answers.solving import relief
from stressbump.report import report_answer, report_folder


@pytest.fixture(scope="session")
def answer():
    return relief(design(), end=25.0, references=REFERENCES)


@pytest.fixture(scope="session")
def folder(answer, tmp_path_factory):
    out = tmp_path_factory.mktemp("collar")
    answer.save(str(out), pictures=False)
    return out


@pytest.fixture(scope="session")
def page(answer, tmp_path_factory):
    """The page with other end temperatures."""
    return report_answer(answer, tmp_path_factory.mktemp("page") / "report.html")


@pytest.fixture(scope="session")
def still_page(folder):
    """The page of the folder: the end temperature alone."""
    return report_folder(folder)


@pytest.fixture(scope="session")
def joint():
    """A joint that creeps and cycles, and the same with nothing beside it."""
    return relief(JOINT, bars=False)


@pytest.fixture(scope="session")
def joint_folder(joint, tmp_path_factory):
    out = tmp_path_factory.mktemp("joint")
    joint.save(str(out), pictures=False)
    return out


@pytest.fixture(scope="session")
def joint_page(joint_folder):
    return report_folder(joint_folder)
