"""Docstrings as they are written in this house, plain text with indented equations, for autodoc.

What stands indented is kept as it is; stars, bars and trailing underscores are no markup.
"""

import re
from inspect import isclass
from typing import Any

from sphinx.application import Sphinx

from stressbump.designs.structures.parameters import PARAMETERS, Structure

MARKUP = re.compile(r"(`[^`]*`)|([*|]|_(?=\W|$))")


def plain(lines: list[str]) -> list[str]:
    """The same lines as reStructuredText that says what they look like."""
    out: list[str] = []
    block = False
    for line in lines:
        if line.startswith("    ") and not block:
            out += ["", "::", "", line]
            block = True
        elif line.strip() and not line.startswith(" ") and block:
            out += ["", _escaped(line)]
            block = False
        else:
            out.append(line if block else _escaped(line))
    return out


def _escaped(line: str) -> str:
    """Single backticks are code; everything else stands for itself."""
    return MARKUP.sub(lambda m: f"`{m[1]}`" if m[1] else f"\\{m[2]}", line.replace("``", "`"))


def _process(
    app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]
) -> None:
    if isclass(thing) and issubclass(thing, Structure):
        page = f"/structures/{thing.slug}"
        lines[:] = [
            *plain(lines[: lines.index(PARAMETERS)]),
            f"Its parameters are on :doc:`{page}`.",
        ]
    else:
        lines[:] = plain(lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Run over every docstring that autodoc takes up."""
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
