"""What an overview found, in words and as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas

from stressbump.analysis.cases import (
    against,
    answers,
    bare,
    is_relief,
    label,
    missing,
    signed,
    unit,
    values,
)
from stressbump.analysis.overview import Overview
from stressbump.analysis.pictures import picture
from stressbump.formatting import digits
from stressbump.sweeps.study import SAMPLED

WORDS = {
    "effects": "main effects",
    "indices": "Sobol indices",
    "map": "map",
    "front": "Pareto front",
    "scatter": "percentiles",
    "share": "share beyond the limit",
}
NAMED = 3  # parameters that a sentence names
CHANCE = 0.01
FRONT = 20  # designs of a front that are printed


def sentences(found: Overview) -> list[str]:
    """What was found, in words."""
    y = values(found.stored.frame, found.answer)
    words, factor = bare(found.answer), label(found.answer)[1]
    own = "%" if factor != 1 else unit(found.answer)
    own = "" if own == "1" else own
    frame = found.stored.frame[pandas.notna(y)]
    if frame.empty:
        return [f"No case has a value of {words}."]
    low, high = frame.loc[frame[found.answer].idxmin()], frame.loc[frame[found.answer].idxmax()]
    ends = [f"{digits(factor * row[found.answer])} {own}".rstrip() for row in (low, high)]
    first, last = (
        f"{end} (case {row['case']})" for end, row in zip(ends, (low, high), strict=True)
    )
    many = f"runs from {first} to {last} over {len(frame):,} designs"
    told = [f"The {words} {many if len(frame) > 1 else f'is {first}, the only design'}."]
    told += [
        f"Against {name}: {digits(100 * y.min())} to {digits(100 * y.max())} %."
        for name, y in _against_others(found)
    ]
    told += _moving(found, factor, "points" if own == "%" else own)
    if found.share is not None:
        told.append(found.share.sentence())
    if len(lost := missing(found.stored.frame, found.answer)):
        first = lost.iloc[0]
        reason = f"case {first['case']}: {first['reason']}"
        told.append(f"Without a value: {len(lost):,} of {len(y):,} cases; {reason}.")
    return [signed(sentence) for sentence in told]


def _moving(found: Overview, factor: float, own: str) -> list[str]:
    """Which parameters the answer moves with, of a sample those that chance does not explain."""
    effects = found.effects
    if effects is None or not effects.spans:
        return []
    sampled = found.stored.study.sampling.how in SAMPLED
    sure = [n for n in effects.spans if not sampled or effects.chance(n) < CHANCE]
    if not sure:
        return ["No parameter moves it further than chance would in so few designs."]
    parts = [
        f"{bare(n)} ({digits(factor * effects.spans[n])} {own}".rstrip() + ")" for n in sure[:NAMED]
    ]
    rest = len(effects.spans) - len(sure)
    told = f"; {rest} more no further than chance would in so few designs" if rest else ""
    return [f"On average it moves most with {', '.join(parts)}{told}."]


def _against_others(found: Overview) -> list[tuple[str, pandas.Series]]:
    """The same relief against the other references, as far as there is one."""
    if not is_relief(found.answer):
        return []
    frame, (measure, own) = found.stored.frame, against(found.answer)
    others = {against(a)[1]: a for a in answers(frame) if against(a)[0] == measure}
    named = [(name, frame[a].dropna()) for name, a in others.items() if name != own]
    return [(name, y) for name, y in named if len(y)]


def left_out(found: Overview) -> list[str]:
    """What the designs do not allow, and why."""
    return [signed(f"No {WORDS[part]}: {why}.") for part, why in found.left_out.items()]


Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def tables(found: Overview) -> list[Table]:
    """What was found as tables to print: title, columns (numbers with #) and cells."""
    out: list[Table] = []
    if found.effects is not None:
        rows: list[tuple[str, ...]] = [(n, f"{s:.4g}") for n, s in found.effects.spans.items()]
        out.append((f"main effects on {found.answer}", ("parameter", "#mean spans"), rows))
    if found.indices is not None:
        columns = [c for c in found.indices.table if c != "parameter"]
        head = tuple(f"#{c.replace('_bar', ' ±')}" for c in columns)
        cells = [
            (str(row.parameter), *(f"{getattr(row, c):.3f}" for c in columns))
            for row in found.indices.table.itertuples()
        ]
        out.append((f"Sobol indices: {found.indices.how}", ("parameter", *head), cells))
    if found.scatter is not None:
        title = f"percentiles, {100 * found.scatter.confidence:g} % confidence"
        out.append((title, ("#%", "#value", "#from", "#to"), _digits(found.scatter.table)))
    if found.front is not None:
        shown = found.front.cases[["case", *found.goals]].head(FRONT)
        first = f", the first {FRONT} of {len(found.front.cases)}"
        title = f"Pareto front{first if len(found.front.cases) > FRONT else ''}"
        out.append((title, tuple(f"#{c}" for c in shown), _digits(shown)))
    return out


def _digits(rows: pandas.DataFrame) -> list[tuple[str, ...]]:
    return [tuple("–" if v != v else f"{v:.5g}" for v in row) for row in rows.to_numpy(float)]


def save(found: Overview, folder: Path) -> dict[str, str]:
    """Every picture as a PNG in a folder."""
    limit = found.share.limit if found.share is not None else None
    return {
        name: str(picture(result, folder / f"{name}.png", limit))
        for name, result in found.results.items()
    }


def document(found: Overview) -> dict[str, Any]:
    """All of it as plain data."""
    out: dict[str, Any] = {"study": found.stored.study.name, "answer": found.answer}
    out |= {"goals": dict(found.goals), "found": sentences(found), "left_out": dict(found.left_out)}
    out["notes"] = list(found.stored.summary.notes)
    for name in ("effects", "indices", "scatter"):
        result = getattr(found, name)
        out[name] = None if result is None else _rows(result.table)
    out["front"] = None if found.front is None else _rows(found.front.cases)
    if found.map is not None:
        m = found.map
        z = [[None if v != v else v for v in row] for row in m.z.tolist()]
        out["map"] = {
            "parameters": m.parameters,
            "x": m.x.tolist(),
            "y": m.y.tolist(),
            "z": z,
            "how": m.how,
        }
    if found.share is not None:
        out["share"] = found.share.__dict__
    return out


def _rows(table: pandas.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return plain.to_dict("records")
