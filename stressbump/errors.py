"""What can go wrong, each with the exit code the command line returns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

# what a terminal obeys instead of showing it, but for ends of lines and tabs; what XML cannot hold
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """The text with characters that would steer a terminal written as Python writes them."""
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


class StressbumpError(Exception):
    """Base of all refusals; the message says where, what stands there and what would be allowed."""

    exit_code = 1


class InputError(StressbumpError, ValueError):
    """A file, key or value that cannot be used."""

    exit_code = 2


class MaterialError(InputError):
    """A material that is unknown or cannot be: where, what stands there, what is allowed."""


class GeometryError(StressbumpError, ValueError):
    """A stack that cannot be built: the step and the numbers that disagree."""

    exit_code = 3


class MeshError(StressbumpError, RuntimeError):
    """The mesher failed, hung, or its mesh did not pass the audit."""

    exit_code = 4


class SolveError(StressbumpError, RuntimeError):
    """The equations could not be set up or solved."""

    exit_code = 5


class TooLongError(SolveError):
    """Work that was not done within its time."""


class ModelError(SolveError):
    """A model that cannot be solved as it stands."""


class FloatingError(ModelError):
    """A part that neither a bond nor the support holds: the stack is at fault, not the solver."""

    exit_code = GeometryError.exit_code


class CheckError(StressbumpError, RuntimeError):
    """A run failed one of its own checks."""

    exit_code = 6


class ExportError(StressbumpError, OSError):
    """A file that cannot be written: its path and the reason."""

    exit_code = 2


class StoreError(StressbumpError, OSError):
    """A store that cannot be opened, read or written: its path and the reason."""

    exit_code = 2


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """`; did you mean 'x'?` for a near miss, else the allowed words."""
    allowed = sorted(set(allowed))
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else f"; allowed: {', '.join(allowed)}"
