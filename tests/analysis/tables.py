"""Tables as `load_study` returns them, of functions that cost nothing."""

import numpy as np
import pandas

from stressbump.sweeps.cases import points
from stressbump.sweeps.study import Study

ANSWER = "mean von Mises stress @ film [MPa]"
RELIEF = "relief of mean von Mises stress @ film, oxide [1]"


def table(varied, answers, failed=()):
    """What was varied and the answers, by column; `failed` cases have no answers."""
    count = len(next(iter(varied.values())))
    lost = np.isin(np.arange(count), failed)
    frame = {"case": np.arange(count)} | {k: list(v) for k, v in varied.items()}
    frame |= {
        "status": np.where(lost, "failed", "done"),
        "exit_code": np.where(lost, 3, 0),
        "reason": np.where(lost, "opening wider than its pad", ""),
        "seconds": 1.0,
    }
    frame |= {k: np.where(lost, np.nan, np.asarray(v, float)) for k, v in answers.items()}
    return pandas.DataFrame(frame)


def sampled(how, number, axes, function, failed=()):
    """A function over the designs of a study; `axes` are ranges or distributions by key."""
    vary = {k: {"from": v[0], "to": v[1]} if isinstance(v, tuple) else v for k, v in axes.items()}
    study = Study(design="elastomer-bump", vary=vary, sampling={"how": how, "points": number})
    drawn = pandas.DataFrame(list(points(study)))
    return table(drawn.to_dict("list"), {ANSWER: function(*drawn.to_numpy().T)}, failed)
