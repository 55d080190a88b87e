"""Bars of what a joint comes to: as those of every measure, each harmonic in cubics on the same mesh.

The joint is told of three times: of its solutions, of those in cubics at the same points, and of these at
the points of triangles split in four; once more where its history goes in steps, and in a package as it is
between plates that are divided finer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from stressbump.accuracy.error_bars import compared, finer_rule, own_rule
from stressbump.joint.fields import JointFields
from stressbump.mechanics.enriched import resampled
from stressbump.survey.joints import JointValue, joint_values, motion_values


def joint_measured(
    fields: JointFields,
    window: float,
    focus: Collection[str],
    cubic: JointFields | None = None,
    halved: JointFields | None = None,
    divided: JointFields | None = None,
) -> tuple[JointValue, ...]:
    """What a joint comes to, edges over a window in µm; with bars where it is there in cubics as well.

    `halved` is the joint after a history in steps half as long, where it takes any, `divided` that between
    plates that are divided finer.
    """

    def values(of: JointFields) -> tuple[JointValue, ...]:
        motion = motion_values(of.motion, of.harmonics[0].temperature)
        return (*motion, *joint_values(of.harmonics, of.motion.force, window, focus))

    own = values(fields)
    if cubic is None:
        return own
    finer = [
        {v.key: v.value for v in values(of)}
        for of in (_resampled(cubic, False), _resampled(cubic, True), divided)
        if of is not None
    ]
    half = None if halved is None else {v.key: v.value for v in values(halved)}
    return tuple(
        replace(
            v,
            value=compared(
                v.value,
                [f.get(v.key) for f in finer],
                () if half is None else [half.get(v.key)],
            ),
        )
        for v in own
    )


def _resampled(joint: JointFields, fine: bool) -> JointFields:
    rule = finer_rule if fine else own_rule
    return replace(joint, harmonics={n: resampled(s, rule(s)) for n, s in joint.harmonics.items()})
