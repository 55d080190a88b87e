"""Sets of constants of laws with memory: what they come to, which are refused, how they are found."""

import json
from dataclasses import replace

import numpy as np
import pytest
from shell import stressbump

from stressbump import materials
from stressbump.laws.flow.additive import Additive
from stressbump.laws.flow.anand import Anand
from stressbump.laws.flow.creep import Power
from stressbump.materials import MaterialError, find, memory
from stressbump.materials.guards import refuse_unlikely

SETS = [
    pytest.param(material, found, id=f"{material.name}: {found.label}")
    for material in map(find, materials.names())
    for found in material.inelastic
]
DARVEAUX = memory("63Sn37Pb", "Anand DARV00").flow


@pytest.mark.parametrize(("material", "found"), SETS)
def test_every_set_has_a_source_and_flows_as_solids_do(material, found):
    assert found.source
    law = memory(material.name, found.label)
    assert law.elastic == (found.elastic or material.law)
    assert law.fresh(2).shape[1] == 2
    if hasattr(law, "flow"):
        refuse_unlikely(law.flow, found.label)


@pytest.mark.parametrize(
    ("name", "label", "fast", "slow", "hot_fast", "hot_slow"),
    [
        ("SAC305", "Anand Chang", 32.07, 21.19, 18.03, 11.33),
        ("SAC305", "Anand Motalab", 42.09, 30.44, 22.83, 13.04),
        ("SAC305", "Anand Mysore", 60.55, 44.53, 33.62, 22.74),
        ("SAC305", "Anand Herkommer", 37.57, 22.61, 13.01, 6.41),
    ],
)
def test_flow_stress_at_two_rates_and_temperatures(name, label, fast, slow, hot_fast, hot_slow):
    """At 25 and 125 °C, 1e-3 and 1e-5 1/s, computed from the constants by other code."""
    rule = memory(name, label).flow
    found = [rule.saturation(rate, T) for T in (25, 125) for rate in (1e-3, 1e-5)]
    assert found == pytest.approx([fast, slow, hot_fast, hot_slow], abs=0.006)


RATES = {  # 1/s at 5, 10, 20 MPa, at −40, 25 and 125 °C, by other code
    ("SAC305", "creep Wiese"): "5.0e-11 4.0e-10 3.3e-9 1.0e-9 8.1e-9 1.5e-7 1.5e-8 1.3e-7 4.1e-5",
    (
        "SAC305",
        "creep Schubert",
    ): "3.1e-13 2.8e-11 2.9e-9 1.4e-10 1.2e-8 1.3e-6 3.3e-8 2.9e-6 3.0e-4",
    ("SAC305", "creep Zhang"): "1.3e-13 3.1e-12 2.8e-10 1.6e-10 3.7e-9 3.4e-7 9.3e-8 2.2e-6 2.0e-4",
    ("SAC405", "creep LAU03"): "6.8e-12 1.3e-10 2.3e-9 1.1e-9 2.0e-8 3.7e-7 1.0e-7 1.9e-6 3.5e-5",
    ("SAC405", "creep XIAO05 bulk"): (
        "4.9e-15 1.6e-13 1.0e-10 5.4e-12 1.8e-10 1.1e-7 3.0e-9 9.8e-8 6.0e-5"
    ),
    ("SAC405", "creep XIAO05 thin"): (
        "1.6e-12 3.3e-11 1.4e-8 3.5e-10 7.1e-9 2.9e-6 4.4e-8 8.9e-7 3.6e-4"
    ),
    ("SnPb", "creep DARV00"): "1.7e-12 2.0e-11 4.0e-10 3.4e-9 4.0e-8 7.9e-7 3.2e-6 3.8e-5 7.4e-4",
    ("SnPb", "creep FEUS00 sinh"): (
        "1.2e-9 1.2e-8 6.5e-7 1.9e-7 1.8e-6 1.0e-4 1.8e-5 1.7e-4 9.6e-3"
    ),
    ("SnPb", "creep FEUS00 powers"): (
        "8.8e-10 3.9e-9 6.8e-8 1.6e-7 3.6e-6 3.9e-4 8.4e-5 9.2e-3 1.2"
    ),
    ("SnPb", "creep DUT02"): "2.8e-10 2.9e-9 5.6e-8 1.7e-7 1.7e-6 3.4e-5 5.4e-5 5.6e-4 1.1e-2",
    ("SnPb", "creep POP97"): "2.7e-11 4.6e-10 7.7e-9 4.4e-9 7.4e-8 1.3e-6 3.0e-5 1.3e-2",
}


