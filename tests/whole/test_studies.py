"""Every study, coarse: a few of its cases through its own file, its physics, and its figure."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

import stressbump as sb
from stressbump.sweeps.study import Study, load
from studies import solved

STUDIES = Path(__file__).parents[2] / "studies"
NAMES = sorted(path.stem for path in STUDIES.glob("*.md") if path.stem != "README")


def few(name: str, vary: dict[str, list[Any]], **changed: Any) -> Any:
    """Some designs of a study, side by side and without bars; every key of its own is varied."""
    study = load(STUDIES / f"{name}.toml")
    assert set(vary) == set(study.vary)
    table = study.to_table() | {"vary": vary, "bars": False, "sampling": {"how": "list"}} | changed
    frame = sb.sweep(Study.from_table(table, name), workers=0)
    assert set(frame["status"]) == {"done"}, list(frame["reason"])
    return frame


def drawn(name: str, frame: Any, folder: Path) -> None:
    """The study's figure of these few cases is a readable size in bytes and in pixels."""
    from studies import drawing

    script = importlib.import_module(f"studies.{name}")
    drawing.write(script.figure, frame, folder / "figure.png")
    assert 5_000 < (folder / "figure.png").stat().st_size < 150_000


def question(name: str) -> str:
    """Of its file, or of the script of a study that solves by itself and keeps what it found."""
    if (STUDIES / f"{name}.toml").exists():
        return load(STUDIES / f"{name}.toml").question
    script = importlib.import_module(f"studies.{name}")
    assert set(script.CASES) == set(solved.kept(name))
    return str(script.QUESTION)


def mean(place: str, reference: str = "") -> str:
    """The column of a mean von Mises stress, or of its relief."""
    column = f"mean von Mises stress @ {place}"
    return f"relief of {column}, {reference} [1]" if reference else f"{column} [MPa]"


@pytest.mark.parametrize("name", NAMES)
def test_a_study_is_a_page_with_its_question_file_script_and_figure(name: str) -> None:
    page = (STUDIES / f"{name}.md").read_text(encoding="utf-8")
    assert question(name) in page
    for part in ("What physics expects", "What was found", "Verdict", "Limits", "Run it"):
        assert f"## {part}\n" in page
    assert f"]({name}.png)" in page
    assert (STUDIES / f"{name}.py").exists()
    assert (STUDIES / f"{name}.png").stat().st_size < 150_000


@pytest.mark.parametrize("name", [n for n in NAMES if (STUDIES / f"{n}.json").exists()])
def test_what_a_study_keeps_is_drawn(name: str, tmp_path: Path) -> None:
    script = importlib.import_module(f"studies.{name}")
    script.figure(solved.kept(name)).savefig(tmp_path / "figure.png", dpi=60)
    assert (tmp_path / "figure.png").stat().st_size > 5_000


def test_an_elastomer_collar_is_nothing_against_nothing_and_a_polymer_what_its_cure_has_done(
    tmp_path: Path,
) -> None:
    from studies.elastomer import CURES, film_stress, pulled

    frame = few(
        "elastomer",
        {
            "elastomer_thickness_um": [5, 20, 20, 5, 20],
            "elastomer.K_MPa": [1000, 1000, 2.7, 1000, 1000],
            "elastomer_overlap_um": [-15, -15, 5, 5, 5],
            "solder_bonded": [False, False, True, False, False],
        },
    )
    for place in ("passivation", "ubm_Cu", "solder"):
        assert (frame[mean(place, "none")].abs() < 5e-3).all()
    thin, thick, bonded, thin_on_rim, on_rim = frame[mean("passivation", "polyimide")]
    assert 0.03 < thin < thick < 0.2
    assert thin_on_rim < -0.02 < on_rim < thick  # squeezed where it is in tension
    assert bonded > 0
    assert frame[mean("solder", "polyimide")][2] > 0.1
    assert frame[mean("ubm_Cu", "polyimide")][2] < -0.1
    # Stoney, of what a polymer has shrunk by since its cure: the passivation is older
    column = "mean in-plane stress @ passivation"
    for reference, cure in CURES.items():
        put = frame[f"{column}, {reference} [MPa]"] - frame[f"{column}, none [MPa]"]
        assert put[1] == pytest.approx(float(pulled(20, film_stress(*cure))), rel=0.06)
    # solder is younger than the polyimide, whichever way that was cured
    for value in frame[mean("solder", "polyimide")] - frame[mean("solder", "polyimide-at-reflow")]:
        assert value == pytest.approx(0, abs=1e-9)
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
    assert plated < 1e-6 * straight < straight < cut < wide
    assert frame[mean("bump")][4] < 1e-6  # nothing has happened since its birth
    assert 1.2**1.4 < wide / straight < 1.2**2  # nearly the radius squared: 50 and 60 µm
    assert 1.16**1.4 < cut / straight < 1.16**2
    passivation = frame[mean("passivation")]
    assert 1 < passivation[2] / passivation[0] < 1.25
    drawn("dry_film", frame, tmp_path)


