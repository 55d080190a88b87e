"""The elastic laws against what a textbook says of them."""

from dataclasses import FrozenInstanceError, replace
from math import inf

import numpy as np
import pytest
from scipy.integrate import quad

from stressbump.laws import (
    Cubic,
    Expansion,
    Isotropic,
    Moduli,
    Orthotropic,
    Polynomial,
    Saturating,
    Table,
)
from stressbump.laws.bounds import inside
from stressbump.laws.curve import at, integrate
from stressbump.laws.expansion import tangent
from stressbump.units import GPa, ppm

SILICON = {"C11": 165.64 * GPa, "C12": 63.94 * GPa, "C44": 79.51 * GPa, "cte": 2.6 * ppm}


def engineering(law, T=25.0):
    """E along x, z, y and the Poisson's ratios xz, xy out of the stiffness."""
    S = np.linalg.inv(law.moduli(T).stiffness)
    return 1 / S[0, 0], 1 / S[1, 1], 1 / S[2, 2], -S[1, 0] / S[0, 0], -S[2, 0] / S[0, 0]


# ---- numbers over temperature


def test_a_table_is_linear_between_rows_and_held_beyond():
    table = Table.of(GPa, (0, 10), (100, 2))
    assert [table.at(T) for T in (-50, 0, 25, 100, 300)] == [10e3, 10e3, 8e3, 2e3, 2e3]
    assert (table.low, table.high) == (0, 100)


def test_a_table_in_kelvin_stands_at_the_same_temperatures_in_celsius():
    assert Table.of_kelvin(1, (273.15, 1), (373.15, 2)).points == ((0.0, 1), (100.0, 2))


def test_the_integral_of_a_table_is_its_area_also_beyond_its_ends():
    table = Table.of(1, (0, 1), (10, 3), (20, 3))
    assert integrate(table, 0, 20) == pytest.approx(20 + 30)
    assert integrate(table, -5, 25) == pytest.approx(5 + 50 + 15)
    assert integrate(table, 20, 0) == -integrate(table, 0, 20)
    assert integrate(table, 2, 7) == pytest.approx(quad(table.at, 2, 7)[0])


CURVES = (
    Polynomial((-5.88, 0.0626, -1.6e-4, 1.5e-7), -55, 150),
    Saturating(3.725, 5.88e-3, 124, 5.548e-4, -150, 1200),
    Table.of(1, (-40, 9), (130, 10), (145, 17), (200, 35)),
)


def kind(thing):
    return type(thing).__name__


@pytest.mark.parametrize("curve", CURVES, ids=kind)
@pytest.mark.parametrize(("start", "end"), [(25, 150), (-200, 260), (150, -40)])
def test_every_curve_integrates_as_quadrature_does(curve, start, end):
    kinks = [
        T for T in (-55, -150, -40, 130, 145, 150, 200) if min(start, end) < T < max(start, end)
    ]
    number, _ = quad(curve.at, start, end, points=kinks or None, limit=200)
    assert integrate(curve, start, end) == pytest.approx(number, rel=1e-9)


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ((), "at least one row"),
        (((25, 1), (25, 2)), "must rise"),
        (((50, 1), (25, 2)), "from 50 to 25"),
        (((25, float("nan")),), "finite"),
        (((-300, 1),), "absolute zero|-273.15"),
    ],
)
def test_a_table_that_is_none_is_refused(points, says):
    with pytest.raises(ValueError, match=says):
        Table(points)


def test_a_number_without_a_lower_limit_may_be_anything_finite():
    inside("x", -5.0, up_to=0.0)
    for number, says in ((0.1, "at most 0"), (-inf, "x is -inf"), (float("nan"), "nan")):
        with pytest.raises(ValueError, match=says):
            inside("x", number, up_to=0.0)


# ---- thermal expansion


