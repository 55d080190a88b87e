"""Temperature over time: how fast a stack goes from birth to birth, and the cycles that follow.

Names of standard cycles stand for their two temperatures; a standard's soak mode for its dwell.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from stressbump.errors import did_you_mean
from stressbump.process.temperatures import Temperature, Temperatures
from stressbump.process.verbs import Frozen

Minutes = Annotated[float, Field(ge=0, le=1e5, allow_inf_nan=False)]
Rate = Annotated[float, Field(gt=0, le=1e4, allow_inf_nan=False)]  # K/min

# low and high in °C. JESD22-A104: A to C, G, H and K as printed, others as recalled; IPC-9701; AEC-Q100
STANDARD = {
    "JESD22-A104 A": (-55.0, 85.0),
    "JESD22-A104 B": (-55.0, 125.0),
    "JESD22-A104 C": (-65.0, 150.0),
    "JESD22-A104 G": (-40.0, 125.0),
    "JESD22-A104 H": (-55.0, 150.0),
    "JESD22-A104 I": (-40.0, 115.0),
    "JESD22-A104 J": (0.0, 100.0),
    "JESD22-A104 K": (0.0, 125.0),
    "JESD22-A104 L": (-55.0, 110.0),
    "JESD22-A104 M": (-40.0, 150.0),
    "JESD22-A104 N": (-40.0, 85.0),
    "JESD22-A104 R": (-25.0, 125.0),
    "JESD22-A104 T": (-40.0, 100.0),
    "IPC-9701 TC1": (0.0, 100.0),
    "IPC-9701 TC2": (-25.0, 100.0),
    "IPC-9701 TC3": (-40.0, 125.0),
    "IPC-9701 TC4": (-55.0, 125.0),
    "IPC-9701 TC5": (-55.0, 100.0),
    "AEC-Q100 grade 0": (-55.0, 150.0),
    "AEC-Q100 grade 1": (-55.0, 150.0),
    "AEC-Q100 grade 2": (-55.0, 125.0),
    "AEC-Q100 grade 3": (-55.0, 125.0),
}
SOAK = {1: 1.0, 2: 5.0, 3: 10.0, 4: 15.0}  # minutes by mode, JESD22-A104
SECOND_ORDER: Final = "second order"
BACKWARD_EULER: Final = "backward Euler"
DARVEAUX: Final = "Darveaux 2000"
Scheme = Literal["second order", "backward Euler", "Darveaux 2000"]
LEAST_SWING = 1.0  # K
MOST_CORNERS = 200  # of a profile
UNTIL_SETTLED = 20  # cycles at the most, unless another count is given


class Cycle(Frozen):
    """A thermal cycle and how often: between two temperatures, or along a profile of one's own.

    The first cycle starts where the stack then is and goes to the first corner at the rate of the
    ramps. `profile_min_C` lists corners as minutes from the cycle's beginning and °C. With
    `settled_percent` there are no more cycles once the work of one differs by less from that of the
    one before, everywhere, and `count` is the most.
    """

    low_C: Temperature | None = None
    high_C: Temperature | None = None
    ramp_min: Annotated[float, Field(gt=0, le=1e5)] = 15.0  # from one end to the other
    dwell_min: Minutes = 15.0  # at each end
    profile_min_C: tuple[tuple[Minutes, Temperature], ...] = ()
    count: Annotated[int, Field(ge=1, le=100)] = 3
    settled_percent: Annotated[float, Field(ge=0.01, le=50)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        if isinstance(value, str):
            return named(value)
        if isinstance(value, dict) and "like" in value:
            rest = {k: v for k, v in value.items() if k != "like"}
            value = {**named(str(value["like"])), **rest}
        if isinstance(value, dict) and value.get("settled_percent") is not None:
            value = {"count": UNTIL_SETTLED, **value}
        return value

    @model_validator(mode="after")
    def _can_settle(self) -> Cycle:
        if self.settled_percent is not None and self.count < 2:
            raise ValueError(
                "settled_percent: the first cycle has none before it; count is 2 or more"
            )
        return self

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Cycle:
        if self.profile_min_C:
            extra = {"low_C", "high_C", "ramp_min", "dwell_min"} & self.model_fields_set
            if extra:
                raise ValueError(f"{', '.join(sorted(extra))}: a profile has its own")
            self._refuse_profile()
            return self
        if self.low_C is None or self.high_C is None:
            raise ValueError(
                "low_C and high_C, or profile_min_C, or the name of a standard is wanted"
            )
        if self.high_C - self.low_C < LEAST_SWING:
            raise ValueError(
                f"high_C {self.high_C:g} is not above low_C {self.low_C:g} by {LEAST_SWING:g} K"
            )
        return self

    def _refuse_profile(self) -> None:
        times = [t for t, _ in self.profile_min_C]
        if len(times) > MOST_CORNERS:
            raise ValueError(f"profile_min_C: {len(times)} corners, at most {MOST_CORNERS}")
        if times[0] <= 0 or any(b <= a for a, b in pairwise(times)):
            raise ValueError(
                "profile_min_C: minutes must rise from corner to corner, and be above 0"
            )
        degrees = [T for _, T in self.profile_min_C]
        if max(degrees) - min(degrees) < LEAST_SWING:
            raise ValueError(
                "profile_min_C: a cycle whose temperature does not change has no effect"
            )

    def corners(self, start: float) -> tuple[tuple[float, float], ...]:
        """Seconds to each corner from the one before and its °C, of a cycle that starts at so many °C.

        Down first, then up; ramps keep their rate however short they are.
        """
        if self.profile_min_C:
            times = [0.0, *(t for t, _ in self.profile_min_C)]
            return tuple(
                (60 * (b - a), T)
                for (a, b), (_, T) in zip(pairwise(times), self.profile_min_C, strict=True)
            )
        low, high = float(self.low_C or 0.0), float(self.high_C or 0.0)
        full, dwell = 60 * self.ramp_min, 60 * self.dwell_min
        first = full * abs(start - low) / (high - low)
        found = ((first, low), (dwell, low), (full, high), (dwell, high))
        return tuple((seconds, T) for seconds, T in found if seconds > 0)


def named(name: str) -> dict[str, float]:
    """A standard cycle's temperatures, with its soak mode's dwell; ValueError for an unknown one."""
    found = re.fullmatch(r"(.*?)(?:,?\s*mode\s*(\d+))?", name.strip(), re.IGNORECASE)
    title, mode = (found[1], found[2]) if found else (name, None)
    known = {k.casefold(): v for k, v in STANDARD.items()}
    if title.casefold() not in known:
        hint = did_you_mean(title, STANDARD) or f"; known are {', '.join(STANDARD)}"
        raise ValueError(f"no cycle {name!r}{hint}")
    low, high = known[title.casefold()]
    if mode is None:
        return {"low_C": low, "high_C": high}
    if int(mode) not in SOAK or not title.casefold().startswith("jesd22"):
        raise ValueError(f"{name!r}: JESD22-A104 has soak modes 1 to 4, other standards have none")
    return {"low_C": low, "high_C": high, "dwell_min": SOAK[int(mode)]}


class History(Frozen):
    """The temperatures at which the answer is wanted, how fast the stack gets there, and its cycles.

    Where it is `inelastic`, solders creep and metals yield, by the sets that their materials list first.
    `time_steps` of second order or by backward Euler follow their error; "Darveaux 2000" are his: backward
    Euler, 10 K on ramps, dwells in steps of 60, 120, 240, 480 s.
    """

    end_C: Temperatures = (25.0,)
    rate_K_per_min: Rate = 10.0  # between births and to the end
    inelastic: bool = False
    time_steps: Scheme = SECOND_ORDER  # of what has memory
    cycle: Cycle | None = None
