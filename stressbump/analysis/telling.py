"""What an overview found, in words and as plain data."""

from __future__ import annotations

from typing import Any

import pandas

from stressbump.analysis.cases import bare, label, signed, unit, values
from stressbump.analysis.overview import Overview

NAMED = 3  # parameters that a sentence names


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
    ends = [f"{factor * row[found.answer]:.3g} {own}".rstrip() for row in (low, high)]
    told = [
        f"The {words} runs from {ends[0]} (case {low['case']}) to {ends[1]} (case {high['case']})"
        f" over {len(frame):,} designs."
    ]
    if found.effects is not None and found.effects.spans:
        step = "points" if own == "%" else own
        parts = [
            f"{bare(name)} ({factor * span:.3g} {step}".rstrip() + ")"
            for name, span in list(found.effects.spans.items())[:NAMED]
        ]
        told.append(f"On average it moves most with {', '.join(parts)}.")
    if found.share is not None:
        told.append(found.share.sentence())
    return [signed(sentence) for sentence in told]


def document(found: Overview) -> dict[str, Any]:
    """All of it as plain data."""
    out: dict[str, Any] = {"study": found.stored.study.name, "answer": found.answer}
    out |= {"goals": dict(found.goals), "found": sentences(found), "left_out": dict(found.left_out)}
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
