"""The cases of a study as a page holds them: column by column, packed; thinned where they are too many."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas
from markupsafe import Markup

from stressbump.analysis.cases import NO_VALUE, answers, is_log, label, parameters
from stressbump.analysis.overview import Overview

MOST = 10_000  # cases in a page
NUMBERS = 1_000_000  # of all columns together: about 5 MB
STATES = ("done", "failed", "pending")


@dataclass(frozen=True)
class Points:
    """The data as JSON, and which cases of how many it holds."""

    data: Markup
    shown: int
    total: int
    every: int  # one of so many is shown, those of the front aside


def points(found: Overview) -> Points:
    """The cases of a study: all of them, or the front and every k-th of the others."""
    frame = found.stored.frame
    columns = [*parameters(frame), *answers(frame)]
    most = max(1, min(MOST, NUMBERS // (len(columns) + 1)))
    every = -(-len(frame) // most)
    keep = np.arange(len(frame)) % every == 0
    if found.front is not None and len(found.front.cases) <= most:
        keep |= frame["case"].isin(found.front.cases["case"]).to_numpy()
    kept = frame[keep]
    data = {
        "cases": _packed(kept["case"].to_numpy(), "<u4"),
        "states": _packed(pandas.Categorical(kept["status"], STATES).codes, "u1"),
        "reasons": _words(kept["reason"]),
        "no_value": NO_VALUE,
        "inputs": len(parameters(frame)),
        "columns": [_column(kept[n], n, n in parameters(frame)) for n in columns],
        "x": columns.index(_across(found)),
        "y": columns.index(found.answer),
        "front": [] if found.front is None else found.front.cases["case"].tolist()[:MOST],
        "shades": _shades(),
    }
    text = json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return Points(Markup(text), len(kept), len(frame), every)


def _across(found: Overview) -> str:
    """What the designs are spread over at first: the second goal, or what matters most."""
    others = [goal for goal in found.goals if goal != found.answer]
    spans = list(found.effects.spans) if found.effects is not None else []
    return (others + spans + [found.answer])[0]


def _column(column: pandas.Series, name: str, is_input: bool) -> dict[str, Any]:
    text, factor = label(name)
    told: dict[str, Any] = {"name": name, "label": text, "factor": factor}
    if not pandas.api.types.is_numeric_dtype(column):
        return told | _words(column)
    numbers = column.to_numpy(float)
    return told | {"numbers": _packed(numbers, "<f4"), "log": is_input and is_log(numbers)}


def _words(column: pandas.Series) -> dict[str, Any]:
    """Texts by their number in a list, 0 for none."""
    codes, words = pandas.factorize(column.where(column != "", None))
    return {"codes": _packed(codes + 1, "<u4"), "words": ["", *map(str, words)]}


def _packed(values: Any, kind: str) -> str:
    """Numbers as the page holds them: deflated, in base64."""
    return base64.b64encode(zlib.compress(np.asarray(values).astype(kind).tobytes(), 6)).decode()


def _shades() -> list[str]:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return [to_hex(c) for c in colormaps["viridis"](np.linspace(0, 1, 64))]
