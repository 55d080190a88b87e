"""Where the numbers are held against textbooks: `stressbump verify` and the tests run one table."""

from __future__ import annotations

from stressbump.verification.case import VerificationCase, VerificationResult, run, run_all, sharing

__all__ = ["VerificationCase", "VerificationResult", "cases", "run", "run_all", "sharing"]


def cases() -> tuple[VerificationCase, ...]:
    """The table, in the order of its files."""
    # here, not above: the closed forms are imported through this file and need no solver
    from stressbump.verification import (
        cohesion,
        contact,
        corners,
        cracks,
        cylinders,
        edges,
        elastomers,
        external,
        flip_chips,
        flowing_tubes,
        harmonics,
        histories,
        intensities,
        laminates,
        lives,
        long_cracks,
        nafems,
        orders,
        packages,
        patches,
        points,
        published,
        remembered,
        resins,
        solders,
        spheres,
        tangents,
        tubes,
    )

    files = (
        patches, laminates, cylinders, spheres, elastomers, tubes, flowing_tubes, nafems, edges,
        published, flip_chips, external, orders, corners, intensities, cracks, long_cracks, contact,
        cohesion, histories, remembered, points, solders, resins, tangents, lives, harmonics, packages,
    )  # fmt: skip
    return tuple(case for file in files for case in file.CASES)
