"""Solder that creeps and metals that yield, all at once, by the sets that their materials list first."""

import pytest
from shell import stressbump
from tomli_w import dumps

import stressbump as sb
from stressbump.designs.design import design_of, load
from stressbump.errors import InputError
from stressbump.materials import find
from stressbump.process.build import build
from stressbump.verification.recipes import table

SILICON = {"E_MPa": 130e3, "nu": 0.28, "cte_ppm_per_K": 2.6}
CYCLE = {"low_C": 0, "high_C": 50, "ramp_min": 1, "dwell_min": 0, "count": 1}
FLOW = {"pad": "Cu (kinematic film)", "ball": "SAC305 (Anand Chang)", "coat": "silicone"}
PLAIN = {"pad": "Cu", "ball": "SAC305", "coat": "silicone"}
BARE = dict.fromkeys(("pad", "ball", "coat"), SILICON)


def joint(of, **history):
    """A ball on a pad on a die, coated; in the reference the coat is a metal."""
    steps = [
        {"deposit": "die", "material": "silicon", "thickness_um": 20.0, "born_C": 25.0},
        {"deposit": "pad", "material": of["pad"], "thickness_um": 3.0, "born_C": 60.0},
        {"deposit": "ball", "material": of["ball"], "thickness_um": 10.0, "born_C": 217.0},
        {"deposit": "coat", "material": of["coat"], "thickness_um": 2.0, "born_C": 165.0},
    ]
    swap = {"name": "metal", "swap": {"coat": of.get("swap", "Al")}}
    found = table(steps, 40.0, support="laminate") | {"reference": [swap]}
    found |= {"windows_um": [20.0], "aspect": 100}
    return found | {"history": history} if history else found


def built(of, **history):
    """The section of a joint that flows all at once, and of its reference."""
    recipe = design_of(joint(of, **history)).inelastic().recipe
    section = build(recipe)
    return section, section.changed(recipe.references[0])


def mean(answer, place):
    """The mean von Mises stress of a region as built."""
    wanted = ("mean von Mises stress", place)
    return next(v.value for v in answer.values[0] if (v.measure, v.where) == wanted)


@pytest.fixture(scope="module")
def all_at_once():
    return sb.relief(joint(PLAIN), references=(), inelastic=True, bars=False)


def test_all_that_can_flows_as_if_it_were_named_one_by_one():
    recipe = design_of(joint(FLOW | {"swap": "Al (kinematic film)"})).recipe
    named = build(recipe)
    for once, by_name in zip(
        built(PLAIN), (named, named.changed(recipe.references[0])), strict=True
    ):
        assert once.regions == by_name.regions


def test_the_same_by_a_file_by_settings_and_by_a_sweep(all_at_once, tmp_path):
    assert design_of(joint(PLAIN, inelastic=True)).recipe == all_at_once.design.recipe
    (tmp_path / "joint.toml").write_text(dumps(joint(PLAIN)))
    by_setting = load(str(tmp_path / "joint.toml"), ["history.inelastic=true"])
    assert by_setting.recipe.history == all_at_once.design.recipe.history
    frame = sb.sweep(
        joint(PLAIN),
        {"history.inelastic": [False, True]},
        str(tmp_path / "run"),
        references=(),
        measures=["mean von Mises stress @ ball"],
        workers=0,
    )
    (column,) = (c for c in frame.columns if "von Mises" in c)
    elastic, flowing = frame[column]
    assert flowing == pytest.approx(mean(all_at_once, "ball"), rel=1e-9)
    assert flowing < 0.5 * elastic


def test_a_set_by_name_and_constants_of_ones_own_stay():
    own = {"like": "Cu", "memory": {"law": "plastic", "yield_MPa": 90.0, "hardening_MPa": 500.0}}
    chosen = {"pad": own, "ball": "SAC305 (Anand Motalab)", "coat": "Al"}
    found = {r.name: r.material for r in built(chosen)[0].regions}
    assert found["ball"].name == "SAC305 (Anand Motalab)"
    assert found["pad"].law.flow.plastic.yield_stress == 90.0
    assert found["coat"].name == "Al (kinematic film)"


def test_what_is_like_a_metal_flows_like_it_unless_it_yields_elsewhere():
    soft, strong = (
        built(PLAIN | {"pad": {"like": "Cu"} | own})[0].find("pad").material
        for own in ({"E_GPa": 90.0}, {"yield_MPa": 90.0})
    )
    assert soft.law.size == find("Cu (kinematic film)").law.size
    assert soft.law.elastic.E == 90e3
    assert strong.law == find("Cu").law


def test_a_region_made_like_another_of_ones_own_flows_as_that_does():
    of = joint(PLAIN | {"pad": {"like": "Cu", "E_GPa": 90.0}}, inelastic=True)
    recipe = design_of(of | {"reference": [{"name": "pads", "like": {"coat": "pad"}}]}).recipe
    changed = build(recipe).changed(recipe.references[0])
    assert changed.find("coat").material.law == changed.find("pad").material.law


def test_an_elastic_answer_says_what_it_leaves_out_and_the_other_what_has_no_constants(all_at_once):
    warnings = sb.relief(joint(PLAIN), references=(), bars=False).warnings
    assert warnings[-1] == "left out: creep of ball; yield of pad; --inelastic takes them in"
    assert all_at_once.warnings[-1] == "elastic for want of constants: coat"
    assert not any(w.startswith("left out") for w in all_at_once.warnings)
    assert sb.relief(joint(BARE), references=(), bars=False).warnings == ()


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (
            {"pad": SILICON, "ball": SILICON, "coat": "silicone", "swap": "polyimide"},
            "of Si, pad, ball, silicone",
        ),
        (FLOW | {"swap": "polyimide"}, "SAC305 \\(Anand Chang\\), silicone"),
    ],
)
def test_it_is_refused_where_it_would_have_no_effect(of, words):
    with pytest.raises(InputError, match=f"history.inelastic has no effect: .*{words}"):
        sb.relief(joint(of), inelastic=True)


def test_other_designs_flow_too_where_anything_in_them_can():
    bare = joint({"pad": "SiO2", "ball": "SiO2", "coat": "PE-SiN", "swap": "SiO2"})
    answer = sb.relief(
        joint(PLAIN), references=(), against=[joint(PLAIN), bare], inelastic=True, bars=False
    )
    assert [bool(s.assembly.remembering) for s in answer.stacks] == [True, True, False]


def test_a_structure_averages_cycles_over_its_joint():
    bump = sb.ElastomerBump(inelastic=True, cycle="IPC-9701 TC3")
    (layer,) = bump.recipe().layers
    assert (layer.of, layer.at, layer.thickness_um) == ("solder", "ubm_Au", 12.7)
    assert design_of(sb.ElastomerBump()).inelastic().structure == sb.ElastomerBump(inelastic=True)


def test_commands_take_it(tmp_path):
    path = tmp_path / "joint.toml"
    path.write_text(dumps(joint(PLAIN, cycle=CYCLE) | {"reference": []}))
    refused = stressbump("solve", path, "--no-bars")
    assert refused.code == 2
    assert "--inelastic" in refused.err
    said = stressbump("life", path, "--inelastic", "--no-bars")
    assert said.code == 0, said.err
    assert "dissipated work per cycle" in said.out
    path.write_text(dumps(joint(PLAIN)))
    said = stressbump("relief", path, "--inelastic", "--no-bars", "--end", 200)
    assert "note: elastic for want of constants: coat" in said.out, said.err
