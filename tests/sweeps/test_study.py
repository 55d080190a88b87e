"""A study file says what is varied; what it cannot mean is refused by its key."""

import pytest
import tomli_w
from shell import stressbump
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.errors import InputError
from stressbump.sweeps import cases
from stressbump.sweeps.study import Range, Study, load

GRID = """
design = "elastomer-bump"
references = ["none"]
measures = ["mean von Mises stress @ passivation"]

[vary]
elastomer_thickness_um = [5, 10, 20]
elastomer = ["silicone", { G_MPa = 1.0, K_MPa = 1000, cte_ppm_per_K = 260 }]
passivation.1.thickness_um = { from = 0.02, to = 2.0, points = 3, scale = "log" }
"""


def written(folder, text):
    path = folder / "thick.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_names_its_study_and_all_its_designs(tmp_path):
    study = load(written(tmp_path, GRID))
    cases.check(study)
    assert study.name == "thick"
    assert cases.count(study) == 3 * 2 * 3
    assert [p["passivation.1.thickness_um"] for p in cases.points(study)][:3] == pytest.approx(
        [0.02, 0.2, 2.0]
    )


@pytest.mark.parametrize("references", [None, (), ("none",)])
def test_what_is_written_reads_back_equal(tmp_path, references):
    study = load(written(tmp_path, GRID)).model_copy(update={"references": references})
    assert Study.from_table(study.to_table(), "again") == study
    path = written(tmp_path, tomli_w.dumps(study.to_table()))
    assert load(path).digest == study.digest


def test_a_design_is_a_name_a_file_beside_the_study_a_table_or_a_structure(tmp_path):
    (tmp_path / "plate.toml").write_text(tomli_w.dumps(PLATE), encoding="utf-8")
    by_file = load(written(tmp_path, 'design = "plate.toml"'))
    assert by_file.design == PLATE
    assert Study(design=PLATE).digest == by_file.digest
    bump = Study(design=sb.ElastomerBump(pitch=150))
    assert bump.design["geometry"]["pitch_um"] == 150


def test_a_csv_holds_designs_row_by_row(tmp_path):
    (tmp_path / "designs.csv").write_text(
        "\ufeffelastomer_thickness_um,elastomer\n5,silicone\n,polyimide\n", encoding="utf-8"
    )
    study = load(
        written(
            tmp_path, 'design = "elastomer-bump"\nsampling = { how = "csv", file = "designs.csv" }'
        )
    )
    made = list(cases.cases(study, ""))
    assert [c.table.get("geometry") for c in made] == [{"elastomer_thickness_um": 5}, None]
    assert [c.table["materials"]["elastomer"] for c in made] == ["silicone", "polyimide"]


def test_an_empty_cell_has_a_page_and_reads_back(tmp_path):
    (tmp_path / "plate.toml").write_text(tomli_w.dumps(PLATE), encoding="utf-8")
    (tmp_path / "designs.csv").write_text("film.born_C,film.material\n100,Cu\n,Al\n200,\n")
    text = (
        'design = "plate.toml"\nreferences = []\nsampling = { how = "csv", file = "designs.csv" }'
    )
    path = written(tmp_path, text)
    study = load(path)
    assert study.vary["film.born_C"] == (100, None, 200)
    assert load(written(tmp_path, tomli_w.dumps(study.to_table()))).vary == study.vary
    path.write_text(text)
    assert stressbump("sweep", path, "-o", tmp_path / "o", "--report").code == 0
    assert stressbump("report", tmp_path / "o").code == 0


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            'pitch_um,end_C\n150,25\n"1,5",25\n',
            "line 3, pitch_um: a number is written with a point",
        ),
        ("pitch_um,pitch_um\n150,25\n", "the keys in line 1 must differ; ['pitch_um'] do not"),
    ],
)
def test_faults_of_a_csv_are_told_with_line_and_key(tmp_path, cells, words):
    (tmp_path / "designs.csv").write_text(cells)
    text = BUMP + 'sampling = { how = "csv", file = "designs.csv" }'
    with pytest.raises(InputError) as refusal:
        load(written(tmp_path, text))
    assert words in str(refusal.value)