def test_secant_and_tangent_of_the_same_strain_agree():
    """ε = a(T − T0) + b(T − T0)² has the secant slope a + b(T − T0), tangent a + 2b(T − T0)."""
    a, b, T0 = 10 * ppm, 0.01 * ppm, 25
    ends = (-65, 260)
    secant = Expansion(Table(tuple((T, a + b * (T - T0)) for T in ends)), "secant", T0)
    tangent = Expansion(Table(tuple((T, a + 2 * b * (T - T0)) for T in ends)))
    for start, end in [(25, 150), (-40, 125), (217, -40)]:
        assert secant.strain(start, end) == pytest.approx(tangent.strain(start, end), rel=1e-12)
    assert secant.tangent(100) == pytest.approx(tangent.tangent(100), rel=1e-9)


def test_the_slope_of_a_constant_and_of_a_curve():
    rising = Expansion(Table.of(ppm, (0, 10), (100, 20)))
    assert (tangent(17 * ppm, 40), tangent(rising, 40)) == pytest.approx((17 * ppm, 14 * ppm))


def test_a_constant_is_both_secant_and_tangent():
    assert Expansion(17 * ppm, "secant", 20).strain(183, 25) == pytest.approx(-158 * 17 * ppm)
    assert Expansion(17 * ppm).mean(25, 150) == pytest.approx(17 * ppm)


def test_strain_adds_up_along_the_way():
    mold = Expansion(Table.of(ppm, (-40, 9), (130, 10), (145, 17), (170, 34)))
    there = mold.strain(175, 140) + mold.strain(140, -55)
    assert there == pytest.approx(mold.strain(175, -55), rel=1e-13)


@pytest.mark.parametrize(
    ("kind", "reference"), [("secant", None), ("tangent", 25.0), ("mean", None), ("instant", 25.0)]
)
def test_an_expansion_says_its_kind_and_reference(kind, reference):
    with pytest.raises(ValueError, match="expansion"):
        Expansion(17 * ppm, kind, reference)


@pytest.mark.parametrize(
    "numbers", [(float("nan"),), (inf,), (17 * ppm, "secant", inf), (17 * ppm, "secant", -inf)]
)
def test_an_expansion_is_finite(numbers):
    with pytest.raises(ValueError, match="must be finite"):
        Expansion(*numbers)


# ---- isotropic


def test_isotropic_stiffness_gives_back_its_constants():
    law = Isotropic(70 * GPa, 0.33, 23 * ppm)
    assert engineering(law) == pytest.approx((70e3, 70e3, 70e3, 0.33, 0.33))
    assert law.moduli(25).stiffness[3:, 3:] == pytest.approx(law.moduli(25).shear * np.eye(3))
    assert law.moduli(25).bulk == pytest.approx(law.moduli(25).stiffness[:3, :3].sum() / 9)


def test_hydrostatic_confinement_of_an_elastomer():
    """−3KαΔT = 0.379, 6.435, 128.7 MPa for ν = 0.33, 0.49, 0.4995; E 3 MPa, 260 ppm, −165 K."""
    for nu, pressure in [(0.33, 0.379), (0.49, 6.435), (0.4995, 128.7)]:
        law = Isotropic(3.0, nu, 260 * ppm)
        stress = -law.moduli(25).stiffness @ law.thermal_strain(190, 25)
        assert stress[:3] == pytest.approx([pressure] * 3, rel=1.5e-3)


def test_shear_and_bulk_modulus_come_back():
    law = Isotropic.from_shear_bulk(1.0, 1000.0, 260 * ppm)
    assert (law.moduli(25).shear, law.moduli(25).bulk) == pytest.approx((1.0, 1000.0))
    assert law.moduli(25).nearly_incompressible
    assert not Isotropic(3.0, 0.33, 0.0).moduli(25).nearly_incompressible


def test_a_gel_may_be_a_thousand_times_softer_than_a_megapascal():
    law = Isotropic.from_shear_bulk(1e-4, 1e-3, 0.0)
    assert (law.moduli(25).shear, law.moduli(25).bulk) == pytest.approx((1e-4, 1e-3))


def test_equal_moduli_are_one_key():
    """However a law came by them, and whatever else is different about it."""
    soft = Isotropic(Table(((0.0, 1e3), (100.0, 2e3))), 0.3, 30 * ppm)
    same = Isotropic(1.5e3, 0.3, 0.0)
    assert {soft.moduli(50), same.moduli(0), same.moduli(200)} == {Moduli.alike(1.5e3, 0.3)}
    assert soft.moduli(51) != soft.moduli(50)
    crystal = Cubic(**SILICON)
    assert (
        len({crystal.moduli(0), crystal.moduli(25), Cubic(**SILICON, along="100").moduli(25)}) == 2
    )