@pytest.mark.parametrize(("name", "label"), RATES)
def test_creep_rates(name, label):
    rule = memory(name, label).flow
    found = [rule.steady_rate(q, T) for T in (-40, 25, 125) for q in (5, 10, 20)]
    expected = list(map(float, RATES[name, label].split()))
    assert found[: len(expected)] == pytest.approx(expected, rel=0.06)


def test_two_papers_on_one_alloy_agree_where_they_may():
    """DARV00 and the separated law of WANG01 are by one group, on 62Sn36Pb2Ag."""
    one, two = (memory("SnPb", f"creep {n}").flow for n in ("DARV00", "WANG01 62Sn36Pb2Ag"))
    for T in (25, 125):
        assert one.steady_rate(10, T) == pytest.approx(two.steady_rate(10, T), rel=0.42)


def test_a_thin_cast_solder_creeps_faster_than_its_bulk():
    thin, bulk = (memory("SAC305", f"creep XIAO05 {form}").flow for form in ("thin", "bulk"))
    assert thin.steady_rate(5, 25) / bulk.steady_rate(5, 25) == pytest.approx(65, rel=0.05)
    assert thin.steady_rate(10, 25) / bulk.steady_rate(10, 25) == pytest.approx(40, rel=0.05)


def test_yield_of_solder_over_strain_and_temperature():
    knots = memory("SnPb", "creep and yield FEUS00").flow.plastic
    for kelvin, first, second in ((280, 21, 41), (320, 19, 31)):
        p = 3e-3 - second / 29e3  # the source's knots are of total strain, E = 29 GPa
        assert knots.strength(np.zeros(1), kelvin - 273.15)[0][0] == pytest.approx(first)
        assert knots.strength(np.array([p]), kelvin - 273.15)[0][0] == pytest.approx(second)
    line = memory("SnPb", "yield DUT02").flow.plastic
    stress, slope = line.strength(np.zeros(1), 423 - 273.15)
    assert stress[0] == pytest.approx(7.5)
    assert 1 / (1 / slope[0] + 1 / 18.8e3) == pytest.approx(173)


def test_the_one_complete_set_of_an_underfill_brings_its_own_modulus():
    """Shear modulus left after an hour: all but the last branch at 80 °C, little at 125 °C."""
    law = memory("UF (LAU00)", "Prony FEUS00")
    assert law.elastic.moduli(25).young == 5630
    cold, warm, hot = (law.traits(T)[1].value / law.moduli(T).shear for T in (23, 80, 125))
    left = 1 - (1 - 1300 / 5630) * (0.464 + 0.536 * (1 - np.exp(-3600 / 30435)))
    assert warm == pytest.approx(left, rel=1e-3)
    assert cold > 0.8 > warm > hot == pytest.approx(1300 / 5630, rel=1e-3)


# ---- traps


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"A": 4.0e-06}, "flow at"),  # ZAHN02's misprint
        ({"Q": 9400 * 8.314}, "Q in J/mol"),
        ({"Q": 9400e3}, "Q in J/mol"),
        ({"s0": 1800.0, "h0": 2e5, "s_hat": 2e3}, "psi given as MPa"),
        ({"s0": 0.0124, "h0": 1.379, "s_hat": 0.01379}, "solders flow at 3 to 120 MPa at 25 °C"),
    ],
)
def test_slips_of_constants_are_refused(changes, says):
    with pytest.raises(MaterialError, match=says):
        refuse_unlikely(replace(DARVEAUX, **changes), "[materials] solder")


