"""What is known: materials, claims."""

from __future__ import annotations

from typing import Annotated

import typer

from stressbump.cli.shared import JsonOption, app, print_json, print_table
from stressbump.errors import InputError, did_you_mean


@app.command()
def materials(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="a material; all of them if left out")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Values, sources, conflicts."""
    from stressbump import materials as library
    from stressbump.designs.showing import material_cells, memory_cells

    rows = library.describe(library.find(name)) if name else [
        {"name": n, "kind": library.find(n).kind, "source": library.find(n).source}
        for n in library.names()
    ]  # fmt: skip
    found = library.find(name) if name else None
    sets = library.describe_memory(found) if found else []
    if as_json:
        print_json([*rows, *sets])
        return
    if found is None:
        print_table("materials", ("name", "kind", "source"), (r.values() for r in rows))
        return
    columns = ("quantity", "#at 25 °C", "unit", "over temperature", "source")
    print_table(found.name, columns, material_cells(rows))
    print(f"Moduli over temperature are followed by the {found.rule} rule.")
    if found.note:
        print(found.note)
    if sets:
        at = (f"#{T:g} °C" for T, _ in sets[0]["over_temperature"])
        title = f"{found.name}: sets of constants of laws with memory"
        print_table(title, ("quantity", "set", *at, "unit", "source"), memory_cells(sets))
    for trap in found.traps:
        print(f"Refused: {trap.label}: {trap.why}.")


@app.command()
def claims(
    structure: Annotated[
        str | None, typer.Option(metavar="NAME", help="only those of one structure")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Every claim of the seeds and what carries it."""
    from dataclasses import asdict

    from stressbump.designs.claims import rows

    found = [row for row in rows() if structure in (None, row.structure)]
    if not found:
        hint = did_you_mean(str(structure), (row.structure for row in rows()))
        raise InputError(f"--structure {structure}: no claims{hint}")
    if as_json:
        print_json([asdict(row) for row in found])
        return
    cells = ((r.structure, r.number, r.summary, ", ".join(r.carried_by) or r.reason) for r in found)
    print_table("claims", ("structure", "#claim", "what it asks", "carried by"), cells)
