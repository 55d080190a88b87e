"""A joint away from the neutral point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from stressbump.cli.shared import (
    DesignArgument,
    EndOption,
    JsonOption,
    RefineOption,
    SetOption,
    app,
    end_temperatures,
    print_json,
    print_lines,
    print_table,
)
from stressbump.errors import InputError
from stressbump.progress import progress

if TYPE_CHECKING:
    from stressbump.answers.joint import JointAnswer, JointStack

LENGTH = re.compile(r"\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*(mm|um|µm)\s*")
SKIPPED = (
    "Chip and board are no plates here and there is no array: by hand the slide is DNP Δα ΔT from the birth"
    " of the joint on; what a row of such joints leaves of it at its end follows from their stiffness"
    " (Chen and Nelson), chip and board kept level."
)
ELASTIC = (
    "Elastic throughout: where solder is named as beyond yield, compare stacks and stress per force, not"
    " stresses with strengths."
)


@app.command()
def joint(
    design: DesignArgument,
    dnp: Annotated[
        str,
        typer.Option(metavar="LENGTH", help="distance from the neutral point, like 3mm or 500um"),
    ],
    settings: SetOption = None,
    end: EndOption = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="only these references; repeatable"),
    ] = None,
    refine: RefineOption = 0,
    as_json: JsonOption = False,
) -> None:
    """A joint on its board, away from the neutral point: slide, force and stress at all angles."""
    from stressbump.answers.joint import joint_at
    from stressbump.designs.design import load

    distance, ends = _length(dnp), end_temperatures(end)
    if len(ends) > 1:
        raise InputError("--end: a joint is told at one end temperature")
    with progress() as tell:
        loaded = load(design, settings or ())
        answer = joint_at(loaded, distance, ends[0] if ends else None, reference, refine, tell)
    if as_json:
        print_json(answer.plain())
    else:
        _print(answer)


def _length(text: str) -> float:
    """µm."""
    match = LENGTH.fullmatch(text)
    try:
        value = float(match[1]) if match else None
    except ValueError:
        value = None
    if match is None or value is None:
        raise InputError(f"--dnp {text}: a length with its unit is wanted, as 3mm or 500um")
    return value * (1000 if match[2] == "mm" else 1)


def _print(answer: JointAnswer) -> None:
    built, *others = answer.stacks
    print_table(
        f"{answer.design} at {answer.temperature:g} °C, {answer.dnp_um / 1e3:g} mm from the neutral point",
        ("joint", "#stiffness µN/µm", "#reach mm", "#slide by hand µm", "#slide µm", "#force mN"),
        (_slide(stack) for stack in answer.stacks),
    )
    print_lines(SKIPPED)
    columns = (
        "where",
        "measure",
        "unit",
        "#at the centre",
        f"#at {answer.dnp_um / 1e3:g} mm",
        "#worst at",
    )
    print_table(
        "over volume and all angles, 0° looking away from the neutral point",
        (*columns, "#per mN", *(f"#against {s.name}" for s in others)),
        (
            (
                v.where, v.measure, v.unit, f"{v.at_centre:.4g}", f"{v.value:.4g}", f"{v.worst_deg:.0f}°",
                f"{1e3 * v.per_force:.4g}", *(_relief(answer.relief(v, s)) for s in others),
            )
            for v in built.values
        ),
    )  # fmt: skip
    print_lines(ELASTIC, *(f"note: {line}" for line in answer.warnings))


def _slide(stack: JointStack) -> tuple[str, ...]:
    numbers = (
        stack.stiffness, stack.reach_um / 1e3, stack.by_hand_um, stack.slide_um, stack.force_uN / 1e3,
    )  # fmt: skip
    return (stack.name, *(f"{n:.4g}" for n in numbers))


def _relief(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f} %"
