"""Parametrised recipes with documented defaults, one file and one line each."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from stressbump.designs.structures.parameters import Structure

CLASSES = {
    "elastomer-bump": "ElastomerBump",
    "recessed-pad-bump": "RecessedPadBump",
    "dry-film-bump": "DryFilmBump",
    "interface-layer-package": "InterfaceLayerPackage",
}


class _Structures(Mapping[str, type[Structure]]):
    """By slug; a structure's file, named like it, is imported when it is first asked for."""

    def __getitem__(self, slug: str) -> type[Structure]:
        name = CLASSES[slug]
        found = getattr(import_module(f"{__name__}.{slug.replace('-', '_')}"), name)
        assert issubclass(found, Structure)
        return found

    def __contains__(self, slug: object) -> bool:
        return slug in CLASSES

    def __iter__(self) -> Iterator[str]:
        return iter(CLASSES)

    def __len__(self) -> int:
        return len(CLASSES)


STRUCTURES: Mapping[str, type[Structure]] = _Structures()