def test_a_thin_passivation_follows_the_pads_edge_and_has_the_energy_to_crack_only_when_thick(
    tmp_path: Path,
) -> None:
    from studies.passivation import THICKNESS, bow, channel_energy

    frame = few(
        "passivation",
        {
            THICKNESS: [0.02, 0.08, 2, 0.3, 0.3],
            "passivation.1.material": ["PE-SiN", "PE-SiN", "PE-SiN", "PE-SiN", "SiO2"],
            "passivation.1.intrinsic_MPa": [0, 0, 0, -200, 0],
        },
    )
    nitride, squeezed = frame[:3], frame.iloc[3]
    in_plane = nitride["mean in-plane stress @ passivation [MPa]"]
    assert in_plane.is_monotonic_increasing
    assert in_plane[0] == pytest.approx(
        -84.6, rel=0.03
    )  # squeezed before an edge, stretched behind it
    assert 0.7 < in_plane[2] / in_plane[0] < 0.8
    moved = squeezed["mean in-plane stress @ passivation [MPa]"] - in_plane.mean()
    assert moved == pytest.approx(-200, rel=0.05)
    stress = nitride["largest film stress @ passivation [MPa]"]
    assert stress.is_monotonic_decreasing
    energy = channel_energy("PE-SiN", stress, nitride[THICKNESS])
    assert energy[0] < energy[1] < 0.1 < energy[2] < 3  # J/m²; nitride withstands 3 to 8
    thin, _, thick = nitride["curvature @ substrate [1/m]"]
    assert 0.5 < (thick - thin) / float(bow("PE-SiN", 1.98)) < 0.75  # stretched around the bump
    # E/(1-ν) Δα ΔT of aluminium from 350 °C is 666 MPa, elastic, and no film changes that
    assert list(nitride["mean in-plane stress @ pad [MPa]"]) == pytest.approx(3 * [666], rel=0.12)
    assert (frame["volume beyond yield @ pad [1]"] == 1).all()
    drawn("passivation", frame, tmp_path)


def test_a_recess_leaves_the_contact_to_the_wall_and_the_dielectric_to_the_pads_own_pull(
    tmp_path: Path,
) -> None:
    from studies.recessed_pad import ANNEALED, YIELDED

    frame = few(
        "recessed_pad",
        {
            "layout": ["bump", "bump", "bump", "section", "bump"],
            "access": ["via", "via", "via", "in-plane", "via"],
            "polyimide_thickness_um": [0, 0, 5, 0, 0],
            "recess_depth_um": [0.99, 1, 1, 1, 1],
            "pad_born_C": [*4 * [ANNEALED], YIELDED],
        },
        references=["flat-pad"],
    )
    relief = frame[mean("dielectric", "flat-pad")]
    assert relief[1] > 0.01 > -0.01 > relief[4]
    worst = "relief of 95th percentile first principal stress @ dielectric, flat-pad [1]"
    assert frame[worst][4] < -0.1
    for place in ("passivation", "ubm_Cu", "bump"):  # younger than the pad
        assert frame[mean(place)][4] == pytest.approx(frame[mean(place)][1], rel=1e-9)
    assert (frame[mean("bump", "flat-pad")] < 0).all()
    most, full, masked = frame["shear force V @ pad/ubm_Ti [µN]"].abs()[:3]
    assert masked < full < 0.4 * most
    assert frame[mean("dielectric")][1] == pytest.approx(frame[mean("dielectric")][0], rel=5e-3)
    drawn("recessed_pad", frame, tmp_path)


def test_the_ring_that_no_recess_reaches_gains_a_free_edge_or_bears_the_rest() -> None:
    from studies.recessed_pad import YIELDED, same_ring

    for polyimide in (0, 5):
        assert same_ring(polyimide, 1.0) < 0.99 * same_ring(polyimide, 0.0)
        assert same_ring(polyimide, 1.0, YIELDED) > 1.01 * same_ring(polyimide, 0.0, YIELDED)


