"""Steps that structures share: films that follow the surface, layers filled to a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stressbump.designs.structures.parameters import Layer

Step = dict[str, Any]
NamedLayers = Sequence[tuple[str, Layer]]


def films(layers: NamedLayers, born_C: float, **how: Any) -> list[Step]:
    """A deposit for each film of a list, bottom first."""
    return [
        {"deposit": name, **layer.model_dump(), "born_C": born_C, **how} for name, layer in layers
    ]


def opened(layers: NamedLayers, **window: Any) -> list[Step]:
    """One opening through all films of a list; nothing for an empty list."""
    return [{"open": [name for name, _ in layers], **window}] if layers else []


def standing(layers: NamedLayers) -> list[str]:
    """The names of those films that have a thickness."""
    return [name for name, layer in layers if layer.thickness_um > 0]


def planar(name: str, material: Any, thickness_um: float, born_C: float | None = None) -> Step:
    """A layer filled to a level, as spun on, molded or laminated."""
    step = {"deposit": name, "material": material, "how": "planar", "thickness_um": thickness_um}
    return step if born_C is None else step | {"born_C": born_C}


def film(name: str, material: Any, thickness_um: float, born_C: float) -> Step:
    """A film that follows the surface."""
    return {"deposit": name, "material": material, "thickness_um": thickness_um, "born_C": born_C}
