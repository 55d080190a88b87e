"""How much thermal stress a layer takes away from a bump or a die, from what, and how sure that is."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Answer": "answer",
    "Design": "design",
    "DryFilmBump": "structures.dry_film_bump",
    "ElastomerBump": "structures.elastomer_bump",
    "InterfaceLayerPackage": "structures.interface_layer_package",
    "Layer": "structures.parameters",
    "Recipe": "recipe",
    "RecessedPadBump": "structures.recessed_pad_bump",
    "StressbumpError": "errors",
    "Study": "sweeps.study",
    "load": "design",
    "load_study": "sweeps.sweep",
    "reduced": "sweeps.reduced",
    "relief": "answer",
    "sweep": "sweeps.sweep",
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first asked for."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'stressbump' has no attribute {name!r}")
    return getattr(import_module(f"stressbump.{_PUBLIC[name]}"), name)
