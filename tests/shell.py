"""The command line run in this process, and a small stack for it."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

from stressbump.cli import main

SMALL = """\
name = "small"
focus = ["film"]
windows_um = [1, 2]

[cell]
width_um = 20

[[step]]
deposit = "base"
material = "silicon"
how = "planar"
thickness_um = 10
born_C = 25

[[step]]
deposit = "film"
material = "Cu"
thickness_um = 1
born_C = 150

[[step]]
pattern = "film"
diameter_um = 20

[[step]]
deposit = "coat"
material = "polyimide"
thickness_um = 2
born_C = 350

[[reference]]
name = "bare"
empty = "coat"

[[reference]]
name = "aluminium"
swap = { film = "Al" }
"""


@dataclass(frozen=True)
class Said:
    """How a run ended and what it printed."""

    code: int
    out: str
    err: str


class Terminal(StringIO):
    """Text that somebody watches."""

    def isatty(self) -> bool:
        return True


def stressbump(*arguments: object, watched: bool = False) -> Said:
    """What `stressbump ARGUMENTS` does; if it is watched, stderr is a terminal."""
    out, err = StringIO(), Terminal() if watched else StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(a) for a in arguments])
        except SystemExit as end:
            return Said(int(end.code or 0), out.getvalue(), err.getvalue())
    return Said(0, out.getvalue(), err.getvalue())
