"""Keys of --set and [vary]: every key of a recipe has an address, and none is set in vain."""

import tomllib
from pathlib import Path

import pytest
from shell import SMALL, stressbump

from stressbump import materials, relief
from stressbump.answers.options import Options
from stressbump.cli.shared import end_temperatures
from stressbump.designs.design import from_table, load
from stressbump.designs.varied_keys import addresses, find_all
from stressbump.errors import InputError
from stressbump.sweeps import cases
from stressbump.sweeps.study import Study

PILLAR = str(Path(__file__).parents[2] / "meshes" / "copper-pillar.toml")
REFLOWED = """
[cell]
width_um = 20
[[step]]
deposit = "base"
material = "silicon"
thickness_um = 6
born_C = 25
[[step]]
print = "solder"
material = "SAC305"
diameter_um = 28
thickness_um = 16
born_C = 217
[[step]]
deposit = "coat"
material = "silicone"
thickness_um = 2
[[step]]
reflow = "solder"
wets = "base"
born_C = 217
cures = "coat"
"""


def pillar(*settings):
    return load(PILLAR, settings).recipe


@pytest.mark.parametrize(
    ("key", "step", "field", "value"),
    [
        ("polyimide.diameter_um", 8, "diameter_um", 40.0),
        ("pad.diameter_um", 4, "diameter_um", 50.0),
        ("ubm_Ti.undercut_um", 17, "undercut_um", 1.0),
        ("solder.standoff_um", 18, "standoff_um", 3.0),
        ("step.8.diameter_um", 8, "diameter_um", 40.0),
        ("polyimide.thickness_um", 7, "thickness_um", 4.0),
    ],
)
def test_a_region_reaches_the_steps_that_act_on_it(key, step, field, value):
    changed = pillar(f"{key}={value}").steps
    before = pillar().steps
    assert getattr(changed[step - 1], field) == value
    same = [after == own for after, own in zip(changed, before, strict=True)]
    assert [n for n, kept in enumerate(same, 1) if not kept] == [step]
    varied = Study(design=PILLAR, vary={key: [value]})
    (case,) = cases.cases(varied, "")
    assert from_table(case.table, "case").recipe.steps == changed


def test_every_address_that_is_shown_can_be_set():
    table = tomllib.loads(Path(PILLAR).read_text(encoding="utf-8"))
    keys = [key for key, _ in addresses(pillar())]
    _, places = find_all(table, keys, "--set")
    assert len({place.paths for place in places}) == len(keys)
    shown = stressbump("show", PILLAR).out
    assert all(key in shown for key in keys)
    assert "step 8, open polyimide" in shown


def test_windows_and_aspect_belong_to_the_whole():
    assert pillar("windows_um=[1]", "aspect=10").windows_um == (1.0,)


def test_the_birth_of_what_is_reflowed_is_that_of_its_reflow(tmp_path):
    (tmp_path / "r.toml").write_text(REFLOWED)
    steps = load(str(tmp_path / "r.toml"), ["solder.born_C=150"]).recipe.steps
    assert [getattr(step, "born_C", None) for step in steps] == [25, 217, None, 150]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("coat.born_C", "step 4, reflow solder, cures coat and has it born anew at 217 °C"),
        ("step.5.born_C", "steps are numbered 1 … 4, not '5'"),
        ("step.x.born_C", "steps are numbered 1 … 4, not 'x'"),
        ("step.1", "wanted is <region>.<key>, step.<number>.<key>"),
        (
            "base.material.Emod",
            "base.material is 'silicon', which has no Emod; allowed: E_GPa, E_MPa",
        ),
        (
            "base.material.E_GPA",
            "base.material is 'silicon', which has no E_GPA; did you mean 'E_GPa'?",
        ),
        ("base.how.E_MPa", "base.how is None, which has no E_MPa"),
    ],
)
@pytest.mark.parametrize("asked", ["--set", "study: [vary]"])
def test_what_would_have_no_effect_is_refused(key, words, asked):
    with pytest.raises(InputError) as refusal:
        find_all(tomllib.loads(REFLOWED), [key], asked)
    assert str(refusal.value).startswith(f"{asked} {key}: {words}")


def test_two_openings_of_a_region_are_told_apart():
    table = tomllib.loads(SMALL)
    table["step"] += [{"open": "coat", "diameter_um": 4}, {"open": "coat", "diameter_um": 8}]
    with pytest.raises(
        InputError, match=r"which one is meant: step\.5\.diameter_um or step\.6\.diameter_um"
    ):
        find_all(table, ["coat.diameter_um"], "--set")


