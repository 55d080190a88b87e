"""How much thermal stress a layer takes away from a bump or a die, from what, and how sure that is."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Answer": "answers.answer",
    "Design": "designs.design",
    "DryFilmBump": "designs.structures.dry_film_bump",
    "ElastomerBump": "designs.structures.elastomer_bump",
    "InterfaceLayerPackage": "designs.structures.interface_layer_package",
    "Layer": "designs.structures.parameters",
    "Recipe": "process.recipe",
    "RecessedPadBump": "designs.structures.recessed_pad_bump",
    "StressbumpError": "errors",
    "Study": "sweeps.study",
    "cohesion": "answers.cohesion",
    "corners": "answers.solving",
    "cracks": "answers.cracks",
    "joint_at": "answers.joint",
    "life": "answers.lives",
    "load": "designs.design",
    "load_package": "designs.package",
    "load_study": "sweeps.sweep",
    "package_of": "answers.package",
    "package_stress": "answers.package_stress",
    "reduced": "sweeps.reduced",
    "relief": "answers.solving",
    "sweep": "sweeps.sweep",
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first asked for."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'stressbump' has no attribute {name!r}")
    return getattr(import_module(f"stressbump.{_PUBLIC[name]}"), name)
