"""An answer in Python's own forms: a DataFrame, a matplotlib figure, what a notebook shows of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from stressbump.answers.comparison import Comparison, Relief
from stressbump.answers.document import result_of
from stressbump.answers.focus import focus_of
from stressbump.answers.rows import relief_table
from stressbump.answers.saving import section_shown, solved, stamp, stress_shown
from stressbump.errors import InputError, visible
from stressbump.process.recipe import AS_BUILT
from stressbump.survey import Value

if TYPE_CHECKING:
    import pandas

    from stressbump.export.shown import Shown

NUMBERS = ("averaging_um", "value", "bar", "without", "relief", "relief_bar")


def to_frame(answer: Comparison) -> pandas.DataFrame:
    """What `Answer.to_frame` says."""
    import pandas

    found: dict[Any, list[Relief]] = {}
    for row in answer.table:
        found.setdefault(row.value.key, []).append(row)
    rows = (r for v in answer.values[0] for r in _rows(v, found.get(v.key, [])))
    kinds = dict.fromkeys(NUMBERS, "float") | {"reference": "str"}  # also where all are missing
    return pandas.DataFrame.from_records(list(rows)).astype(kinds)


def _rows(v: Value, reliefs: list[Relief]) -> Iterator[dict[str, Any]]:
    for row in reliefs or [Relief(v, "", None, None, v.note)]:
        yield {
            "measure": v.measure,
            "where": v.where,
            "temperature_C": v.temperature,
            "averaging_um": v.averaging_um,
            "unit": v.unit,
            "value": v.value,
            "bar": v.bar,
            "bounded_above": v.bounded_above,
            "mesh_dependent": v.mesh_dependent,
            "reference": row.reference or None,
            "without": row.without,
            "relief": row.relief,
            "relief_bar": row.bar,
            "note": row.note,
        }


def plot(answer: Comparison, what: str, stack: str, temperature: float | None) -> Shown:
    """What `Answer.plot` says."""
    from stressbump.export.picture import section_figure, stress_figure

    if what not in ("stress", "section"):
        raise InputError(f"plot: {what!r}; allowed is 'stress' or 'section'")
    if what == "stress":
        chosen, at = solved(answer, stack, temperature)
        return stress_figure(**stress_shown(answer.design, chosen, at, stamp(answer)))
    if (stack, temperature) != (AS_BUILT, None):
        raise InputError("plot: a section is one for all stacks and temperatures; leave them out")
    return section_figure(**section_shown(answer.design, answer.section, answer.mesh))


def html(answer: Comparison) -> str:
    """The relief table of every end temperature with its warnings, and the stress as built."""
    import pandas

    parts = []
    result, focus = result_of(answer), focus_of(answer.design, answer.section)
    for temperature in result.temperatures_C:
        table = relief_table(result, answer.design.name, focus, temperature)
        head, *more = map(visible, table.title)
        parts.append(Markup("<p><b>{}</b></p>").format(head))
        parts += [Markup("<div>{}</div>").format(line) for line in more]
        names = [visible(c.lstrip("#")) for c in table.columns]
        rows = [[visible(str(cell)) for cell in row] for row in table.rows]
        parts.append(Markup(pandas.DataFrame(rows, columns=names).to_html(index=False, border=0)))
    notes = answer.warnings if answer.passed else ("a self-check failed", *answer.warnings)
    parts += [Markup("<div>note: {}</div>").format(visible(note)) for note in notes]
    figure = plot(answer, "stress", AS_BUILT, None)
    figure.to_png(file := BytesIO())
    picture = b64encode(file.getvalue()).decode()
    image = Markup('<img alt="stress as built" style="max-width:100%" src="{}">')
    parts.append(image.format(f"data:image/png;base64,{picture}"))
    return "\n".join(parts)