def test_solder_is_spared_by_thick_metal_and_the_wafer_by_metal_that_stays_elastic_alone(
    tmp_path: Path,
) -> None:
    from studies.ubm import BORN, carried, left_over, own_pull, rim

    stack = load(STUDIES / "ubm.toml").vary["ubm"][0]
    plated = [("Cu", 0, 0), ("Cu", 5, 0), ("Ni", 25, 0), ("Ni", 5, 5)]
    metal, thickness, undercut = zip(*2 * plated, strict=True)
    frame = few(
        "ubm",
        {
            "ubm": 8 * [stack],
            "enhanced_ubm": [*metal],
            "enhanced_ubm_thickness_um": [*thickness],
            "undercut_um": [*undercut],
            "passivation.1.thickness_um": 8 * [0.6],
            BORN: 4 * [60] + 4 * [217],
        },
    )
    told = carried(frame)
    cold, hot = told[:4], told[4:].reset_index(drop=True)
    # solder is younger than the metal, whatever that has been through
    assert list(cold["pull"]) == pytest.approx(list(hot["pull"]), rel=1e-9)
    assert cold["pull"][:3].is_monotonic_decreasing
    assert 0.8 < cold["pull"][2] / cold["pull"][0] / left_over("Ni") < 1
    assert cold["wafer"][:3].is_monotonic_decreasing
    assert cold["wafer"][2] < 0.2 * cold["wafer"][0]
    assert (hot["wafer"][1:3] > 0.9 * cold["wafer"][0]).all()
    # of thin metal: a film's own pull, on the rim
    own = hot["wafer"][0] - cold["wafer"][0]
    assert own == pytest.approx(own_pull(hot.iloc[0]) - own_pull(cold.iloc[0]), rel=0.25)
    opening = rim(frame, "opening")["opening"]
    assert opening[5] > 1.4 * opening[4] > 1.4 * opening[1]  # 1.52 on finer triangles
    drawn("ubm", frame, tmp_path)


def test_compliance_under_the_pad_unloads_the_bumps_and_compliance_around_them_does_not(
    tmp_path: Path,
) -> None:
    frame = few(
        "pad_compliance",
        {
            "buffer.material.G_MPa": [1, 1000],
            "buffer.thickness_um": [10, 2],
            "collar.material.G_MPa": [1, 1000],
        },
    )
    force = "relief of shear force V @ solder/board"
    soft, stiff = frame[f"{force}, oxide under the pad [1]"]
    assert soft > 0.8
    assert 0 < stiff < soft / 3
    assert (frame[f"{force}, nothing around [1]"].abs() < 0.03).all()
    for place in ("pad", "ubm"):  # as hot as the solder that froze on them: freed where they float
        soft, stiff = frame[mean(place, "oxide under the pad")]
        assert soft > 0.2 > -0.05 > stiff
    assert frame[mean("passivation", "oxide under the pad")][0] < -1  # nothing holds it
    drawn("pad_compliance", frame, tmp_path)


def test_openings_of_an_interface_layer_cost_its_thickness_over_their_pitch(tmp_path: Path) -> None:
    from studies.interface_layer import IN_PLANE, LATE, MEAN, against_mold, blanket, taken_back

    frame = few(
        "interface_layer",
        {
            "interface_thickness_um": [5, 5, 1],
            "opening_width_um": [20, 20, 20],
            "opening_pitch_um": [200, 100, 200],
            "die_half_width_um": [400, 400, 400],
        },
    )
    cost = taken_back(frame) * frame["opening_pitch_um"] / frame["interface_thickness_um"]
    assert cost[1] == pytest.approx(cost[0], rel=0.2)
    assert 5 < cost[2] < cost[0] < 40
    dense, sparse = against_mold(frame, MEAN)[0][1], against_mold(frame, MEAN)[0][0]
    assert dense < sparse < against_mold(frame, IN_PLANE, "no-openings")[0][0] < 4

    def less(layer: str) -> float:
        return 1 - blanket(layer, 1) / blanket("EMC", 1)

    # laminate theory in the order of births: what a coat's cure has done stays
    assert less("polysilicon") == pytest.approx(0.0036, abs=1e-4)
    assert less("polyimide") < -0.002 < 0 < less(LATE) < 0.0003
    cured, late = (against_mold(frame, IN_PLANE, layer)[0][2] for layer in ("polyimide", LATE))
    assert 0.9 < (late - cured) / (100 * (less(LATE) - less("polyimide"))) < 1.8  # with its edges'
    drawn("interface_layer", frame, tmp_path)


def test_an_interface_layer_acts_where_it_ends_and_polyimide_against_it(tmp_path: Path) -> None:
    from studies.interface_edge import LATE, against_mold, shear

    frame = few(
        "interface_edge",
        {
            "interface_thickness_um": [5, 5, 1, 5],
            "setback_um": [2, 20, 5, 0],
            "die_half_width_um": [400, 400, 400, 400],
        },
    )
    near, far, thin, _ = against_mold(frame, shear(5))[0]
    assert near > 30 > thin > far > 0
    assert against_mold(frame, shear(50))[0][1] > against_mold(frame, shear(50))[0][0]
    assert (against_mold(frame, shear(5), "polyimide")[0] < -5).all()
    cured, late = (against_mold(frame, shear(20), layer)[0][3] for layer in ("polyimide", LATE))
    assert 0 < cured < late - 10  # flush: what it takes as a cushion, it adds by its own pull
    drawn("interface_edge", frame, tmp_path)
