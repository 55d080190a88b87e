"""Mean tractions beside an edge: a singular one has a mean in closed form."""

from dataclasses import FrozenInstanceError, fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from stressbump.measures import edge_traction, tractions
from stressbump.mechanics.sample import Sample


def face(away, stress, start=0.0, length=10.0, facets=100, grading=3.0):
    """A level face over start < x < start + length with its only edge at its outer end."""
    ends = length * (np.arange(facets + 1) / facets) ** grading
    point, weight = np.polynomial.legendre.leggauss(3)
    s = ((ends[:-1, None] + ends[1:, None]) + np.diff(ends)[:, None] * point) / 2
    w = np.diff(ends)[:, None] * weight / 2
    s, w = s.ravel(), w.ravel()
    full = np.zeros((6, s.size))
    full[1], full[3] = away(s), stress(s)
    x, none, element = start + length - s, np.zeros_like(full), np.repeat(np.arange(facets), 3)
    place, up = np.array([x, 0 * x]), np.array([0 * x, 1 + 0 * x])
    return Sample(place, w, full, none, none, element, 0 * element, up, s)


def test_tractions_on_an_inclined_face():
    c, s = np.cos(0.3), np.sin(0.3)
    sample = SimpleNamespace(stress=100 * np.eye(6)[:, [0]], normal=np.array([[s], [c]]))
    normal, shear = tractions(sample)  # uniaxial tension along x
    assert normal[0] == pytest.approx(100 * s**2)
    assert shear[0] == pytest.approx(100 * s * c)


def test_pure_shear_on_a_face_that_looks_up_drags_it_along_x():
    sample = SimpleNamespace(stress=50 * np.eye(6)[:, [3]], normal=np.array([[0.0], [1.0]]))
    assert [t[0] for t in tractions(sample)] == pytest.approx([0, 50])


@pytest.mark.parametrize("distance", [1.0, 2.0, 5.0])
def test_a_singular_edge_has_a_mean_that_follows_the_distance(distance):
    # σ = s^(λ-1) with λ = 0.7: ⟨σ⟩ = d^(λ-1)/λ
    answer = edge_traction(face(lambda s: s**-0.3, lambda s: -2 * s**-0.3), distance)
    assert answer.normal == pytest.approx(distance**-0.3 / 0.7, rel=5e-3)
    assert answer.shear == pytest.approx(-2 * distance**-0.3 / 0.7, rel=5e-3)
    assert answer.shear_size == pytest.approx(-answer.shear)
    assert answer.opening == pytest.approx(answer.normal)
    assert answer.facets > 20


def test_only_the_tensile_part_opens():
    # σ = 1 - s/2 within 4 µm: mean 0, tensile part 1/4
    answer = edge_traction(face(lambda s: 1 - s / 2, lambda s: 0 * s), 4)
    assert answer.normal == pytest.approx(0, abs=0.01)
    assert answer.opening == pytest.approx(0.25, rel=0.02)


def test_the_facet_across_the_limit_counts_in_part():
    coarse = face(lambda s: s, lambda s: 0 * s, facets=7, grading=1.0)
    steps = np.linspace(2, 8, 61)
    values = [edge_traction(coarse, d).normal for d in steps]
    assert np.allclose(values, steps / 2, rtol=0.02)
    assert np.all(np.diff(values) > 0)


def test_a_distance_beyond_the_face_is_the_whole_face():
    """σ = s over 10 µm: its mean is 5, no more than the last point's share amiss."""
    whole = face(lambda s: s, lambda s: -s, facets=7, grading=1.0)
    for distance in (10.0, 1000.0):
        answer = edge_traction(whole, distance)
        assert (answer.normal, answer.shear, answer.facets) == pytest.approx((5, -5, 7), rel=1e-12)


def test_a_mean_traction_does_not_change():
    with pytest.raises(FrozenInstanceError):
        edge_traction(face(lambda s: s, lambda s: s), 1).normal = 0.0


def test_too_few_facets_show():
    assert edge_traction(face(lambda s: s, lambda s: s, facets=5, grading=1.0), 1).facets == 1


def test_one_edge_of_two():
    left = face(lambda s: 10 + 0 * s, lambda s: 5 + 0 * s, length=5)
    right = face(lambda s: 30 + 0 * s, lambda s: -5 + 0 * s, length=5, start=5)
    left.position[0] = 5 - left.position[0]  # its edge is at x = 0
    right = replace(right, element=right.element + 100)
    parts = ([getattr(part, f.name) for part in (left, right)] for f in fields(Sample))
    ring = Sample(*(np.concatenate(pair, axis=-1) for pair in parts))
    both = edge_traction(ring, 2)
    assert both.normal == pytest.approx(20, rel=1e-2)
    assert both.shear == pytest.approx(0, abs=0.05)
    assert both.shear_size == pytest.approx(5)
    assert edge_traction(ring, 2, edge=(0.0, 0.0)).normal == pytest.approx(10)
    assert edge_traction(ring, 2, edge=(10.0, 0.0)).shear == pytest.approx(-5)
    with pytest.raises(ValueError, match="no edge at x = 5, z = 9"):
        edge_traction(ring, 2, edge=(5.0, 9.0))


def test_the_only_edge_may_as_well_be_named():
    singular = face(lambda s: s**-0.3, lambda s: -2 * s**-0.3)
    assert edge_traction(singular, 2, edge=(10.0, 0.0)) == edge_traction(singular, 2)


def test_refusals():
    sample = face(lambda s: s, lambda s: s)
    for distance in (0, -0.5):
        with pytest.raises(ValueError, match=f"must be positive, here stands {distance}"):
            edge_traction(sample, distance)
    endless = replace(sample, edge_distance=np.full_like(sample.edge_distance, np.inf))
    with pytest.raises(ValueError, match="the interface has no edge"):
        edge_traction(endless, 1)
    with pytest.raises(ValueError, match="knows no edge"):
        edge_traction(replace(sample, edge_distance=None), 1)
    with pytest.raises(ValueError, match="sample of a face"):
        tractions(replace(sample, normal=None))
