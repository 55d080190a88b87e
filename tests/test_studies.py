"""Every study, coarse: a few of its cases through its own file, its physics, and its figure."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

import stressbump as sb
from stressbump.sweeps.study import Study, load

STUDIES = Path(__file__).parents[1] / "studies"
NAMES = sorted(path.stem for path in STUDIES.glob("*.md") if path.stem != "README")


def few(name: str, vary: dict[str, list[Any]], **changed: Any) -> Any:
    """Some designs of a study, side by side and without bars; every key of its own is varied."""
    study = load(STUDIES / f"{name}.toml")
    assert set(vary) == set(study.vary)
    table = study.to_table() | {"references": study.references}
    table |= {"vary": vary, "bars": False, "sampling": {"how": "list"}} | changed
    frame = sb.sweep(Study.from_table(table, name), workers=0)
    assert set(frame["status"]) == {"done"}, list(frame["reason"])
    return frame


def drawn(name: str, frame: Any, folder: Path) -> None:
    """The study's figure of these few cases is a readable size in bytes and in pixels."""
    from studies import drawing

    script = importlib.import_module(f"studies.{name}")
    drawing.write(script.figure, frame, folder / "figure.png")
    assert 5_000 < (folder / "figure.png").stat().st_size < 150_000


def mean(place: str, reference: str = "") -> str:
    """The column of a mean von Mises stress, or of its relief."""
    column = f"mean von Mises stress @ {place}"
    return f"relief of {column}, {reference} [1]" if reference else f"{column} [MPa]"


@pytest.mark.parametrize("name", NAMES)
def test_a_study_is_a_page_with_its_question_file_script_and_figure(name: str) -> None:
    page = (STUDIES / f"{name}.md").read_text(encoding="utf-8")
    study = load(STUDIES / f"{name}.toml")
    assert study.question in page
    for part in ("What physics expects", "What was found", "Verdict", "Limits", "Run it"):
        assert f"## {part}\n" in page
    assert f"]({name}.png)" in page
    assert (STUDIES / f"{name}.py").exists()
    assert (STUDIES / f"{name}.png").stat().st_size < 150_000


def test_an_elastomer_collar_is_nothing_against_nothing_and_much_against_polyimide(
    tmp_path: Path,
) -> None:
    frame = few(
        "elastomer",
        {
            "elastomer_thickness_um": [5, 20, 20],
            "elastomer.K_MPa": [1000, 1000, 2.7],
            "elastomer_overlap_um": [-15, -15, 5],
            "solder_bonded": [False, False, True],
        },
    )
    for place in ("passivation", "ubm_Cu", "solder"):
        assert (frame[mean(place, "none")].abs() < 5e-3).all()
    thin, thick, bonded = frame[mean("passivation", "polyimide")]
    assert 0.02 < thin < thick < 0.15
    assert frame[mean("solder", "polyimide")][2] > 0.1
    assert frame[mean("ubm_Cu", "polyimide")][2] < -0.1
    assert bonded > 0
    # a film with a free top: E/(1-ν) Δα ΔT, with ν = 0.4995 and 0.335
    film = frame["mean first principal stress @ elastomer [MPa]"]
    assert film[1] == pytest.approx(0.296, rel=0.12)
    assert film[2] == pytest.approx(0.198, rel=0.12)
    drawn("elastomer", frame, tmp_path)


def test_after_reflow_a_foot_is_a_wider_footprint_and_nothing_else(tmp_path: Path) -> None:
    frame = few(
        "dry_film",
        {
            "foot_width_um": [2.5, 10, 10, 10, 10],
            "foot_height_um": [2.5, 10, 2.5, 10, 10],
            "fill_foot": [True, True, False, False, False],
            "reflowed": [True, True, True, True, False],
            "undercut_um": [0, 0, 0, 2, 0],
        },
    )
    answers = [c for c in frame if "@" in c]
    assert frame[answers].iloc[0].equals(frame[answers].iloc[1])  # filled is straight
    straight, _, wide, cut, plated = frame["shear force V @ ubm_Cu/bump [µN]"].abs()
    assert plated < 0.01 * straight < straight < cut < wide
    assert 1.2**1.4 < wide / straight < 1.2**2  # nearly the radius squared: 50 and 60 µm
    assert 1.16**1.4 < cut / straight < 1.16**2
    passivation = frame[mean("passivation")]
    assert 1 < passivation[2] / passivation[0] < 1.25
    drawn("dry_film", frame, tmp_path)
