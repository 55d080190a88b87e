"""A study on one HTML page that needs no network: what was asked, what was found, every design."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas
import tomli_w
from markupsafe import Markup

from stressbump import __version__
from stressbump.analysis import pictures
from stressbump.analysis.cases import bare, is_relief, label, parameters, varying
from stressbump.analysis.overview import Overview, Stored, overview
from stressbump.analysis.points import points
from stressbump.analysis.telling import sentences
from stressbump.atomic import replacing
from stressbump.report.figures import figure, png, svg
from stressbump.report.page import template
from stressbump.report.viewing import file_text
from stressbump.sweeps.fingerprint import fingerprint
from stressbump.sweeps.study import SAMPLED

PACKAGES = (
    "stressbump",
    "numpy",
    "pandas",
    "scipy",
    "SALib",
    "scikit-fem",
    "gmsh",
    "shapely",
    "matplotlib",
)
ROWS = 200  # of a table
WORDS = 3  # parameters that a question names
UNFOLDED = 20  # answers that stand in the open
FEW = 8  # values that a line names
ALT = {
    "effects": "mean answer by level of each parameter",
    "indices": "share of the variance by parameter",
    "map": "the answer over two parameters",
    "front": "all designs by the two goals, the best ones joined",
    "scatter": "share of designs below each value",
}
ON_PAPER = ("map",)  # colours of its own, on white


def report_study(
    study: Overview | Stored | str | Path,
    page: str | Path | None = None,
    limit: float | None = None,
) -> Path:
    """Write the page of a study, by default report.html beside its store.

    InputError and StoreError for a folder without a study or without an answer.
    """
    beside = Path(study) if isinstance(study, str | Path) else Path()
    beside = beside if beside.is_dir() else beside.parent
    found = study if isinstance(study, Overview) else overview(study, limit=limit)
    page = Path(page) if page else beside / "report.html"
    with replacing(page) as file:
        file.write(render(found).encode())
    return page


def render(found: Overview) -> str:
    """The page as text."""
    filters = {"cell": cell, "words": lambda name: label(name)[0]}
    return template("stressbump.analysis", "study.html", filters).render(**_content(found))


def cell(value: Any) -> str:
    """A number in five digits, a text as it is, a dash for nothing."""
    if value is None or (isinstance(value, float) and value != value):
        return "–"
    return f"{value:.5g}".replace("-", "−") if isinstance(value, float | int) else str(value)


def question(found: Overview) -> str:
    """The study's own question, or what it amounts to."""
    study, frame = found.stored.study, found.stored.frame
    if study.question:
        return study.question
    names = [n for n in parameters(frame) if varying(frame, n)]
    if not names:
        return f"What is the {bare(found.answer)}?"
    words = [bare(n) for n in names]
    listed = words if len(words) <= WORDS + 1 else [*words[:WORDS], f"{len(words) - WORDS} more"]
    told = ", ".join(listed[:-1]) + (" and " if len(listed) > 1 else "") + "".join(listed[-1:])
    return f"What {'do' if len(words) > 1 else 'does'} {told} do to the {bare(found.answer)}?"


def _content(found: Overview) -> dict[str, Any]:
    stored, frame = found.stored, found.stored.frame
    failed = frame[frame["status"] == "failed"]
    same = stored.code == fingerprint()
    return {
        "found": found,
        "study": stored.study,
        "counts": stored.summary.counts,
        "question": question(found),
        "factor": label(found.answer)[1],
        "sentences": sentences(found),
        "notes": stored.summary.notes,
        "pictures": {name: _drawn(found, name) for name in found.results},
        "left_out": [(name, why) for name, why in found.left_out.items() if name in ALT],
        "varied": _varied(found),
        "points": points(found),
        "front": _records(found, _of_front(found)),
        "failures": stored.summary.failures,
        "failed": _records(found, failed),
        "reliefs": any(is_relief(s.column) for s in stored.summary.spreads),
        "spreads": stored.summary.spreads,
        "inputs": tomli_w.dumps(stored.study.to_table()),
        "digest": stored.study.digest,
        "code": stored.code,
        "same": same,
        "written_by": __version__,
        "versions": {name: version(name) for name in PACKAGES},
        "sampled": stored.study.sampling.how in SAMPLED,
        "rows": ROWS,
        "few": UNFOLDED,
        "style": Markup(file_text("style.css") + _text("study.css")),
        "script": Markup(_text("points.js").replace("</script", "<\\/script")),
    }


def _drawn(found: Overview, name: str) -> Markup:
    result = found.results[name]
    with figure(*pictures.size(result)) as out:
        pictures.draw(out, result, found.share.limit if found.share and name == "scatter" else None)
        return png(out, ALT[name]) if name in ON_PAPER else svg(out, name, ALT[name])


def _varied(found: Overview) -> list[tuple[str, str]]:
    """What is varied, each in a few words."""
    told = []
    for key, axis in found.stored.study.to_table().get("vary", {}).items():
        if isinstance(axis, dict):
            own = {k: v for k, v in axis.items() if v is not False and v != "linear"}
            text = ", ".join(f"{k} {cell(v)}" for k, v in own.items())
        else:
            more = f" … ({len(axis)} values)" if len(axis) > FEW else ""
            text = ", ".join(map(str, axis[:FEW])) + more
        told.append((key, text))
    return told


def _of_front(found: Overview) -> pandas.DataFrame:
    return found.stored.frame.iloc[:0] if found.front is None else found.front.cases


def _records(found: Overview, rows: pandas.DataFrame) -> list[dict[str, Any]]:
    goals = [g for g in found.goals if g not in parameters(found.stored.frame)]
    columns = ["case", *parameters(found.stored.frame), "exit_code", "reason", *goals]
    records: list[dict[str, Any]] = rows[columns].head(ROWS).to_dict("records")
    return records


def _text(name: str) -> str:
    return (files("stressbump.analysis") / "templates" / name).read_text(encoding="utf-8")