def test_constants_in_psi_flow_as_no_solder_does():
    """ZAHN00's 90Pb10Sn, headed MPa; s and h0 as its steady flow has them."""
    psi = Anand(1.0, 7416, 2000, 6e-4, 0.303, 1.0, 1.0, 1e-9, 1.0)
    assert psi.saturation(1e-3, 25) == pytest.approx(6390, rel=1e-2)
    with pytest.raises(MaterialError, match="psi"):
        refuse_unlikely(psi, "here")


def test_a_wrong_sign_of_activation_is_refused():
    popelar = memory("SnPb", "creep POP97").flow.creep[0]
    wrong = Power(popelar.A * 1.5e11, popelar.n, popelar.Q, popelar.modulus)
    with pytest.raises(MaterialError, match="creep at"):
        refuse_unlikely(Additive((wrong,)), "here")


@pytest.mark.parametrize(
    ("name", "label", "says"),
    [
        ("63Sn37Pb", "Anand ZAHN02", "misprint of the 4.0E\\+06"),
        ("SnPb", "anand, thom02", "per hour"),
        ("SnPb", "creep POP97 as printed", "minus sign"),
        ("SAC305", "Anand Herkommer shear", "√3"),
        ("SAC305", "Anand Motalab 18000", "180 000"),
        ("SAC387", "Anand ZEJ12 95.78Sn3.38Ag0.84Cu", "8 351"),
        ("95Pb5Sn", "Anand ZEJ12 97Pb3Sn", "3.25E12"),
        ("90Pb10Sn", "Anand ZAHN00", "psi"),
        ("underfill", "Prony THOM02", "ν is negative"),
    ],
)
def test_sets_in_print_that_are_wrong_are_refused_by_name(name, label, says):
    with pytest.raises(MaterialError, match=says):
        memory(name, label)


# ---- by name


def test_a_set_is_found_as_people_write_it_and_holds_the_elastic_law_asked_for():
    assert memory("SAC305", "anand  chang") == memory("Sn3.0Ag0.5Cu", "Anand, Chang")
    held = memory("SAC305 (LAU03)", "Anand Chang")
    assert held.elastic == find("SAC305 (LAU03)").law
    assert held.flow == memory("SAC305", "Anand Chang").flow


@pytest.mark.parametrize(
    ("name", "label", "says"),
    [
        ("SAC305", "Anand Chan", "no set 'Anand Chan', did you mean 'Anand Chang'"),
        ("SAC305", "Garofalo", "it has 'Anand Chang', "),
        ("Si", "Anand Chang", "Si has no set of constants of a law with memory"),
        ("SAC3", "Anand Chang", "no material 'SAC3'"),
    ],
)
def test_an_unknown_set_is_answered(name, label, says):
    with pytest.raises(MaterialError, match=says) as caught:
        memory(name, label, where="bump.toml, [materials] solder")
    assert str(caught.value).startswith("bump.toml, [materials] solder: ")


def test_no_set_is_a_default():
    assert not hasattr(find("SAC305").law, "advance")


def test_the_command_shows_every_set_at_three_temperatures_and_the_traps():
    said = stressbump("materials", "SAC305").out
    assert "-40 °C" in said
    assert "125 °C" in said
    assert "Refused: Anand Motalab 18000" in said
    rows = [
        row for row in json.loads(stressbump("materials", "SAC305", "--json").out) if "set" in row
    ]
    assert {row["set"] for row in rows} == {found.label for found in find("SAC305").inelastic}
    chang = next(row for row in rows if row["set"] == "Anand Chang" and row["unit"] == "MPa")
    assert chang["value"] == pytest.approx(32.07, abs=0.01)
    assert [T for T, _ in chang["over_temperature"]] == [-40, 25, 125]


