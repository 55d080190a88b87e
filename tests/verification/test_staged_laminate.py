"""Layers laid in stages, against numbers and limits that are known otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from stressbump.closed_forms import stoney
from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.staged_laminate import BornLayer, piled, staged
from stressbump.verification.stacks import BOARD, MOLD, PACKAGE, SILICON, UNDERFILL

SUBSTRATE, COATING, CARRIER = (
    Ply(Solid(130e3, 0.28, 3.0e-6), 200),
    Ply(Solid(70e3, 0.17, 0.5e-6), 100),
    Ply(Solid(215e3, 0.3, 6.6e-6), 200),
)
GLUED = (
    BornLayer("substrate", SUBSTRATE, 200, 800),
    BornLayer("coating", COATING, 400, 800),
    BornLayer("carrier", CARRIER, 0, 150),  # from below
)
COPPER = Solid(117e3, 0.34, 16.5e-6)
STATES = ["beam", "plate", "plane strain"]
WALLS = ["free", "flat", "clamped"]


def on_top(*layers):
    """Births of (name, solid, thickness, temperature), each on top of the last."""
    return piled(*(BornLayer(name, Ply(s, t), 0, at) for name, s, t, at in layers))


def at_end(births, end, state="plate", wall="free"):
    return staged(births, end, state, wall)[-1].layers


def largest(layers):
    return max(max(abs(s.at_bottom), abs(s.at_top)) for s in layers.values())


def test_a_coated_plate_glued_to_its_carrier():
    """Coated at 800 °C, glued free of stress at 150 °C, read at 20 °C."""
    found = at_end(GLUED, 20)
    means = [found[n].mean for n in ("substrate", "coating", "carrier")]
    assert means == pytest.approx([16.3, -58.0, 12.8], abs=0.05)
    assert found["carrier"].curvature * 1e6 == pytest.approx(7.81, abs=5e-3)
    assert staged(GLUED, 20)[2].layers["carrier"].mean == 0


def test_two_films_on_a_thick_wafer_bow_it_as_much_as_both_alone():
    """Ohring's exercise: aluminium relaxed at 500 °C, oxide of -300 MPa laid on it there, 20 °C.

    Moduli and expansions are handbook values that give the bow known of it.
    """
    wafer, aluminium, oxide = (
        Solid(160e3, 0.3, 3.5e-6), Solid(69e3, 0.3, 23e-6), Solid(70e3, 0.3, 0.6e-6)
    )  # fmt: skip
    births = on_top(
        ("wafer", wafer, 500, 20), ("aluminium", aluminium, 0.5, 500), ("oxide", oxide, 2, 500)
    )
    births = (*births[:2], replace(births[2], intrinsic=-300.0))
    found = at_end(births, 20)
    biaxial = wafer.in_plane("plate")[0]
    pulls = [
        film.in_plane("plate")[0] * (film.cte - wafer.cte) * 480 + intrinsic
        for film, intrinsic in ((aluminium, 0.0), (oxide, -300.0))
    ]
    stoneys = [stoney.curvature(p, t, biaxial, 500) for p, t in zip(pulls, (0.5, 2), strict=True)]
    assert sum(stoneys) * 1e6 == pytest.approx(-0.0438, abs=5e-5)
    assert -found["wafer"].curvature == pytest.approx(sum(stoneys), rel=4 * 2.5 / 500)
    assert found["aluminium"].mean == pytest.approx(pulls[0], rel=2e-2)
    assert found["oxide"].mean == pytest.approx(pulls[1], rel=2e-2)


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("coat", [COPPER, UNDERFILL], ids=["copper", "polymer"])
def test_a_coat_laid_and_read_at_room_temperature_carries_nothing(coat, state, wall):
    births = on_top(("board", BOARD, 1000, 217), ("die", SILICON, 100, 217), ("coat", coat, 5, 25))
    found = at_end(births, 25, state, wall)
    assert found["coat"].at_bottom == found["coat"].at_top == 0
    assert abs(found["die"].mean) > 1


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("flat", [False, True])
def test_births_at_one_temperature_are_a_laminate(state, flat):
    layers = [(name, layer.solid, layer.thickness, 175) for name, layer in PACKAGE.items()]
    found = at_end(on_top(*layers), 25, state, "flat" if flat else "free")
    once = laminate(list(PACKAGE.values()), -150, state, flat)
    for index, name in enumerate(PACKAGE):
        stresses = found[name].at_bottom, found[name].at_top
        assert stresses == pytest.approx(once.face_stresses(index), rel=1e-9, abs=1e-9)
    assert found["die"].curvature == pytest.approx(once.curvature, rel=1e-9)


@pytest.mark.parametrize("wall", ["free", "flat"])
def test_one_material_is_free_of_stress_whatever_its_births(wall):
    births = on_top(*((f"layer{i}", COPPER, 5 + i, at) for i, at in enumerate((25, 350, 217, -40))))
    assert largest(at_end(births, 125, wall=wall)) < 1e-8


def test_a_layer_laid_in_two_halves_is_the_layer():
    die, mold = ("die", SILICON, 300, 25), ("mold", MOLD, 500, 175)
    whole = at_end(on_top(die, mold), -40)
    halves = at_end(on_top(die, ("lower", MOLD, 200, 175), ("upper", MOLD, 300, 175)), -40)
    assert halves["die"].mean == pytest.approx(whole["die"].mean, rel=1e-12)
    assert halves["lower"].at_bottom == pytest.approx(whole["mold"].at_bottom, rel=1e-9)
    assert halves["upper"].at_top == pytest.approx(whole["mold"].at_top, rel=1e-9)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)])
def test_both_sides_of_a_board_may_be_written_in_either_order(order):
    births = (
        BornLayer("board", Ply(BOARD, 800), 0, 150),
        BornLayer("above", Ply(COPPER, 35), 800, 180),
        BornLayer("below", Ply(COPPER, 35), -35, 180),
    )
    found = at_end([births[i] for i in order], 25)
    assert found["board"].curvature == pytest.approx(0, abs=1e-15)
    assert found["above"].mean == pytest.approx(found["below"].mean, rel=1e-12)


def test_a_film_of_intrinsic_stress_gives_some_of_it_away_to_a_thin_plate():
    """Plate of one modulus: a film of a hundredth keeps σ0 (1 - t/h (1 + 3 (h - t)²/h²))."""
    film, plate = 1.0, 99.0
    births = on_top(("plate", COPPER, plate, 25), ("film", COPPER, film, 25))
    found = at_end((births[0], replace(births[1], intrinsic=100.0)), 25)
    share = film / (film + plate)
    assert found["film"].mean == pytest.approx(
        100 * (1 - share * (1 + 3 * (1 - share) ** 2)), rel=1e-9
    )


def test_cure_shrinkage_is_a_change_of_temperature_of_its_own():
    die, mold = (
        BornLayer("die", Ply(SILICON, 300), 0, 175),
        BornLayer("mold", Ply(MOLD, 500), 300, 175),
    )
    shrunk = at_end((die, replace(mold, shrinkage=MOLD.cte * 150)), 175)
    cooled = at_end((replace(die, layer=Ply(replace(SILICON, cte=0), 300)), mold), 25)
    assert shrunk["die"].mean == pytest.approx(cooled["die"].mean, rel=1e-12)
    assert shrunk["mold"].at_top == pytest.approx(cooled["mold"].at_top, rel=1e-12)


def test_expansion_may_follow_a_curve():
    straight = on_top(("die", SILICON, 300, 25), ("mold", MOLD, 500, 175))
    curved = [replace(b, expansion=lambda t, b=b: b.layer.solid.cte * t) for b in straight]
    assert at_end(curved, -40)["die"].mean == pytest.approx(at_end(straight, -40)["die"].mean)


UNDERFILLED = (
    BornLayer("board", Ply(BOARD, 1000), 0, 217),
    BornLayer("die", Ply(SILICON, 100), 1080, 217),
    BornLayer("film", Ply(COPPER, 5), 1180, 217),
    BornLayer("underfill", Ply(UNDERFILL, 80), 1000, 165),
)


def test_what_nothing_joins_is_a_body_of_its_own():
    *_, apart, joined, end = staged(UNDERFILLED, 25)
    assert [[s.birth.name for s in body] for body in apart.bodies] == [["board"], ["die", "film"]]
    assert [len(body) for body in joined.bodies] == [4]
    assert joined.layers["board"].at_top == pytest.approx(0, abs=1e-9)
    assert joined.layers["board"].curvature == 0
    alone = at_end(on_top(("die", SILICON, 100, 217), ("film", COPPER, 5, 217)), 165)
    assert joined.layers["film"].mean == pytest.approx(alone["film"].mean, rel=1e-12)
    assert joined.layers["die"].curvature == pytest.approx(alone["die"].curvature, rel=1e-12)
    mold = BornLayer("mold", Ply(MOLD, 200), 1185, 165)
    molded = staged((*UNDERFILLED, mold), 25)[-2].layers
    assert molded["mold"].curvature == molded["film"].curvature != molded["board"].curvature
    turned = {n: end.layers[n].curvature - joined.layers[n].curvature for n in end.layers}
    assert np.ptp(list(turned.values())) == pytest.approx(0, abs=1e-18)


def test_plain_bodies_that_are_joined_at_the_cure_might_as_well_be_born_there():
    plain = [b for b in UNDERFILLED if b.name != "film"]
    first, then = at_end(plain, 25), at_end([replace(b, temperature=165) for b in plain], 25)
    for name in first:
        assert first[name].mean == pytest.approx(then[name].mean, rel=1e-9)
        assert first[name].curvature == pytest.approx(then[name].curvature, rel=1e-9)


def at_once(births, end, state, wall):
    """The same in one system for the strains at the end, with what each layer remembers of its birth.

    σ_i = E'_i (ε - ε at its birth - f_i), for layers each laid on the last.
    """
    moduli = [b.layer.solid.in_plane(state)[0] for b in births]
    poisson = [1 + b.layer.solid.nu if state == "plane strain" else 1.0 for b in births]
    known = {"free": [], "flat": [1], "clamped": [0, 1]}[wall]
    remembered = np.zeros((len(births), 2))

    def strains(count, temperature):
        """ε0 and κ of the first so many layers, and each one's free strain."""
        matrix, load = np.zeros((2, 2)), np.zeros(2)
        free = np.zeros(count)
        for i, birth in enumerate(births[:count]):
            free[i] = poisson[i] * (birth.at_birth + birth.grown(birth.temperature, temperature))
            low, high = birth.span
            area, first, second = ((high**k - low**k) / k for k in (1, 2, 3))
            own = moduli[i] * np.array([[area, first], [first, second]])
            matrix += own
            load += own @ (remembered[i] + [free[i], 0])
        for i in known:
            matrix[i], load[i] = np.eye(2)[i], 0
        return np.linalg.solve(matrix, load), free

    for i, birth in enumerate(births[1:], 1):
        remembered[i] = strains(i, birth.temperature)[0]
    total, free = strains(len(births), end)
    means = {}
    for i, birth in enumerate(births):
        middle = np.array([1.0, sum(birth.span) / 2])
        means[birth.name] = moduli[i] * (middle @ (total - remembered[i]) - free[i])
    return means, total[1]


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("state", STATES)
def test_increments_add_up_to_what_birth_strains_say(state, wall):
    rng = np.random.default_rng(7)
    births = piled(
        *(
            BornLayer(
                f"layer{i}",
                Ply(
                    Solid(rng.uniform(1e3, 2e5), rng.uniform(0.1, 0.4), rng.uniform(1e-6, 5e-5)),
                    rng.uniform(1, 50),
                ),
                0,
                rng.uniform(-40, 400),
                rng.uniform(-300, 300),
                rng.uniform(0, 3e-3),
            )
            for i in range(8)
        )
    )
    found = at_end(births, 25, state, wall)
    means, curvature = at_once(births, 25, state, wall)
    for name, mean in means.items():
        assert found[name].mean == pytest.approx(mean, rel=1e-9, abs=1e-8)
    assert found["layer0"].curvature == pytest.approx(curvature, rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("state", STATES)
def test_force_and_moment_of_every_body_vanish_at_every_stage(state):
    for stage in staged(UNDERFILLED, -40, state):
        for body in stage.bodies:
            force = moment = 0.0
            for s in body:
                (low, high), t = s.birth.span, s.birth.layer.thickness
                force += s.mean * t
                moment += s.mean * t * (low + high) / 2 + (s.at_top - s.at_bottom) * t**2 / 12
            assert force == pytest.approx(0, abs=1e-8)
            assert moment == pytest.approx(0, abs=1e-5)
