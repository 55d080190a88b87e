"""The command line: parse, call one function, print."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from stressbump.cli import designs, library, pages, proof, studies
from stressbump.cli.shared import EXIT_CODES, app
from stressbump.errors import StressbumpError

__all__ = ["app", "designs", "library", "main", "pages", "proof", "studies"]

for registered in app.registered_commands:
    registered.epilog = EXIT_CODES


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every refusal is one message and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without µ shows a question mark
    # many small products: threads of BLAS cost half as much again, and NumPy is not loaded yet
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(arguments)
    except StressbumpError as error:
        print(f"stressbump: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk below a temporary folder, or below the output itself
        print(f"stressbump: {error}", file=sys.stderr)
        sys.exit(2)
    except MemoryError:
        print("stressbump: out of memory; refine less", file=sys.stderr)
        sys.exit(5)