def test_only_an_isotropic_solid_has_a_shear_modulus():
    with pytest.raises(ValueError, match="stiffness"):
        _ = Cubic(**SILICON).moduli(25).shear


@pytest.mark.parametrize("nu", [0.0, 0.3, 0.5])
def test_the_compliance_is_there_at_any_poisson_ratio(nu):
    S = Moduli.alike(2.0, nu).compliance
    assert S[0].tolist() == pytest.approx([0.5, -nu / 2, -nu / 2, 0, 0, 0])
    assert S[3, 3] == pytest.approx(1 + nu)
    if nu < 0.5:
        np.testing.assert_allclose(S @ Moduli.alike(2.0, nu).stiffness, np.eye(6), atol=1e-15)


def test_shear_and_bulk_modulus_over_temperature():
    law = Isotropic.from_shear_bulk(Table.of(1, (-40, 4), (150, 0.5)), 1000.0, 260 * ppm)
    for T in (-40, 25, 150, 200):
        assert law.moduli(T).bulk == pytest.approx(1000.0)
    assert law.moduli(55).shear == pytest.approx(2.25)
    assert law.extrapolated(25) == ()
    assert law.extrapolated(200) == ("E", "nu")


@pytest.mark.parametrize(("G", "K", "says"), [(0.0, 9.0, "G is 0"), (1.0, 0.0, "K is 0")])
def test_an_elastomer_resists_shear_and_pressure(G, K, says):
    with pytest.raises(ValueError, match=says):
        Isotropic.from_shear_bulk(G, K, 260 * ppm)


def test_incompressible_has_a_shear_modulus_but_no_stiffness():
    law = Isotropic(3.0, 0.5, 260 * ppm)
    assert law.moduli(25).shear == pytest.approx(1.0)
    assert law.moduli(25).bulk == inf
    with pytest.raises(ValueError, match="pressure"):
        _ = law.moduli(25).stiffness


@pytest.mark.parametrize(
    ("E", "nu", "cte", "says"),
    [
        (0.0, 0.3, 0.0, "E is 0"),
        (-1.0, 0.3, 0.0, "above 0"),
        (Table.of(GPa, (0, 30), (200, -1)), 0.3, 0.0, "E is -1000"),
        (1.0, 0.51, 0.0, "at most 0.5"),
        (1.0, -1.0, 0.0, "above -1"),
        (1.0, 0.3, float("nan"), "cte is nan"),
        (float("inf"), 0.3, 0.0, "E is inf"),
    ],
)
def test_no_solid_is_like_this(E, nu, cte, says):
    with pytest.raises(ValueError, match=says):
        Isotropic(E, nu, cte)


# ---- orthotropic


def board(**changes):
    numbers = {
        "E": (20 * GPa, 8 * GPa), "nu": (0.11, 0.39), "cte": (16 * ppm, 84 * ppm),
        "G_through": 3 * GPa,
    }  # fmt: skip
    return Orthotropic.layered(**(numbers | changes))


def test_a_layered_board_gives_back_its_constants():
    law = board()
    assert engineering(law) == pytest.approx((20e3, 8e3, 20e3, 0.39, 0.11))
    S = np.linalg.inv(law.moduli(25).stiffness)
    assert -S[1, 2] / S[2, 2] == pytest.approx(0.39)  # it thins alike under either in-plane pull
    assert law.moduli(25).stiffness[3:, 3:] == pytest.approx(np.diag([3e3, 3e3, 20e3 / 2.22]))
    assert law.thermal_strain(25, 125) == pytest.approx([16e-4, 84e-4, 16e-4, 0, 0, 0])