# ---- one's own

PLAIN = {"E_GPa": 40, "nu": 0.35, "cte_ppm_per_K": 22}
OWN_ANAND = {
    "law": "Anand", "s0_MPa": 45.9, "Q_over_R_K": 7460, "A_per_s": 5.87e6, "xi": 2, "m": 0.0942,
    "h0_MPa": 9350, "s_hat_MPa": 58.3, "n": 0.015, "a": 1.5,
}  # fmt: skip
OWN_TERM = {"A_per_s": 277984, "alpha_per_MPa": 0.02447, "n": 6.41, "Q_over_R_K": 6500}
OWN_PRONY = {"law": "Prony", "shear": [[0.5, 10], [0.3, 1000]]}
OWN_CURE = {
    "law": "cure", "A2_per_s": 1e5, "Q2_over_R_K": 6615, "m": 0.5, "n": 1.5, "shrinkage": 0.01,
    "start": 0.6,
}  # fmt: skip


def own(table):
    return memory(PLAIN | {"memory": table}, where="[materials] solder")


def test_ones_own_constants_make_the_law_of_the_library():
    assert own(OWN_ANAND).flow == memory("SAC305", "Anand Chang").flow
    assert (
        own({"law": "creep", "terms": [OWN_TERM]}).flow == memory("SAC305", "creep Schubert").flow
    )
    assert own(OWN_ANAND).elastic.moduli(25).young == 40e3


@pytest.mark.parametrize(
    "table",
    [
        {
            "law": "creep",
            "terms": [{"A_per_s": 4e-7, "n": 3, "Q_over_R_K": 3223}],
            "plastic": {"yield_MPa": 20},
        },
        {"law": "plastic", "yield_MPa": [[25, 200], [350, 100]], "hardening_MPa": 1000},
        {"law": "plastic", "yield_MPa": 100, "voce_MPa": 40, "voce_b": 15},
        {"law": "plastic", "yield_MPa": 100, "backstresses": [[20e3, 200], [1e3, 0]]},
        OWN_PRONY,
        OWN_PRONY | {"bulk": [[0.2, 5]], "shift": {"reference_C": 120, "Q_over_R_K": 3e4}},
        OWN_PRONY | {"shift": {"reference_C": 120, "Q_over_R_K": 3e4, "C1": 17.44, "C2_K": 51.6}},
        OWN_PRONY | {"shift": {"log10": [[25, 3], [125, -4]]}},
        OWN_CURE,
        OWN_CURE | {"relaxing": OWN_PRONY, "glass": {"raw_C": -20, "cured_C": 150, "lam": 0.4}},
    ],
)
def test_every_kind_of_law_can_be_ones_own(table):
    law = own(table)
    step = law.advance(law.fresh(1), np.full((6, 1), 1e-3), 100.0, 10.0)
    assert np.isfinite(step.tangent).all()
    assert law.traits(25)