BUMP = 'design = "elastomer-bump"\n'
VARY = BUMP + "[vary]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('design = "elastomer-bmp"', "did you mean 'elastomer-bump'"),
        (BUMP + "referenzes = []", "unknown key; did you mean 'references'"),
        (VARY + "elastomer_thicknes_um = [1]", "did you mean 'elastomer_thickness_um'"),
        (VARY + "pitch_um = []", "vary.pitch_um: at least 1"),
        (VARY + "pitch_um = { from = 9, to = 1, points = 2 }", "lies above"),
        (VARY + "pitch_um = { from = 1, to = 9 }", "needs points"),
        (VARY + "elastomer.Gmod = [1]", "elastomer is 'silicone', which has no Gmod"),
        (VARY + "ubm.4.thickness_um = [1]", "films 1 … 3"),
        (VARY + "pitch_um = [0, -1]", "pitch_um"),
        (VARY + 'pitch_um = [1]\n[sampling]\nhow = "sobol"', "points is missing"),
        (VARY + 'pitch_um = [1, 2]\nend_C = [1]\n[sampling]\nhow = "list"', "equally long"),
        (BUMP + 'references = ["air"]', "no reference 'air'; allowed: none"),
        (BUMP + 'sampling = { how = "csv" }', "sampling.file is missing"),
        (BUMP + 'sampling = { how = "csv", file = "no.csv" }', "no.csv: cannot be read"),
        ("design = ", "not TOML"),
        ("refine = 1", "design = "),
        ('structure = "elastomer-bump"', 'structure: a study says design = "elastomer-bump"'),
        (VARY + "pitch_um = 1,5", "line 3: pitch_um = 1,5: a number is written with a point"),
        (VARY + 'pitch_um = [150, "1,5"]', "pitch_um, item 2: a number is written with a point"),
        (VARY + "pitch_um = [1]\npitch_um = [2]", "line 4: pitch_um stands there a second time"),
        (VARY + '"ubm.1" = ["Cu"]\nubm.1 = ["Al"]', "ubm.1 stands there twice"),
        (VARY + "pitch_um = [1]\ngeometry.pitch_um = [2]", "set the same value"),
    ],
)
def test_faults_are_told_with_their_key(tmp_path, text, words):
    with pytest.raises(InputError) as refusal:
        cases.check(load(written(tmp_path, text)))
    assert words in str(refusal.value)


def test_a_grid_of_too_many_designs_is_refused():
    vary = {k: {"from": 1, "to": 2, "points": 10_000} for k in ("pitch_um", "reflow_C")}
    with pytest.raises(InputError, match="100,000,000 cases"):
        cases.check(Study(design="elastomer-bump", vary=vary))


def test_a_range_is_even_by_its_scale():
    log = Range.model_validate({"from": 1, "to": 100, "scale": "log"})
    assert [log.at(s) for s in (0, 0.5, 1)] == pytest.approx([1, 10, 100])
    assert Range.model_validate({"from": 1, "to": 4, "whole": True}).at(0.4) == 2


def test_a_reference_may_be_one_that_only_some_designs_have():
    asked = {"references": ["flat-pad"], "measures": ["curvature"], "workers": 0}
    frame = sb.sweep("recessed-pad-bump", {"recess_depth_um": [0.0, 0.3]}, **asked)
    assert frame["curvature @ substrate, flat-pad [1/m]"].notna().tolist() == [False, True]
    with pytest.raises(InputError, match="no reference 'flat-pd'; allowed: flat-pad"):
        sb.sweep(
            "recessed-pad-bump",
            {"recess_depth_um": [0.0, 0.3]},
            **asked | {"references": ["flat-pd"]},
        )
