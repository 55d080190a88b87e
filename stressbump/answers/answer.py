"""A design solved and compared: what `relief` gives, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stressbump.answers import notebook, saving
from stressbump.answers.comparison import Comparison
from stressbump.process.recipe import AS_BUILT

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure


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

    def to_frame(self) -> pandas.DataFrame:
        """A row per value and reference (docs/api.md has the columns), units and bars beside them."""
        return notebook.to_frame(self)

    def plot(
        self, what: str = "stress", stack: str = AS_BUILT, temperature: float | None = None
    ) -> Figure:
        """A saved picture as a matplotlib figure: the "stress" of a stack, or the "section" with its mesh.

        At the first end temperature by default. InputError for what is not there.
        """
        return notebook.plot(self, what, stack, temperature)

    def _repr_html_(self) -> str:
        return notebook.html(self)
