"""How a number scatters: material data and dimensions as distributions instead of values.

A share 0 … 1 of a sample becomes the value below which that share of the distribution lies, so that
Latin hypercubes and Sobol sequences keep their evenness.
"""

from __future__ import annotations

from math import exp, inf, log, log1p, sqrt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from stressbump.process.verbs import Frozen

Kind = Literal["normal", "lognormal", "uniform", "triangular"]
SIGMAS = 3.0  # a tolerance is this many standard deviations
EDGE = 1e-12  # a sample may hold the shares 0 and 1, where a normal distribution has no value
LEAST = 1e-6  # of a distribution that must lie between from and to
BELL = ({"mean", "sd"}, {"mean", "tolerance"})
TAKES = {
    "normal": BELL,
    "lognormal": BELL,
    "uniform": ({"low", "high"},),
    "triangular": ({"low", "mode", "high"},),
}
WANTED = {
    "normal": "mean and sd (or tolerance), from and to if it is cut off",
    "lognormal": "mean and sd (or tolerance), from and to if it is cut off",
    "uniform": "from and to",
    "triangular": "from, mode and to",
}


class Distribution(Frozen):
    """A number that scatters.

    `normal` and `lognormal` have the mean and the standard deviation `sd` of the number itself;
    `tolerance` says 3 sd instead. `from` and `to` cut off what lies outside; `uniform` and
    `triangular` (with its `mode`) lie between them.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    distribution: Kind
    mean: float | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    tolerance: Annotated[float, Field(gt=0)] | None = None
    mode: float | None = None
    low: Annotated[float | None, Field(alias="from")] = None
    high: Annotated[float | None, Field(alias="to")] = None
    whole: bool = False  # rounded to whole numbers

    @model_validator(mode="after")
    def _is_one(self) -> Distribution:
        kind, bell = self.distribution, self.distribution in ("normal", "lognormal")
        given = {
            k
            for k in ("mean", "sd", "tolerance", "mode", "low", "high")
            if getattr(self, k) is not None
        }
        if given - ({"low", "high"} if bell else set()) not in TAKES[kind]:
            raise ValueError(f"{kind} takes {WANTED[kind]}, nothing else")
        low, high = self._ends
        if low >= high:
            raise ValueError(f"from = {low:g} must lie below to = {high:g}")
        if kind == "triangular" and not low <= self._number(self.mode) <= high:
            raise ValueError(f"mode = {self.mode:g} must lie from {low:g} to {high:g}")
        if kind == "lognormal" and (self._number(self.mean) <= 0 or (self.low or 0.0) < 0):
            raise ValueError("a lognormal number is above 0, its mean and from are too")
        if bell and self._shares[1] - self._shares[0] < LEAST:
            raise ValueError(f"hardly anything of it lies from {low:g} to {high:g}")
        return self

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = self.low, self.high
        return -inf if low is None else low, inf if high is None else high

    @property
    def _bell(self) -> tuple[float, float]:
        """Centre and width of the normal distribution of the number, or of its logarithm."""
        mean = self._number(self.mean)
        sd = self.sd if self.sd is not None else self._number(self.tolerance) / SIGMAS
        if self.distribution == "normal":
            return mean, sd
        width = sqrt(log1p((sd / mean) ** 2))
        return log(mean) - width**2 / 2, width

    @property
    def _shares(self) -> tuple[float, float]:
        """What of the whole bell lies below each end."""
        low, high = (self._share_below(end) for end in self._ends)
        return low, high

    def _share_below(self, number: float) -> float:
        from scipy.special import ndtr

        if self.distribution == "lognormal":
            number = log(number) if number > 0 else -inf
        centre, width = self._bell
        return float(ndtr((number - centre) / width))

    @staticmethod
    def _number(value: float | None) -> float:
        return 0.0 if value is None else value

    def at(self, share: float) -> float | int:
        """The number below which a share 0 … 1 of the distribution lies."""
        number = self._quantile(share)
        return round(number) if self.whole else number

    def _quantile(self, share: float) -> float:
        # the same as of scipy.stats to the last digit, without a second of import and in 1/36 of the time
        from scipy.special import ndtri

        if self.distribution in ("normal", "lognormal"):
            (low, high), (centre, width) = self._shares, self._bell
            inside = min(max(low + share * (high - low), EDGE), 1 - EDGE)
            number = centre + width * float(ndtri(inside))
            number = exp(number) if self.distribution == "lognormal" else number
            return min(max(number, self._ends[0]), self._ends[1])
        low, high = self._ends
        if self.distribution == "uniform":
            return low + share * (high - low)
        mode = self._number(self.mode)
        if share * (high - low) < mode - low:
            return low + sqrt(share * (high - low) * (mode - low))
        return high - sqrt((1 - share) * (high - low) * (high - mode))