def test_a_number_inside_a_material_is_set_where_it_is_varied():
    soft = "elastomer={ E_MPa = 1, nu = 0.4995, cte_ppm_per_K = 260 }"
    assert load("elastomer-bump", [soft, "elastomer.E_MPa=3"]).structure.elastomer["E_MPa"] == 3


@pytest.mark.parametrize(
    ("design", "key"),
    [
        ("elastomer-bump", "elastomer.E_MPa"),
        ("elastomer-bump", "passivation.1.material.E_MPa"),
        (PILLAR, "polyimide.material.E_MPa"),
        (PILLAR, "step.7.material.E_MPa"),
    ],
)
def test_a_number_of_a_named_material_is_set_where_it_is_varied(design, key):
    """`--set` and `[vary]` make the same table of it, which is like the material but for the number."""
    (case,) = cases.cases(Study(design=design, vary={key: [3e3]}), "")
    varied, given = from_table(case.table, "case"), load(design, [f"{key}=3000"])
    assert varied.recipe == given.recipe
    pairs = [
        (materials.resolve(old.material, "old"), materials.resolve(new.material, "new"))
        for old, new in zip(load(design).recipe.steps, given.recipe.steps, strict=True)
        if old != new
    ]
    assert pairs
    for base, own in pairs:
        assert (own.law.E, own.law.nu, own.law.cte) == (3e3, base.law.nu, base.law.cte)
        assert (own.rule, own.births) == (base.rule, base.births)


def test_end_temperatures_may_be_a_range(tmp_path):
    table = tomllib.loads(SMALL) | {"history": {"end_C": {"from": -40, "to": 125, "step": 5}}}
    found = from_table(table, "stack").recipe
    assert found.history.end_C == tuple(range(-40, 126, 5))
    assert from_table(found.to_table(), "again").recipe == found
    hot = load("elastomer-bump", ["end_C={ from = 125, to = 25, step = 50 }"])
    assert hot.recipe.history.end_C == (125, 75, 25)
    (tmp_path / "small.toml").write_text(SMALL)
    said = stressbump(
        "solve", tmp_path / "small.toml", "--no-bars", "--end=-40:60:50", "--end", 125
    )
    assert [t for t in (-40, 10, 60, 125) if f"small at {t} °C" in said.out] == [-40, 10, 60, 125]


@pytest.mark.parametrize(
    "end", [{"from": 1, "to": 2}, {"from": 0, "to": 10, "step": 3}, {"from": 0, "to": 9, "step": -3},
            {"from": 0, "to": 9, "step": 1e-9}, {"from": "a", "to": 9, "step": 1}]
)  # fmt: skip
def test_a_range_that_leads_nowhere_is_refused(end):
    with pytest.raises(InputError, match="end_C"):
        from_table(tomllib.loads(SMALL) | {"history": {"end_C": end}}, "stack")


@pytest.mark.parametrize("text", ["cold", "1:2", "1:2:x", "0:10:3", "1:2:3:4", "0:1:nan"])
def test_an_end_that_is_none_is_refused(text):
    said = stressbump("solve", "elastomer-bump", f"--end={text}")
    assert said.code == 2
    assert said.err.startswith(f"stressbump: --end {text}: ")


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        ("-40:125:7", "no step ends on 125; steps of 6.875 do"),
        ("0:1:9", "no step ends on 1; steps of 1 do"),
        ("0:10:-2", "a step above 0 is wanted, downwards as well"),
        ("25:25:1", "both ends are one temperature"),
        ("0:1000:1", "1000 steps; at most 500 are allowed, of 2 or more"),
        ("0:inf:1", "finite numbers are wanted"),
    ],
)
def test_each_fault_of_a_range_is_told_for_itself(ends, says):
    with pytest.raises(InputError) as refusal:
        end_temperatures([ends])
    assert says in str(refusal.value)
    assert str(refusal.value).startswith(f"--end {ends}: from ")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["history.end_C=[125, 25, 100, 25]"], "stack: history.end_C: 25 °C stands twice"),
        (["history.end_C=[25, 25.0]"], "a temperature that comes back is a cycle, history.cycle"),
        (["windows_um=[2, 1, 2]"], "stack: windows_um: 2 µm stands twice"),
    ],
)
def test_what_stands_twice_is_refused(settings, told):
    with pytest.raises(InputError) as refusal:
        from_table(tomllib.loads(SMALL), "stack", settings)
    assert told in str(refusal.value)


