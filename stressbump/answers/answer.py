"""A design solved and compared: what `relief` gives, and what can be done with it."""

from __future__ import annotations

from typing import Any

from stressbump.answers import saving
from stressbump.answers.comparison import Comparison
from stressbump.process.recipe import AS_BUILT


class Answer(Comparison):
    """A design solved, beside what it was compared with; what can be done with that."""

    def save(self, folder: str, pictures: bool = True) -> dict[str, str]:
        """Write result.json, fields and pictures into a folder; the files by their role."""
        return saving.save(self, folder, pictures)

    def to_pyvista(self, stack: str = AS_BUILT, temperature: float | None = None) -> Any:
        """The fields of a stack as a pyvista.UnstructuredGrid, the same as its .vtu file holds.

        The first end temperature by default. InputError for a stack or temperature that was not
        solved, and where PyVista is not installed.
        """
        return saving.to_pyvista(self, stack, temperature)
