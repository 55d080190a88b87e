"""Which program gave an answer: its version, a digest of its sources and its libraries' versions."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from stressbump import __version__

LIBRARIES = ("gmsh", "numpy", "scikit-fem", "scipy", "shapely")
# the rooms that no number passes through on its way to a store
SILENT = (
    "analysis", "atomic", "cli", "doctor", "export", "fatigue", "formatting", "report", "verification",
)  # fmt: skip


@cache
def fingerprint() -> str:
    """One line that changes whenever an answer might: version, sources, libraries.

    What only prints, writes or checks answers does not count.
    """
    root = Path(__file__).parents[1]
    sources = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root)
        if inside.with_suffix("").parts[0] not in SILENT:
            sources.update(str(inside).encode() + b"\0" + path.read_bytes())
    libraries = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"stressbump {__version__} {sources.hexdigest()[:16]} {libraries}"
