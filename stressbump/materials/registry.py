"""Every material of the library by its name, an alias or an alternative's label."""

import re

from stressbump.errors import MaterialError
from stressbump.materials import boards, metals, polymers, silicon_and_films, solders
from stressbump.materials.material import Material
from stressbump.materials.spelling import did_you_mean

_ALL = (
    *silicon_and_films.MATERIALS,
    *metals.MATERIALS,
    *solders.MATERIALS,
    *polymers.MATERIALS,
    *boards.MATERIALS,
)
_SYMBOL = 3  # letters; a name as short as a chemical symbol is matched with its capitals


def names() -> tuple[str, ...]:
    """The names of all materials, in the order of the library's files; no aliases."""
    return tuple(material.name for material in _ALL)


def find(name: str, where: str = "") -> Material:
    """The material of that name or alias; ``find("Cu (LAU00)")`` is an alternative of it.

    Capitals, blanks and hyphens do not matter, except in names of up to three letters: tin is
    not TiN. `where` opens the message of the MaterialError that an unknown name raises.
    """
    at = f"{where}: " if where else ""
    try:
        if material := _BY_NAME.get(_folded(name)):
            return material
        by_label = re.fullmatch(r"\s*(.+?)\s*\((.+)\)\s*", name)
        if by_label and (material := _BY_NAME.get(_folded(by_label[1]))):
            return material.by(by_label[2])
    except MaterialError as problem:
        raise MaterialError(f"{at}{problem}") from None
    every = (word for material in _ALL for word in (material.name, *material.aliases))
    words = [w for w in every if len(w) <= _SYMBOL or len(name.strip()) > _SYMBOL]
    raise MaterialError(
        f"{at}no material {name!r}{did_you_mean(name, words)} (`stressbump materials` lists them, "
        "and a table such as { E_MPa = 3.0, nu = 0.4995, cte_ppm_per_K = 260 } makes one)"
    )


def _folded(name: str) -> str:
    stripped = name.strip()
    return stripped if len(stripped) <= _SYMBOL else re.sub(r"[\s_-]+", "", stripped).casefold()


def _by_name() -> dict[str, Material]:
    table: dict[str, Material] = {}
    for material in _ALL:
        for word in dict.fromkeys(map(_folded, (material.name, *material.aliases))):
            if word in table:
                raise MaterialError(f"{word!r} names {table[word].name} and {material.name}")
            table[word] = material
    return table


_BY_NAME = _by_name()
