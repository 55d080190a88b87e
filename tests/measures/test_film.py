"""Membrane stress of a film: what bends cancels through the thickness, what pulls stays."""

from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import numpy as np
import pytest

from stressbump.measures import film_stress


def film(xx, yy=lambda x, z: 0 * x, length=100.0, thickness=0.05, holes=()):
    """A film over 0 < x < length, sampled at the middles of 200 × 4 cells."""
    x, z = np.meshgrid((np.arange(200) + 0.5) / 200 * length, (np.arange(4) + 0.5) / 4 * thickness)
    x, z = x.ravel(), z.ravel()
    keep = np.all([(x < a) | (x > b) for a, b in holes], axis=0) if holes else np.full(x.size, True)
    x, z = x[keep], z[keep]
    stress = np.zeros((6, x.size))
    stress[0], stress[2] = xx(x, z), yy(x, z)
    weight = np.full(x.size, length * thickness / 800)
    element = (x / length * 200).astype(int)
    return SimpleNamespace(position=np.array([x, z]), weight=weight, stress=stress, element=element)


def test_bending_through_the_thickness_cancels():
    answer = film_stress(film(lambda x, z: 100 + 4000 * (z - 0.025)), window=5)
    assert answer.mean == pytest.approx(100)
    assert answer.percentile_95 == pytest.approx(100)
    assert answer.largest == pytest.approx(100)


def test_the_worst_window_is_found_at_its_place():
    answer = film_stress(film(lambda x, z: 10 + 490.0 * ((x > 40) & (x < 50))), window=10)
    assert answer.largest == pytest.approx(500, rel=0.02)
    assert answer.at == pytest.approx(45, abs=0.3)
    assert answer.mean == pytest.approx(59, rel=0.01)
    assert answer.windows == 10
    assert answer.elements >= 19


def test_the_out_of_plane_direction_counts_and_compression_stays_negative():
    answer = film_stress(film(lambda x, z: -300 + 0 * x, lambda x, z: -200 + 0 * x), window=10)
    assert answer.mean == pytest.approx(-200)


def test_windows_over_a_hole_are_left_out():
    answer = film_stress(film(lambda x, z: 100 + 0 * x, holes=[(30, 70)]), window=5)
    assert answer.windows < 20
    assert answer.mean == pytest.approx(100)


def test_the_stretch_beside_an_edge():
    answer = film_stress(film(lambda x, z: x), window=1, between=(90, 100))
    assert answer.mean == pytest.approx(95, rel=1e-3)
    assert answer.percentile_95 == pytest.approx(99.5, rel=5e-3)
    assert answer.window == pytest.approx(1)


def test_the_stretch_between_two_places():
    answer = film_stress(film(lambda x, z: x), window=5, between=(20, 40))
    assert (answer.mean, answer.windows) == (pytest.approx(30), 4)


def test_a_film_that_is_sheared_in_its_plane():
    """Pure shear of 40 pulls by 40 under 45°; a shear that leaves the film does nothing in it."""
    sheared = film(lambda x, z: 0 * x)
    sheared.stress[[5, 4, 3]] = np.array([[40.0], [70.0], [90.0]])
    assert film_stress(sheared, window=10).mean == pytest.approx(40)


def test_a_film_shorter_than_a_window_is_one():
    answer = film_stress(film(lambda x, z: x), window=1000)
    assert (answer.windows, answer.window, answer.mean) == pytest.approx((1, 99.5, 50))


def test_a_film_sampled_at_one_place_has_the_stress_there():
    answer = film_stress(film(lambda x, z: 70 + 0 * x), window=5, between=(0.25, 0.25))
    assert (answer.mean, answer.windows, answer.at) == (70, 1, 0.25)


def test_elements_are_counted_whatever_their_numbers():
    thin = film(lambda x, z: x)
    left = thin.position[0] < 50
    for numbers in ((2, 3, 0, 1), (0, 1, 2, 3), (3, 0, 1, 2)):
        a, b, c, d = numbers
        parts = [thin.position[0] < 25, left, thin.position[0] < 75]
        thin.element = np.select(parts, [a, b, c], d)
        assert film_stress(thin, window=50).elements == 2


def test_a_film_stress_does_not_change():
    with pytest.raises(FrozenInstanceError):
        film_stress(film(lambda x, z: x), window=5).mean = 0.0


@pytest.mark.parametrize("cells", [43, 57, 71, 90])
def test_volumes_of_the_section_keep_the_percentile_where_it_is(cells):
    """Twenty windows alike of σ = x on cells that they cut: nineteen hold 95 %, so it is 92.5, as near as
    the points that fell into that window tell; by what was sampled the last may take its place.
    """
    x = (np.arange(cells) + 0.5) / cells * 100
    stress = np.zeros((6, cells))
    stress[0] = x
    weight, place = np.full(cells, 100 / cells), np.array([x, 0 * x])
    cut = SimpleNamespace(position=place, weight=weight, stress=stress, element=np.arange(cells))
    answer = film_stress(cut, 5, (0, 100), np.full(20, 5.0))
    assert answer.percentile_95 == pytest.approx(92.5, abs=100 / cells / 2)
    assert answer.percentile_95 < answer.largest - 3


def test_by_sampled_volumes_the_percentile_would_jump():
    found = []
    for cells in (43, 57, 71, 90):
        x = (np.arange(cells) + 0.5) / cells * 100
        stress = np.eye(6)[:, [0]] * x
        place, element = np.array([x, 0 * x]), np.arange(cells)
        cut = SimpleNamespace(position=place, weight=0 * x + 1, stress=stress, element=element)
        found.append(film_stress(cut, 5, (0, 100)).percentile_95)
    assert np.ptp(found) > 3


def test_a_window_that_no_point_fell_into_counts_for_its_neighbour():
    sampled = film(lambda x, z: x, holes=[(30, 40)])
    held = np.full(10, 1.0)
    held[3] = 100.0
    answer = film_stress(sampled, 10, held=held)
    assert answer.windows == 9
    assert answer.percentile_95 == pytest.approx(45, abs=0.5)  # 103.55 of 109, past the first 103


def test_few_elements_in_a_window_show():
    assert film_stress(film(lambda x, z: x), window=1).elements <= 2


def test_refusals():
    for window in (0, -5):
        with pytest.raises(ValueError, match=f"must be positive, here stands {window} µm"):
            film_stress(film(lambda x, z: x), window)
    with pytest.raises(ValueError, match="between x = 200 and 300"):
        film_stress(film(lambda x, z: x), window=1, between=(200, 300))
