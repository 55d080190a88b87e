"""One job in a process of its own: `python -m stressbump.sweeps.isolated`, pickles in and out.

A case that took its worker down is tried once more here, where it can harm nothing else.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys

from stressbump.errors import SolveError
from stressbump.sweeps.jobs import FAILED, Job, Outcome, run
from stressbump.sweeps.worker import CachedSolver


def run_isolated(job: Job) -> list[Outcome]:
    """The job's outcomes; if its process dies, that is the outcome of each of its cases."""
    limit = None if job.hard_limit is None else len(job.cases) * job.hard_limit
    try:
        child = subprocess.run(
            [sys.executable, "-m", "stressbump.sweeps.isolated"],
            input=pickle.dumps(job),
            capture_output=True,
            check=False,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        code = SolveError.exit_code
        return [Outcome(key, FAILED, code, job.too_long, limit or 0.0) for key, _ in job.cases]
    if child.returncode == 0:
        found: list[Outcome] = pickle.loads(child.stdout)
        return found
    return [died(key, child.returncode, child.stderr) for key, _ in job.cases]


def died(key: str, code: int, log: bytes = b"") -> Outcome:
    """The outcome of a case whose process died twice; 128 + its signal as a shell counts."""
    what = f"signal {-code} ({signal.Signals(-code).name})" if code < 0 else f"code {code}"
    last = log.decode(errors="replace").strip().splitlines()[-1:]
    reason = ": ".join([f"took its process down twice, with {what}", *last])
    return Outcome(key, FAILED, 128 - code if code < 0 else code, reason, 0.0)


def main() -> None:
    """Answer the job on stdin; what is printed on the way goes to stderr."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pickle.dump(run(pickle.load(sys.stdin.buffer), CachedSolver()), out)
    out.flush()


if __name__ == "__main__":
    main()