def test_an_orthotropic_law_of_isotropic_numbers_is_isotropic():
    E, nu, G = 5 * GPa, 0.35, 5 * GPa / 2.7
    law = Orthotropic.layered((E, E), (nu, nu), (30 * ppm, 30 * ppm), G)
    assert law.moduli(25).stiffness == pytest.approx(
        Isotropic(E, nu, 30 * ppm).moduli(25).stiffness
    )
    assert law.moduli(25).biaxial == pytest.approx(E / (1 - nu))


def test_three_different_directions_keep_their_places():
    law = Orthotropic(
        E_x=3.0, E_z=2.0, E_y=1.0, nu_xz=0.2, nu_xy=0.3, nu_yz=0.1,
        G_xz=0.5, G_yz=0.6, G_xy=0.7, cte_x=1e-6, cte_z=2e-6, cte_y=3e-6,
    )  # fmt: skip
    S = np.linalg.inv(law.moduli(25).stiffness)
    assert np.diag(S) == pytest.approx([1 / 3, 1 / 2, 1, 2, 1 / 0.6, 1 / 0.7])
    assert (-S[1, 0] * 3, -S[2, 0] * 3, -S[1, 2] * 1) == pytest.approx((0.2, 0.3, 0.1))


def test_a_board_that_gives_energy_away_is_refused():
    with pytest.raises(ValueError, match="give energy away"):
        board(nu=(0.11, 1.7))


@pytest.mark.parametrize("name", ["E_x", "E_z", "E_y", "G_xz", "G_yz", "G_xy"])
def test_a_board_resists_every_pull_and_shear(name):
    for value in (0.0, -1.0):
        with pytest.raises(ValueError, match=f"{name} is {value:g}"):
            replace(board(), **{name: value})


@pytest.mark.parametrize("name", ["cte_x", "cte_z", "cte_y"])
def test_a_board_grows_by_a_finite_strain(name):
    with pytest.raises(ValueError, match=f"{name} is inf"):
        replace(board(), **{name: inf})


@pytest.mark.parametrize("nu", [(float("nan"), 0.39), (0.11, inf)])
def test_a_board_whose_contraction_is_no_number_is_refused(nu):
    with pytest.raises(ValueError, match="must be finite"):
        board(nu=nu, G_in_plane=3 * GPa)


def test_a_sheet_over_temperature_keeps_its_shear_in_step():
    E = Table.of(GPa, (25, 5.9), (200, 3.5))
    law = Orthotropic.layered((E, E), (0.41, 0.41), (12 * ppm, 20 * ppm))
    for T in (25, 100, 200):
        assert law.moduli(T).stiffness == pytest.approx(Isotropic(E, 0.41, 0.0).moduli(T).stiffness)
    assert law.extrapolated(260) == ("E_x", "E_z", "E_y", "G_xz", "G_yz", "G_xy")


def test_a_line_over_kelvin_and_the_same_line_over_celsius():
    kelvin = Table.line(GPa, 75.842, -0.15168, (-65, 183), zero=-273.15)
    assert kelvin.at(25) == pytest.approx((75.842 - 0.15168 * 298.15) * GPa)
    assert kelvin.at(300) == kelvin.at(183)
    assert Table.line(1, 32, -0.088, (-65, 183)).at(100) == pytest.approx(23.2)


# ---- cubic


def test_silicon_along_100_and_110():
    """E100 130.0, E110 169.0 GPa; ν<100> 0.279; <110> in-plane 0.062, out-of-plane 0.362."""
    E_x, E_z, _, nu_xz, nu_xy = engineering(Cubic(**SILICON, along="100"))
    assert (E_x / GPa, E_z / GPa) == pytest.approx((130.0, 130.0), rel=1e-3)
    assert (nu_xz, nu_xy) == pytest.approx((0.279, 0.279), abs=1e-3)
    E_x, E_z, _, nu_xz, nu_xy = engineering(Cubic(**SILICON, along="110"))
    assert (E_x / GPa, E_z / GPa) == pytest.approx((169.0, 130.0), rel=1e-3)
    assert (nu_xz, nu_xy) == pytest.approx((0.362, 0.062), abs=1e-3)


