"""Every result as a file: drawn, in colours, with its unit; other endings are refused."""

import numpy as np
import pytest
from analysis.tables import ANSWER, sampled

from stressbump import analysis
from stressbump.errors import InputError

AXES = {"a_um": (1, 2), "b_um": {"from": 0.01, "to": 1, "scale": "log"}, "m": ["x", "y"]}


def answer(a, b, m):
    return a.astype(float) + np.log(b.astype(float)) + (m == "x")


@pytest.fixture(scope="module")
def results():
    frame = sampled("saltelli", 32, AXES, answer)
    holed = sampled("sobol", 128, AXES, answer, failed=[3, 4])
    two = {k: AXES[k] for k in ("a_um", "b_um")}
    flat = sampled("sobol", 64, two, lambda a, b: a * b, failed=[5])
    return {
        "effects": analysis.main_effects(holed, ANSWER),
        "indices": analysis.sobol_indices(frame, ANSWER),
        "given": analysis.given_data_indices(holed, ANSWER),
        "cells": analysis.contour_map(holed, ANSWER, "a_um", "b_um"),
        "lines": analysis.contour_map(flat, ANSWER, "a_um", "b_um"),
        "front": analysis.pareto_front(holed, {ANSWER: "max", "a_um": "min"}),
        "scatter": analysis.percentiles(holed, ANSWER),
    }


@pytest.mark.parametrize(
    "kind", ["effects", "indices", "given", "cells", "lines", "front", "scatter"]
)
def test_a_result_is_a_picture(results, kind, tmp_path):
    from PIL import Image

    path = analysis.picture(results[kind], tmp_path / f"{kind}.png", limit=0.5)
    image = np.asarray(Image.open(path).convert("RGB")) @ [65536, 256, 1]
    assert len(np.unique(image)) > 50
    assert (image == 0xFFFFFF).mean() < 0.99


def test_the_words_of_a_picture_carry_units(results, tmp_path):
    text = analysis.picture(results["lines"], tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "a (µm)" in text
    assert "mean von Mises stress of film (MPa)" in text


def test_another_ending_is_refused(results, tmp_path):
    with pytest.raises(InputError, match=r"ends on \.png, \.svg, \.pdf"):
        analysis.picture(results["front"], tmp_path / "front.bmp")
