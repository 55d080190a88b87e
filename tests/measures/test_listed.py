"""The list of measures: one name each, a slope that is the derivative of the value, what linear means."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stressbump.measures import MEASURES, WHOLE, Kind, Place, measures_of, named, names_of
from stressbump.mechanics.sample import Sample
from stressbump.survey import BOW, HEADLINES, is_headline, is_shown

OF_SAMPLES = measures_of(Kind.REGION, Kind.TOTAL, Kind.EDGE, Kind.FACE)
POINTS = 8


def sample(seed):
    """A face with a stress drawn at each of its points, some pulling and some pressing."""
    random = np.random.default_rng(seed)
    turn = random.uniform(0, 2 * np.pi, POINTS)
    element = np.arange(POINTS)
    return Sample(
        random.uniform(0, 1, (2, POINTS)),
        random.uniform(1, 2, POINTS),
        random.normal(0, 100, (6, POINTS)),
        random.normal(0, 1e-3, (6, POINTS)),
        np.zeros((6, POINTS)),
        element,
        np.zeros_like(element),
        np.array([np.sin(turn), np.cos(turn)]),
        random.uniform(0, 1, POINTS),
    )


def ids(measure):
    return measure.name


def test_every_name_is_that_of_one_measure():
    names = [m.name for m in MEASURES]
    assert len(set(names)) == len(names)
    assert [named(name) for name in names] == list(MEASURES)
    assert set(names_of(*Kind)) == set(names)


@pytest.mark.parametrize("measure", [m for m in MEASURES if m.slope], ids=ids)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_slope_is_the_derivative_of_its_value(measure, seed):
    """Against central differences in a drawn direction, with every component at every point."""
    here = sample(seed)
    way = np.random.default_rng(seed + 10).normal(size=here.stress.shape)
    step = 1e-4
    there = [measure.value(replace(here, stress=here.stress + s * way)) for s in (step, -step)]
    measured = (there[0] - there[1]) / (2 * step)
    assert (measure.slope(here) * way).sum() == pytest.approx(measured, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("measure", OF_SAMPLES, ids=ids)
def test_only_what_is_linear_adds_up(measure):
    one = sample(3)
    other = replace(one, stress=one.stress[::-1] + 40, strain=one.strain[::-1] + 1e-3)
    both = replace(one, stress=one.stress + other.stress, strain=one.strain + other.strain)
    apart = measure.value(one) + measure.value(other)
    assert measure.linear == (measure.value(both) == pytest.approx(apart, rel=1e-9))


@pytest.mark.parametrize("measure", [m for m in OF_SAMPLES if m.positive], ids=ids)
def test_what_is_positive_stays_so_in_compression(measure):
    pressed = sample(4)
    pressed = replace(pressed, stress=-abs(pressed.stress), strain=-abs(pressed.strain))
    assert measure.value(pressed) > 0


def test_what_is_linear_in_a_region_has_a_slope():
    """A reduced basis is made of it."""
    assert all(m.slope for m in MEASURES if m.linear and m.of is Kind.REGION)


regions = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
places = st.one_of(
    st.tuples(regions).map(Place),
    st.tuples(regions, regions).map(Place),
    st.builds(Place, st.tuples(regions), st.sampled_from(["top", "bottom"])),
    st.just(Place(())),
)


@given(places)
def test_a_place_is_read_as_it_is_told(place):
    assert Place.read(str(place)) == place
    assert place.is_face == ("/" in str(place))


def test_a_place_lies_within_the_focus_with_all_of_it():
    face = Place.read("ubm/solder")
    assert face.face == face.regions == ("ubm", "solder")
    assert face.within(("solder", "ubm", "die"))
    assert not face.within(("solder",))
    assert not Place.read(WHOLE).within(("solder", "whole", "stack"))
    with pytest.raises(ValueError, match="unpack"):
        Place.read("ubm").face  # noqa: B018


@pytest.mark.parametrize(
    ("measure", "where", "length", "told"),
    [
        (HEADLINES[0], "die", None, True),
        (HEADLINES[0], "base", None, False),
        ("mean in-plane stress", "die", None, False),
        ("edge shear traction", "die/ubm", 5.0, True),
        ("edge shear traction", "die/ubm", 1.0, False),
        ("edge shear traction", "base/die", 5.0, False),
        ("edge normal traction", "die/ubm", 5.0, False),
        ("95th percentile film stress", "ubm", 5.0, True),
        (BOW[0], "base", None, True),
        ("elastic energy", WHOLE, None, False),
        ("no such measure", "die", None, False),
    ],
)
def test_headlines_are_of_the_focus_over_the_widest_length_or_of_the_body(
    measure, where, length, told
):
    focus = "die", "ubm"
    assert is_headline(measure, where, length, focus, 5.0) == told
    assert is_shown(measure, where, length, focus, 5.0) == (told or where == WHOLE)