@pytest.mark.parametrize("along", ["100", "110"])
def test_the_biaxial_modulus_of_a_001_wafer(along):
    """180.2 GPa; only the isotropic pair 130 GPa, 0.28 comes near."""
    assert Cubic(**SILICON, along=along).moduli(25).biaxial == pytest.approx(180.2e3, rel=1e-3)
    assert Isotropic(130 * GPa, 0.28, 0.0).moduli(25).biaxial == pytest.approx(180.2e3, rel=3e-3)


@pytest.mark.parametrize("crystal", [SILICON, {"C11": 3.7, "C12": 1.2, "C44": 0.9, "cte": 0.0}])
def test_turning_keeps_every_stiffness_that_no_turn_can_change(crystal):
    one, other = (Cubic(**crystal, along=along).moduli(25).stiffness for along in ("100", "110"))
    assert eigenvalues(one) == pytest.approx(eigenvalues(other), rel=1e-9)


def eigenvalues(C):
    """The six stiffnesses no rotation changes: with shears weighted by √2 on both sides."""
    weight = np.diag([1, 1, 1, 2**0.5, 2**0.5, 2**0.5])
    return np.linalg.eigvalsh(weight @ C @ weight)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"C12": 170 * GPa}, "C12 is 170000"),
        ({"along": "111"}, "'100' or '110'"),
        ({"C44": 0}, "C44"),
        ({"C11": 0}, "C11 is 0"),
    ],
)
def test_no_crystal_is_like_this(changes, says):
    with pytest.raises(ValueError, match=says):
        Cubic(**(SILICON | changes))


def test_a_crystal_may_be_soft_or_nearly_unstable_but_no_more():
    """Born's conditions: C44 > 0 and -C11/2 < C12 < C11."""
    for changes in ({"C44": 0.5}, {"C12": -0.49 * SILICON["C11"]}, {"C12": 0.99 * SILICON["C11"]}):
        law = Cubic(**(SILICON | changes))
        assert np.linalg.eigvalsh(law.moduli(25).stiffness).min() > 0
    with pytest.raises(ValueError, match=r"between -82820 and 165640 MPa"):
        Cubic(**(SILICON | {"C12": -0.51 * SILICON["C11"]}))


def test_a_crystal_grows_alike_along_all_its_axes():
    for law in (Cubic(**SILICON), Isotropic(1.0, 0.3, 2.6 * ppm)):
        strain = law.thermal_strain(25, 125)
        assert strain == pytest.approx([2.6e-4] * 3 + [0] * 3, rel=1e-12, abs=0)


def test_only_the_isotropic_law_answers_alike_in_all_directions():
    laws = (Isotropic(1.0, 0.3, 0.0), Cubic(**SILICON), board())
    assert [law.isotropic for law in laws] == [True, False, False]
    assert not any(law.moduli(25).nearly_incompressible for law in laws)


def test_what_a_crystal_does_not_know_is_named():
    law = Cubic(**(SILICON | {"C11": Table.of(GPa, (0, 166), (100, 165))}))
    assert [law.extrapolated(T) for T in (0, 50, 100)] == [(), (), ()]
    assert [law.extrapolated(T) for T in (-1, 101)] == [("C11",), ("C11",)]


LAWS = (Isotropic.from_shear_bulk(Table.of(1, (0, 4), (9, 1)), 9.0, 0.0), Cubic(**SILICON), board())


@pytest.mark.parametrize("law", LAWS, ids=kind)
def test_a_law_does_not_change(law):
    with pytest.raises(FrozenInstanceError):
        law.cte = 0.0


@pytest.mark.parametrize("number", [*CURVES, LAWS[0].E, Expansion(17 * ppm)], ids=kind)
def test_its_numbers_do_not_change_either(number):
    with pytest.raises(FrozenInstanceError):
        number.low = 0.0


def test_laws_are_data():
    """Equal numbers are equal laws, with equal hashes: a solver may keep factors by law."""
    one, other = (Isotropic(Table.of(GPa, (25, 20), (90, 5)), 0.3, 9 * ppm) for _ in range(2))
    assert one == other
    assert len({one, other, board(), board(), Cubic(**SILICON), Cubic(**SILICON)}) == 3
    assert at(one.E, 25) == 20e3
