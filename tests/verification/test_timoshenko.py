"""Timoshenko 1925: the curvature of silicon under mold compound, cooled by 150 K."""

import pytest

from stressbump.closed_forms.laminate import laminate
from stressbump.closed_forms.solid import Ply, Solid
from stressbump.closed_forms.timoshenko import curvature

SILICON = Ply(Solid(162_716, 0.278, 2.56e-6), 500)
MOLD = Ply(Solid(15_513, 0.25, 15e-6), 500)


@pytest.mark.parametrize(
    ("state", "per_metre"), [("beam", 1.82165), ("plate", 1.79225), ("plane strain", 2.25131)]
)
def test_curvature_of_two_layers(state, per_metre):
    assert curvature(SILICON, MOLD, -150, state) == pytest.approx(-per_metre * 1e-6, rel=1e-5)


def test_turned_over_the_curvature_changes_sign():
    assert curvature(MOLD, SILICON, -150) == pytest.approx(-curvature(SILICON, MOLD, -150))


def test_it_is_the_laminate_of_two():
    for state in ("beam", "plate", "plane strain"):
        both = laminate([SILICON, MOLD], -150, state)
        assert both.curvature == pytest.approx(curvature(SILICON, MOLD, -150, state), rel=1e-12)


def test_an_unknown_state_is_named():
    with pytest.raises(ValueError, match=r"shell.*plate"):
        curvature(SILICON, MOLD, -150, "shell")  # type: ignore[arg-type]