def test_an_end_that_comes_back_is_refused_wherever_it_is_given():
    for given in (["125", "25", "125"], ["25:125:50", "125"]):
        with pytest.raises(InputError, match=r"^--end: 125 °C stands twice"):
            end_temperatures(given)
    with pytest.raises(InputError, match=r"^end: 125 °C stands twice"):
        relief("elastomer-bump", end=[125, 25, 125])
    with pytest.raises(InputError, match=r"\[history\] end_C: 25 °C stands twice"):
        load("elastomer-bump", ["end_C=[25, 25]"])
    with pytest.raises(InputError, match=r"^windows_um: 5 µm stands twice"):
        Options(windows_um=(5, 5))


# ---- friction


BUMP = {"structure": "elastomer-bump"}
FACE = "contact.friction.elastomer/solder"


@pytest.mark.parametrize("there", [{}, {"contact": {"friction": {"solder/elastomer": 0.1}}}])
def test_friction_of_all_faces_or_of_one_is_set_and_varied(there):
    face = frozenset(("solder", "elastomer"))
    for key in ("contact.friction", FACE):
        (case,) = cases.cases(Study(design=BUMP | there, vary={key: [0.3]}), "")
        for design in (from_table(case.table, "x"), from_table(BUMP | there, "x", [f"{key}=0.3"])):
            assert design.recipe.contact.of(face) == 0.3


def test_friction_of_a_crack_of_the_command_line_is_set_with_it(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL)
    settings = ["contact.friction.film/base=0.3"]
    design = load(str(tmp_path / "small.toml"), settings, ["base/film:outer:1um"])
    assert design.recipe.contact.of(frozenset(("base", "film"))) == 0.3
    assert ("contact.friction.film/base", 0.3) in addresses(design.recipe)
    with pytest.raises(InputError, match="no free_faces and no"):
        load(str(tmp_path / "small.toml"), ["contact.friction=0.3"])


@pytest.mark.parametrize(
    ("table", "key", "told"),
    [
        (BUMP, "friction", "did you mean 'contact.friction'"),
        (BUMP, "contact.frict", "did you mean 'contact.friction'"),
        (tomllib.loads(REFLOWED), "friction", "did you mean 'contact.friction'"),
        (BUMP | {"contact": {"friction": 0.2}}, FACE, "= 0.2 is of all faces; give it by face"),
        (BUMP | {"contact": 3}, FACE, r"\[contact\] is a table; here stands 3"),
    ],
)
def test_keys_of_friction_that_lead_nowhere_are_named(table, key, told):
    with pytest.raises(InputError, match=told):
        find_all(table, [key], "--set")


def test_friction_is_not_varied_where_no_face_rubs():
    study = Study(design=BUMP, vary={"contact.friction": [0, 0.2]}, reduced=0.01)
    with pytest.raises(InputError, match=r"contact\.friction has no effect: no face rubs in these"):
        cases.check(study)


# ---- flaws


FLAWS = [{"at": "base/solder", "length_um": n} for n in (1, 2)]


def flawed(*settings, flaws=FLAWS):
    return from_table(tomllib.loads(REFLOWED) | {"flaw": flaws[:1]}, "a bump", settings)


def test_a_flaw_has_keys_in_any_design():
    assert flawed("flaw.length_um=3").recipe.flaws[0].length_um == (3,)
    assert flawed("flaw.1.toughness_J_m2=5").recipe.flaws[0].toughness_J_m2 == 5
    table = {"structure": "elastomer-bump", "flaw": [FLAWS[0] | {"at": "passivation/ubm_Cr"}]}
    design = from_table(table, "mine", ["flaw.length_um=[1, 2]", "pitch_um=160"])
    assert design.recipe.flaws[0].length_um == (1, 2)


@pytest.mark.parametrize(
    ("key", "count", "told"),
    [
        ("flaw.length_um", 0, r"there is no \[\[flaw\]\]"),
        ("flaw.length_um", 2, "flaws are numbered 1 … 2, as flaw.1.length_um"),
        ("flaw.3.length_um", 2, "flaws are numbered 1 … 2"),
        ("flaw.length", 1, "did you mean 'length_um'"),
        ("flaw.at", 1, "no such key of a flaw"),
        ("flaw", 1, "no such key of a flaw"),
    ],
)
def test_keys_of_flaws_that_lead_nowhere_are_named(key, count, told):
    with pytest.raises(InputError, match=told):
        find_all(tomllib.loads(REFLOWED) | {"flaw": FLAWS[:count]}, [key], "--set")
