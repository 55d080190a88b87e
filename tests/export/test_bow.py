"""Bow over the end temperature, as data and as a picture."""

import numpy as np
import pytest
from collar import design
from matplotlib.colors import to_rgb
from PIL import Image

from stressbump.answers.document import result_of
from stressbump.answers.solving import relief
from stressbump.export.bow import over_temperature
from stressbump.export.series import SERIES


@pytest.fixture(scope="module")
def answer():
    return relief(design(), end=[-40.0, 25.0, 100.0], references=["none"], bars=False)


def test_a_curve_has_a_point_for_every_end_temperature_of_every_stack(answer):
    curves = over_temperature(result_of(answer))
    told = {v.key: v.value for v in answer.values[0]}
    assert {measure for measure, _, _ in curves} == {"curvature", "sagitta", "dimple"}
    for (measure, where, _), stacks in curves.items():
        assert stacks.keys() == {"as built", "none"}
        points = stacks["as built"]
        assert points[:, 0].tolist() == [-40.0, 25.0, 100.0]
        assert points[:, 1] == pytest.approx([told[measure, where, None, t] for t in points[:, 0]])


def test_two_temperatures_make_no_curve():
    assert over_temperature(result_of(relief(design(), end=[25.0, 50.0], bars=False))) == {}


def test_the_picture_is_saved_beside_the_fields(answer, tmp_path):
    files = answer.save(tmp_path)
    picture = np.asarray(Image.open(files["bow over temperature"]).convert("RGB")).astype(int)
    for colour in SERIES[:2]:
        assert (np.abs(picture - 255 * np.array(to_rgb(colour))).max(axis=2) < 20).sum() > 300
    assert (tmp_path / "bow.png").is_file()
