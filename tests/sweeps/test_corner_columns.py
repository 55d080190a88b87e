"""H of corners in studies: what `corners` tells of each case, in columns that are named by the exponent."""

import numpy as np
import pytest
from sweeps.plates import PLATE

from stressbump import corners, sweep
from stressbump.designs.design import from_table
from stressbump.sweeps.study import Study

FILM = PLATE["step"][1]["material"]
DESIGN = PLATE | {
    "reference": [
        {"name": "tighter", "swap": {"film": FILM | {"cte_ppm_per_K": 25}}},
        {"name": "oxide", "swap": {"film": "SiO2"}},
    ]
}
VARIED = "film.material.E_MPa"
H = "intensity @ corner film/base r^-0.300"
UNIT = "[MPa·µm^0.300]"


@pytest.fixture(scope="module")
def frame():
    vary = {VARIED: [3000, 30000]}
    return sweep(DESIGN, vary, measures=["curvature"], corners=True, workers=0)


def test_a_study_has_what_corners_tells_of_a_case(frame):
    design = from_table(DESIGN, "a plate")
    alone = corners(design, bars=False)
    (place,) = alone.intensities["as built", 25.0]
    own = place.found[0]
    assert frame[f"{H} {UNIT}"][0] == pytest.approx(own.value.real, rel=1e-9)
    assert frame["T0 @ corner film/base r^-0.300 [MPa]"][0] == pytest.approx(own.constant, rel=1e-9)


def test_h_is_relieved_where_exponents_agree(frame):
    relief = frame[f"relief of {H}, tighter [1]"][0]
    theirs = frame[f"{H}, tighter {UNIT}"][0]
    assert relief == pytest.approx(1 - frame[f"{H} {UNIT}"][0] / theirs, rel=1e-9)
    assert frame["T0 @ corner film/base r^-0.300, tighter [MPa]"][0] < 0
    assert np.isnan(frame[f"relief of {H}, oxide [1]"][0])


def test_exponents_apart_have_columns_of_their_own(frame):
    assert np.isnan(frame[f"{H} {UNIT}"][1])
    assert frame["intensity @ corner film/base r^-0.370 [MPa·µm^0.370]"].notna().tolist() == [
        False,
        True,
    ]


def test_corners_of_what_solves_no_case_are_refused():
    with pytest.raises(ValueError, match="corners do not go with reduced"):
        Study(design=PLATE, vary={VARIED: [3000, 4000]}, reduced=0.01, corners=True)