def test_constants_fitted_to_shear_are_converted():
    """The tensile and the shear set of one paper differ so in ξ; a bar then feels √3 τ and γ̇/√3."""
    sheared = own(OWN_ANAND | {"fitted_in": "shear"}).flow
    tau = memory("SAC305", "Anand Chang").flow.saturation(np.sqrt(3) * 1e-3, 25)
    assert sheared.saturation(1e-3, 25) == pytest.approx(np.sqrt(3) * tau)
    for term in (OWN_TERM, {"A_per_s": 4e-7, "n": 3, "Q_over_R_K": 3223}):
        both = [
            {"law": "creep", "terms": [term], "fitted_in": kind} for kind in ("shear", "tension")
        ]
        shear, tension = (own(table).flow for table in both)
        gamma = tension.steady_rate(10 / np.sqrt(3), 25)
        assert shear.steady_rate(10, 25) == pytest.approx(gamma / np.sqrt(3))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (OWN_ANAND | {"s0_MPa": 0}, "s0 is 0; it must be above 0"),
        (OWN_ANAND | {"A_per_s": 1e-6}, "solders flow at 3 to 120 MPa"),
        (OWN_ANAND | {"s0_psi": 6657}, "no key 's0_psi'.*say their unit"),
        (OWN_ANAND | {"A_per_min": 1.0}, "no key 'A_per_min'"),
        (OWN_ANAND | {"xi": "2"}, "xi is '2'"),
        ({k: v for k, v in OWN_ANAND.items() if k != "a"}, "a is missing"),
        (OWN_ANAND | {"law": "Anandd"}, "law is one of 'Anand', 'creep'"),
        ({"s0_MPa": 1}, "law is one of"),
        ("Anand", "allowed is a table"),
        ({"law": "creep", "terms": []}, "terms is \\[\\]"),
        (
            {"law": "creep", "terms": [OWN_TERM | {"Q_over_R_K": 54000}]},
            "solders creep at 1e-12 to",
        ),
        ({"law": "creep", "terms": [OWN_TERM | {"n": None}]}, "terms, row 1, n is None"),
        ({"law": "plastic", "yield_MPa": 0}, "yield_MPa: it is 0; allowed is 0.001 to 20000 MPa"),
        ({"law": "plastic", "yield_MPa": 200, "hardening_MPa": -5}, "modulus is -5"),
        ({"law": "plastic", "yield_MPa": 200, "voce_MPa": 5}, "go together"),
        (OWN_PRONY | {"shear": [[0.8, 1], [0.4, 10]]}, "add up to 1.2"),
        (
            OWN_PRONY | {"shift": {"reference_C": 120, "C1": 17.44, "C2_K": 51.6}},
            "WLF says nothing",
        ),
        (OWN_PRONY | {"shift": {"log10": [[25, 3]], "reference_C": 25}}, "not both"),
        (OWN_CURE | {"glass": {"raw_C": -20, "cured_C": 150, "lam": 0.4}}, "does not relax"),
    ],
)
def test_constants_of_no_law_are_refused_where_they_stand(table, says):
    with pytest.raises(MaterialError, match=says) as caught:
        own(table)
    assert str(caught.value).startswith("[materials] solder: memory")


def test_a_table_without_a_law_or_with_directions_is_refused():
    with pytest.raises(MaterialError, match="under the key 'memory', or none"):
        memory(PLAIN, where="here")
    with pytest.raises(MaterialError, match="this is a sheet"):
        memory(PLAIN | {"E_through_GPa": 10, "memory": OWN_ANAND}, where="here")


@pytest.mark.parametrize(
    ("name", "set_"),
    [
        ("SAC305", "Anand Chang"),
        ("SAC405", "Anand Reinikainen"),
        ("63Sn37Pb", "Anand DARV00"),
        ("Sn3.5Ag", "Anand WANG01"),
        ("Cu", "kinematic film"),
        ("Al", "kinematic film"),
        ("Au", "yield film"),
    ],
)
def test_solders_and_metals_flow_by_the_set_they_list_first(name, set_):
    assert find(name).flow.label == set_
    assert find(name).flowing() == find(f"{name} ({set_})")


@pytest.mark.parametrize("name", ["Cr", "silicon", "underfill", "SAC305 (Anand Motalab)"])
def test_polymers_ceramics_and_what_has_no_set_or_one_already_stay_as_they_are(name):
    assert find(name).flow is None
    assert find(name).flowing() == find(name)


def test_moduli_of_a_source_flow_by_a_set_of_that_source():
    """The foil that LAU00 found soft yields at LAU00's 54 MPa; moduli that have no set by the first."""
    foil = find("Cu (LAU00)").flowing()
    assert foil.law.flow.plastic.yield_stress == find("Cu (LAU00)").yield_strength == 54
    assert foil.law.elastic == find("Cu (LAU00)").law
    assert find("Cu (ASE98)").flow.label == "kinematic film"
