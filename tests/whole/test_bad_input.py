"""What cannot be: each refusal has its own words and exit code, and none is a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shell import SMALL, stressbump

from stressbump.designs.design import load
from stressbump.errors import GeometryError, InputError, MeshError
from stressbump.mesh.meshing import generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

BUMP = 'structure = "elastomer-bump"\n'


def refused(path, code, *words, more=()):
    """The command line refuses a design, mostly before it is solved, in these words."""
    said = stressbump("mesh", path, *more)
    assert said.code == code, said
    assert said.err.startswith("stressbump: ")
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err
    assert said.out == ""
    return said.err


# Options


@pytest.mark.parametrize(
    ("command", "given", "names"),
    [
        (["cracks", "a.toml", "--at", "a/b"], ["--end", "25", "--end=30"], "'--end'"),
        (["cohesion", "a.toml", "--at", "a/b"], ["--end", "25", "--end", "25"], "'--end'"),
        (["mesh", "a.toml"], ["-o", "here", "--out", "there"], "'-o' / '--out'"),
        (["solve", "a.toml"], ["--bars", "--no-bars"], "'--bars' / '--no-bars'"),
        (["list"], ["--json", "--json"], "'--json'"),
    ],
)
def test_of_what_is_given_twice_the_last_alone_would_count(command, given, names):
    said = stressbump(*command, *given)
    assert (said.code, said.out) == (2, "")
    assert f"Invalid value for {names}: stands there 2 times; allowed is once" in said.err


def test_what_is_repeatable_is_repeated():
    said = stressbump(
        "solve", "missing.toml", "--end", "25", "--end", "30", "--set", "a=1", "--set=b=1"
    )
    assert "missing.toml: no such file" in said.err


# Files


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.toml", None, "missing.toml: no such file, and no structure of that name"),
        ("truncated.toml", SMALL[:117].encode(), "not TOML, or truncated"),
        ("binary.toml", bytes(range(256)), "not a text file (byte 128 is not UTF-8)"),
        ("utf16.toml", SMALL.encode("utf-16"), "not a text file (byte 0"),
        ("zeros.toml", bytes(4000), "not TOML, or truncated"),
        ("long.toml", b"#" * 10_000_001, "more than 10,000,000 bytes"),
        ("deep.toml", b"a = " + b"[" * 5000, "nested too deeply"),
        ("empty.toml", b"", 'neither `structure = "…"` nor a [[step]] stands there'),
        ("other.toml", b"a = 3", "neither"),
        ("name.toml", b"structure = 'elastomer_bump'", "did you mean 'elastomer-bump'"),
        ("number.toml", b"structure = 3", "structure: no 3; allowed: dry-film-bump"),
        ("x" * 300, None, "cannot be read"),
    ],
)
def test_files(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, 2, words)


def test_a_folder_for_a_file(tmp_path):
    refused(tmp_path, 2, "cannot be read: Is a directory")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    (tmp_path / "secret.toml").write_text(SMALL)
    (tmp_path / "secret.toml").chmod(0)
    refused(tmp_path / "secret.toml", 2, "cannot be read: Permission denied")


@pytest.mark.parametrize("command", ["relief", "solve", "mesh"])
def test_a_folder_that_cannot_be_made_is_refused_before_any_work(command, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    (tmp_path / "small.toml").write_text(SMALL)
    work = "stressbump.answers.solving.build"
    monkeypatch.setattr(work, lambda _: pytest.fail("work was done"))
    for folder, words in (
        (tmp_path / "taken", "a file stands there"),
        (tmp_path / "taken" / "deeper", "Not a directory"),
        ("/proc/nowhere", "no folder can be made"),
    ):
        said = stressbump(command, tmp_path / "small.toml", "-o", folder)
        assert said.code == 2
        assert words in said.err


# A structure's file: what stands there, and what would be allowed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("pitch_um = 150", "unknown key 'pitch_um'; it belongs in [geometry]"),
        ("geometry = 3", "[geometry] is a table; here stands 3"),
        ("[geometri]", "unknown key 'geometri'; did you mean 'geometry'"),
        ("[geometry]\npich_um = 150", "[geometry]: unknown key 'pich_um'; did you mean 'pitch_um'"),
        ("[geometry]\nelastomer_thickness_mm = 0.02", "did you mean 'elastomer_thickness_um'"),
        ("[geometry]\nreflow_C = 217", "unknown key 'reflow_C'; it belongs in [history]"),
        (
            "[geometry]\npitch_um = -150",
            "pitch_um: a number of at least 20 is wanted; here stands -150",
        ),
        ("[geometry]\npitch_um = nan", "pitch_um: a finite number is wanted; here stands nan"),
        ("[geometry]\npitch_um = inf", "pitch_um: a finite number is wanted; here stands inf"),
        ("[geometry]\npitch_um = '150'", "pitch_um: a number is wanted; here stands '150'"),
        ("[geometry]\npitch_um = true", "pitch_um: a number is wanted; here stands True"),
        ("[geometry]\npitch_um = 1" + "0" * 400, "pitch_um: a"),
        ("[geometry]\npitch_um = [150]", "pitch_um: a number is wanted; here stands [150]"),
        (
            "[geometry]\nopening_diameter_um = 90",
            "ubm_diameter_um = 80 must exceed opening_diameter_um = 90",
        ),
        ("[history]\nend_C = -300", "[history] end_C: a number of at least -273.15"),
        ("[history]\nend_C = []", "[history] end_C: at least 1 is wanted"),
        (
            "[process]\nlayout = 'bmp'",
            "[process] layout: 'bump' or 'line' is wanted; here stands 'bmp'",
        ),
        ("[process]\nsolder_bonded = 'yes'", "true or false is wanted; here stands 'yes'"),
        ("[materials]\nelastomer = 'silcone'", "no material 'silcone', did you mean 'silicone'"),
        ("[materials]\nelastomer = 3", "material is 3; allowed is a material's name or a table"),
        (
            "[materials]\nelastomer = { E_MPa = 3, nu = 0.51, cte_ppm_per_K = 260 }",
            "nu is 0.51; allowed is above -1 and up to 0.5",
        ),
        ("[materials]\nelastomer = { E_MPa = 3, nu = nan, cte_ppm_per_K = 260 }", "nu is nan"),
        ("[materials]\nelastomer = { E_GPa = -3, nu = 0.3, cte_ppm_per_K = 260 }", "E_GPa is -3"),
        (
            "[materials]\nelastomer = { E_GPa = 3e9, nu = 0.3, cte_ppm_per_K = 260 }",
            "looks like MPa or Pa",
        ),
        (
            "[materials]\nelastomer = { E_MPa = 3, nu = 0.3, cte_ppm_per_K = 26e-6 }",
            "looks like 1/K",
        ),
        (
            "[materials]\nelastomer = { E_MPa = 3, nu = 0.3, cte = 26 }",
            "did you mean 'cte_ppm_per_K'",
        ),
        ("[materials]\nubm = []", "[materials] ubm: at least 1 is wanted; here stands []"),
        (
            "[materials]\npassivation = 'SiO2'",
            "passivation: a table is wanted; here stands 'SiO2'",
        ),
        (
            "[materials]\npassivation = { material = 'SiO2', thickness_nm = 50 }",
            "passivation.thickness_nm: unknown key; did you mean 'thickness_um'",
        ),
        (
            "[relief]\nreferences = ['nothing']",
            "[relief] references: no reference 'nothing'; allowed: none, polyimide, pol",
        ),
        ("[relief]\nreferences = 'none'", "a list of names is wanted"),
        ("relief = 3", "[relief] holds one key, references; here stands 3"),
    ],
)
def test_files_of_structures(tmp_path, content, words):
    (tmp_path / "design.toml").write_text(BUMP + content)
    told = refused(tmp_path / "design.toml", 2, words)
    assert "design.toml: " in told


# A recipe's file


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("width_um = 20", "width_mm = 20", "cell.width_mm: unknown key; did you mean 'width_um'"),
        (
            "width_um = 20",
            "width_um = 0",
            "cell.width_um: a number above 0 is wanted; here stands 0",
        ),
        ("[cell]\nwidth_um = 20", "", "cell: this key is missing"),
        (
            "width_um = 20",
            "width_um = 20\nsupport = 'glued'",
            "cell.support: 'laminate', 'two laminates', 'flat', 'free' or 'clamped' is wanted",
        ),
        (
            "thickness_um = 1\n",
            "thickness_um = -1\n",
            "step 2 (deposit): thickness_um: a number of at least 0",
        ),
        (
            "thickness_um = 1\n",
            "thickness_nm = 1\n",
            "step 2 (deposit): thickness_nm: unknown key; did you mean 'thickness_um'",
        ),
        ("thickness_um = 1\n", "", "step 2 (deposit): thickness_um: this key is missing"),
        (
            'how = "planar"',
            'how = "flat"',
            "how: 'conformal', 'planar' or 'line_of_sight' is wanted",
        ),
        ("deposit = ", "depose = ", "exactly one verb is wanted"),
        ("pattern = ", "open = 'base'\npattern = ", "found the verbs open, pattern"),
        (
            'pattern = "film"',
            'pattern = "flim"',
            "no earlier step fills 'flim'; did you mean 'film'",
        ),
        (
            'deposit = "film"',
            'deposit = "a film"',
            "letters, digits and _ are allowed, a letter first",
        ),
        (
            "diameter_um = 20",
            "diameter_um = 20\ncount = 3",
            "need a pitch_um above their diameter; pitch_um is missing",
        ),
        (
            "born_C = 25",
            "born_C = -274",
            "born_C: a number of at least -273.15 is wanted; here stands -274",
        ),
        ("born_C = 25", "", "'base' stands at the end, but step 1 that fills it has no born_C"),
        ('material = "Cu"', "material = 3", "material is 3"),
        (
            "windows_um = [1, 2]",
            "windows_um = []",
            "windows_um: at least 1 is wanted; here stands []",
        ),
        (
            "windows_um = [1, 2]",
            "windows_um = [1e-9]",
            "windows_um, item 1: a number of at least 0.05",
        ),
        (
            'focus = ["film"]',
            'focus = ["flim"]',
            "focus: no step fills 'flim'; did you mean 'film'",
        ),
        (
            'empty = "coat"',
            'empty = "cote"',
            "reference 'bare': no step fills 'cote'; did you mean 'coat'",
        ),
        (
            'empty = "coat"',
            "",
            "[[reference]], item 1: it changes nothing; give swap, like, empty or born",
        ),
        ('empty = "coat"', 'empty = "coat"\nswap = { coat = "Cu" }', "'coat' is changed twice"),
        ('swap = { film = "Al" }', 'swap = { film = "Alu" }', "no material 'Alu'"),
        ("[[reference]]", "[[references]]", "unknown key 'references'; did you mean [[reference]]"),
        ("[cell]", "free_face = 3\n[cell]", "free_face: unknown key"),
        (
            "width_um = 20",
            "width_um = 20\nfree_faces = [['film', 'film']]",
            "'film' shares no face with itself",
        ),
    ],
)
def test_files_of_recipes(tmp_path, old, new, words):
    assert old in SMALL
    (tmp_path / "design.toml").write_text(SMALL.replace(old, new))
    refused(tmp_path / "design.toml", 2, words)


def test_steps_that_are_no_list_of_tables(tmp_path):
    for content, words in (
        ("step = 3", "[[step]] is a list of tables; here stands 3"),
        ("step = [3]", "step 1: a table is wanted, here stands 3"),
        ("step = []\n[cell]\nwidth_um = 3", "[[step]]: at least 1 is wanted; here stands []"),
    ):
        (tmp_path / "design.toml").write_text(content)
        refused(tmp_path / "design.toml", 2, words)


# Settings and options


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("pitch_um", "--set pitch_um: wanted is key=value"),
        ("=3", "--set =3: wanted is key=value"),
        ("pich_um=150", "--set pich_um: no such parameter; did you mean 'pitch_um'"),
        ("pitch_mm=0.15", "did you mean 'pitch_um'"),
        ("geometri.pitch_um=150", "no group or parameter 'geometri'; did you mean 'geometry'"),
        ("history.cycle.low_C=-40", "history.cycle is not given; give it, then its keys"),
        ("pitch_um=wide", "pitch_um: a number is wanted; here stands 'wide'"),
        ("pitch_um=nan", "a finite number is wanted; here stands nan"),
        ("pitch_um=", "a number is wanted; here stands ''"),
    ],
)
def test_settings_of_structures(setting, words):
    refused("elastomer-bump", 2, words, more=["--set", setting])


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("coat=3", "wanted is <region>.<key>, step.<number>.<key>, cell.<key> or history.<key>"),
        ("cote.thickness_um=3", "did you mean 'coat'"),
        ("coat.thickness_nm=3", "thickness_nm: unknown key; did you mean 'thickness_um'"),
        ("cell.width_mm=3", "cell.width_mm: unknown key"),
    ],
)
def test_settings_of_recipes(tmp_path, setting, words):
    (tmp_path / "design.toml").write_text(SMALL)
    refused(tmp_path / "design.toml", 2, words, more=["--set", setting])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["relief", "elastomer-bmp"], "no structure of that name; did you mean 'elastomer-bump'"),
        (["relief"], "Missing argument 'DESIGN'"),
        (["releif", "elastomer-bump"], "No such command 'releif'"),
        (["relief", "elastomer-bump", "--referense", "none"], "--reference"),
        (["relief", "elastomer-bump", "--refine", "9"], "less than or equal to 5"),
        (["relief", "elastomer-bump", "--refine", "-1"], "greater than or equal to 0"),
        (
            ["relief", "elastomer-bump", "--end", "cold"],
            "--end cold: a temperature in °C is wanted",
        ),
        (
            ["relief", "elastomer-bump", "--end", "-300"],
            "end: -300.0; allowed are temperatures of -273.15 … 1500 °C",
        ),
        (["relief", "elastomer-bump", "--end", "nan"], "end: nan; allowed"),
        (
            ["relief", "elastomer-bump", "--reference", "nome"],
            "no reference 'nome'; did you mean 'none'",
        ),
        (["relief", "elastomer-bump", "--against", "nowhere.toml"], "nowhere.toml: no such file"),
        (["relief", "elastomer-bump", "--accuracy", "good"], "a share is wanted, like 1% or 0.01"),
        (["relief", "elastomer-bump", "--accuracy", "nan"], "accuracy"),
        (["show", "elastomer-bmp"], "did you mean 'elastomer-bump'"),
        (["show", "nowhere.toml", "--recipe"], "nowhere.toml: no such file"),
        (["materials", "SAC3050"], "no material 'SAC3050', did you mean 'SAC305'"),
        (["materials", "SAC305 (nobody)"], "SAC305 has no alternative 'nobody'"),
        (["claims", "--structure", "elastomer"], "no claims; did you mean 'elastomer-bump'"),
    ],
)
def test_options(arguments, words):
    said = stressbump(*arguments)
    assert said.code == 2
    assert words in " ".join(said.err.split())
    assert "Traceback" not in said.err


def test_a_reference_asked_for_where_there_is_none(tmp_path):
    (tmp_path / "alone.toml").write_text(SMALL.partition("[[reference]]")[0])
    said = stressbump("relief", tmp_path / "alone.toml", "--reference", "bare")
    assert said.code == 2
    assert "no reference 'bare'; small has none" in said.err


# Geometry that cannot be: exit code 3


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["bump_height_um=300"], "touches its neighbour"),
        (["ubm_diameter_um=230", "pad_diameter_um=150"], "neighbours would touch"),
        (["elastomer_thickness_um=0.001"], "step 14, open elastomer: the window"),
        (['passivation=[{material="SiO2", thickness_um=0.0015}]'], "a feature of 1.50 nm"),
        (["ubm_diameter_um=60.001"], "below the tolerance of 2 nm"),
    ],
)
def test_bumps_that_do_not_fit(settings, words):
    refused("elastomer-bump", 3, words, more=[word for s in settings for word in ("--set", s)])


def steps(*more, plane=False):
    """A cell of 50 µm with 20 µm of silicon and further steps."""
    cell = {"kinematics": "generalized plane strain" if plane else "axisymmetric", "width_um": 50}
    base = {"deposit": "base", "material": "silicon", "how": "planar", "thickness_um": 20}
    return {"cell": cell, "step": [base | {"born_C": 25}, *more]}


def metal(verb, **more):
    return {verb: "metal", "material": "Cu", "born_C": 25} | more


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            [{"open": "base", "diameter_um": 10, "wall_angle_deg": 115}],
            "its walls meet 10.72 µm above",
        ),
        ([{"pattern": "base", "diameter_um": 10, "wall_angle_deg": 60}], "its walls meet"),
        ([{"open": "base", "diameter_um": 100}], "reaches the cell's wall at 50 µm"),
        ([{"strip": "base"}, metal("plate", onto="base", height_um=1)], "nothing of base stands"),
        ([metal("plate", onto="base", volume_um3=1e-3)], "less than 1 nm thick"),
        ([metal("plate", onto="base", volume_um3=1e9)], "does not fit into the cell"),
        (
            [metal("print", diameter_um=120, thickness_um=5)],
            "does not fit into a cell of half width 50",
        ),
        ([{"strip": "base"}], "nothing is left standing after 2 steps"),
        (
            [
                metal("print", diameter_um=98, thickness_um=200),
                {"reflow": "metal", "wets": "base", "born_C": 217},
            ],
            "touches its neighbour",
        ),
    ],
)
def test_steps_that_do_not_fit(more, words):
    with pytest.raises(GeometryError, match=words):
        build(Recipe.from_table(steps(*more), "steps"))


def test_metal_plated_without_a_resist_covers_all_that_lies_open():
    blanket = build(Recipe.from_table(steps(metal("plate", onto="base", height_um=2)), "x"))
    assert blanket.find("metal").shape.bounds == pytest.approx((0, 20, 50, 22))
    flush = [
        {"open": "base", "diameter_um": 20, "depth_um": 5},
        metal("plate", onto="base", height_um=2),
    ]
    grown = build(Recipe.from_table(steps(*flush), "x")).find("metal")
    assert grown.shape.area == pytest.approx(50 * 22 - 50 * 20 + 5 * 10, rel=1e-6)


def test_stray_lines_of_a_mask_cut_nothing():
    """A mask whose shadow meets an undercut in a line as well as in an area."""
    trench = {"open": "base", "diameter_um": 38, "depth_um": 0.5}
    under = {"etch": "base", "mask": "base", "undercut_um": 0.02, "depth_um": 0.02}
    assert build(Recipe.from_table(steps(trench, trench, under, plane=True), "x")).names == (
        "base",
    )


# Meshes and solutions that cannot be: exit codes 4 and 5


def test_more_unknowns_than_memory(monkeypatch):
    monkeypatch.setattr("os.sysconf", lambda name: 1024)
    refused("elastomer-bump", 4, "unknowns are forecast", "Refine less")


def test_too_many_edges_around_one_piece(monkeypatch):
    monkeypatch.setattr("stressbump.mesh.sizing.MOST_EDGES", 300)
    windows = {"diameter_um": 1, "centre_um": 5, "count": 90, "pitch_um": 4.9}
    film = metal("deposit", thickness_um=1), {"open": "metal"} | windows
    table = steps(*film, metal("fill", thickness_um=5) | {"fill": "mold"}, plane=True)
    table["cell"]["width_um"] = 500
    section = build(Recipe.from_table(table, "array"))
    with pytest.raises(MeshError, match="mold: 364 edges around one piece, more than 300"):
        generate(section)


def test_a_part_held_by_nothing_is_exit_code_3(tmp_path):
    hovering = SMALL.replace('empty = "coat"', 'empty = "film"').replace(
        'pattern = "film"\ndiameter_um = 20', 'strip = "nothing"'
    )
    hovering = hovering.replace('[[step]]\nstrip = "nothing"\n', "")
    hovering = hovering.replace("width_um = 20", 'width_um = 20\nsupport = "free"')
    (tmp_path / "design.toml").write_text(hovering)
    said = stressbump("relief", tmp_path / "design.toml", "--reference", "bare", "--no-bars")
    assert said.code == 3
    assert "made of 'coat' is held by nothing" in said.err


def test_a_reference_that_empties_everything_or_the_substrate_is_exit_code_2(tmp_path):
    for emptied in ('"base"', '["base", "film", "coat"]'):
        text = SMALL.replace('empty = "coat"', f"empty = {emptied}")
        (tmp_path / "design.toml").write_text(text)
        said = stressbump("relief", tmp_path / "design.toml", "--reference", "bare")
        assert said.code == 2
        assert "reference 'bare' empties 'base', which all else stands on" in said.err


def test_refusals_of_a_process_of_its_own():
    command = Path(sys.executable).with_name("stressbump")
    run = subprocess.run([command, "relief", "nowhere.toml"], capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("stressbump: nowhere.toml: no such file")
    assert run.stderr.count("\n") == 1


def test_python_hears_the_same_words():
    with pytest.raises(InputError, match="no such file"):
        load("nowhere.toml")
