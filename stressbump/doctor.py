"""What this machine has and lacks for stressbump, each with the line that mends it.

Set-up loads this file by its path before anything is installed: only the standard library here.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

OLDEST_PYTHON = (3, 11)

# What gmsh's wheel is linked against and a bare Debian or Ubuntu lacks, with Debian's package.
LIBRARIES = {
    "libGLU.so.1": "libglu1-mesa",
    "libGL.so.1": "libgl1",
    "libXrender.so.1": "libxrender1",
    "libXcursor.so.1": "libxcursor1",
    "libXfixes.so.3": "libxfixes3",
    "libXext.so.6": "libxext6",
    "libXft.so.2": "libxft2",
    "libfontconfig.so.1": "libfontconfig1",
    "libXinerama.so.1": "libxinerama1",
    "libX11.so.6": "libx11-6",
    "libgomp.so.1": "libgomp1",
}

SET_UP = Path(__file__).resolve().parents[1] / "setup.sh"

START_GMSH = "import gmsh; gmsh.initialize(interruptible=False); print(gmsh.GMSH_API_VERSION)"
GMSH_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """One thing looked for; `mend` is the shell line that supplies it, None where nothing lacks."""

    name: str
    purpose: str
    required: bool
    found: bool
    detail: str  # a version, a path, or what is wrong
    mend: str | None


def examine() -> tuple[Finding, ...]:
    """Every row, the required ones first."""
    return (
        _python(),
        _environment(),
        _packages(),
        _libraries(),
        _gmsh(),
        _module("cvxopt", "cvxopt", "a faster solver for definite matrices (CHOLMOD)"),
        _module("pypardiso", "pypardiso", "a faster solver for every matrix (PARDISO)"),
        _module("vtk", "vtk", "reads the .vtu files back in the tests"),
        _program(
            "ccx",
            (os.environ.get("CCX", "ccx"),),
            "calculix-ccx",
            "solves designs a second time for `crosscheck`",
        ),
        _program("paraview", ("paraview", "pvpython"), "paraview", "shows .vtu and .pvd files"),
        _program("chromium", ("chromium", "chromium-browser"), "chromium", "shows report pages"),
    )


def healthy(rows: Iterable[Finding]) -> bool:
    """Whether nothing required lacks."""
    return all(row.found for row in rows if row.required)


def missing_libraries() -> tuple[str, ...]:
    """The shared libraries gmsh needs that the loader cannot find here."""
    return tuple(name for name in LIBRARIES if not _loads(name))


def apt_line(packages: Iterable[str]) -> str:
    """The line that installs Debian packages, with sudo where the user is not root."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y {' '.join(packages)}"


def _set_up() -> str:
    """The line that makes the environment: a clone has a script for it."""
    return f"{SET_UP} run" if SET_UP.exists() else "pip install --force-reinstall stressbump"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _python() -> Finding:
    found = sys.version_info >= OLDEST_PYTHON
    wanted = ".".join(map(str, OLDEST_PYTHON))
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "python",
        f"{wanted} or later",
        required=True,
        found=found,
        detail=f"{version}, {sys.executable}",
        mend=None if found else apt_line(("python3", "python3-venv")),
    )


def _environment() -> Finding:
    inside = sys.prefix != sys.base_prefix
    return Finding(
        "environment",
        "the locked versions, apart from the system's own Python",
        required=False,
        found=inside,
        detail=sys.prefix if inside else f"{sys.prefix} is no virtual environment",
        mend=None if inside else _set_up(),
    )


def _packages() -> Finding:
    lacking, wrong, count = [], [], 0
    for requirement in _requirements():
        count += 1
        name, _, pin = requirement.partition("==")
        name = name.split(">")[0].strip()
        version = _version(name)
        if version is None:
            lacking.append(name)
        elif pin and version != pin:
            wrong.append(f"{name} is {version}, not {pin}")
    faults = ([f"missing: {', '.join(lacking)}"] if lacking else []) + wrong
    if not count:
        faults = ["stressbump itself is not installed"]
    return Finding(
        "packages",
        "what stressbump imports",
        required=True,
        found=not faults,
        detail="; ".join(faults) or f"all {count} of them",
        mend=_set_up() if faults else None,
    )


def _requirements() -> list[str]:
    try:
        stated = metadata.requires("stressbump") or []
    except metadata.PackageNotFoundError:
        return []
    return [requirement for requirement in stated if ";" not in requirement]


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _libraries() -> Finding:
    missing = missing_libraries()
    return Finding(
        "shared libraries",
        "gmsh's wheel is linked against them",
        required=True,
        found=not missing,
        detail=f"missing: {', '.join(missing)}" if missing else f"all {len(LIBRARIES)} load",
        mend=apt_line(LIBRARIES[name] for name in missing) if missing else None,
    )


def _gmsh() -> Finding:
    fault, version = _start_gmsh()
    return Finding(
        "gmsh",
        "draws the meshes",
        required=True,
        found=not fault,
        detail=fault or f"{version} starts",
        mend=_set_up() if fault else None,
    )


def _start_gmsh() -> tuple[str, str]:
    """What went wrong and which version started, one of them empty; a crash stays in the child."""
    command = [sys.executable, "-c", START_GMSH]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=GMSH_SECONDS)
    except subprocess.TimeoutExpired:
        return f"did not start within {GMSH_SECONDS} s", ""
    if child.returncode < 0:
        return f"ended by signal {-child.returncode}", ""
    if child.returncode > 0:
        lines = child.stderr.strip().splitlines()
        return lines[-1] if lines else f"exit code {child.returncode}", ""
    return "", child.stdout.strip()


def _module(name: str, distribution: str, purpose: str) -> Finding:
    version = _version(distribution)
    return Finding(
        name,
        purpose,
        required=False,
        found=version is not None,
        detail=version or "not installed",
        mend=None if version else f"{sys.executable} -m pip install {distribution}",
    )


def _program(name: str, commands: tuple[str, ...], package: str, purpose: str) -> Finding:
    path = next((found for c in commands if (found := shutil.which(c))), None)
    return Finding(
        name,
        purpose,
        required=False,
        found=path is not None,
        detail=path or "not installed",
        mend=None if path else apt_line((package,)),
    )
