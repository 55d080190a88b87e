"""Pages that tell elastic and inelastic answers side by side: their tables are what was found."""

import pytest

import stressbump as sb
from studies.inelastic import CASES, ELASTIC, INELASTIC, MEAN, TABLES, kept, renewed


@pytest.mark.parametrize("told", TABLES, ids=lambda told: told.page.stem)
def test_a_table_is_what_was_found(told):
    assert renewed(told, kept()) == told.page.read_text(encoding="utf-8")


def means(name, way):
    """Mean von Mises stresses of a case as they were found."""
    return {r["where"]: r["value"] for r in kept()[name][way]["rows"] if r["measure"] == MEAN}


@pytest.mark.parametrize("name", ["dry film", "recess", "collar"])
def test_what_was_found_elastic_is_found_again(name):
    answer = sb.relief(CASES[name].by(ELASTIC), references=(), bars=False)
    again = {v.where: v.value for v in answer.values[0] if v.measure == MEAN}
    assert again == pytest.approx(means(name, ELASTIC), rel=1e-6)


@pytest.mark.parametrize("name", ["dry film", "recess", "collar", "layer"])
def test_no_metal_stands_beyond_what_its_film_withstands(name):
    """Aluminium hardens from 150 MPa by 1 GPa, copper from 200 by 2, and strains are a per cent."""
    found = means(name, INELASTIC)
    for metal, most in (("pad", 165), ("ubm_Cu", 205), ("contact", 165)):
        assert found.get(metal, 0.0) < most
    assert set(found) == set(means(name, ELASTIC))
    left = kept()[name][INELASTIC]["notes"]
    assert any(note.startswith("elastic for want of constants") for note in left)
    assert not any(note.startswith("left out") for note in left)
