"""The public names of the package, as autodoc tells them."""

import dataclasses
import inspect
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import stressbump
from parts.writing import Written
from stressbump.designs.structures.parameters import Structure


class Names(Written):
    """`{names} KIND`: every name of `stressbump.__all__` that is a "function" or a "class"."""

    required_arguments = 1

    def text(self, docs: Path) -> str:
        """One autodoc directive each; data classes with their members."""
        wanted = {"class": inspect.isclass, "function": inspect.isfunction}[self.arguments[0]]
        found = {name: getattr(stressbump, name) for name in stressbump.__all__}
        lines = [
            _directive(self.arguments[0], n, thing) for n, thing in found.items() if wanted(thing)
        ]
        return "\n".join(["```{eval-rst}", *lines, "```"])


def _directive(kind: str, name: str, thing: Any) -> str:
    members = "   :members:\n" if dataclasses.is_dataclass(thing) else ""
    return f".. auto{kind}:: stressbump.{name}{_fields(thing)}\n{members}"


def _fields(thing: Any) -> str:
    """The fields of a model in brackets; a structure's have a page of their own."""
    if not hasattr(thing, "model_fields"):
        return ""
    return f"({'**parameters' if issubclass(thing, Structure) else ', '.join(thing.model_fields)})"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("names", Names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
