"""The mesher's process: fed one job, read from, and killed with all it started when its time is up.

Nothing heavy is imported here, so that it can be started before anything else.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from stressbump.errors import MeshError


class GmshProcess:
    """A mesher started early, so that gmsh loads while the section is still being built."""

    def __init__(self) -> None:
        """Start the process; it waits for one job."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("gmsh_script.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, job: dict[str, Any], limit: float) -> dict[str, Any]:
        """The mesh of a job; MeshError after a crash, a hang or gmsh's own refusal."""
        sent = pickle.dumps(job | {"seconds": math.ceil(limit) + 1}, protocol=5)
        try:
            out, log = self.process.communicate(sent, timeout=limit)
        except subprocess.TimeoutExpired:
            raise MeshError(
                f"the mesher did not finish within {limit:g} s and was stopped"
            ) from None
        finally:
            self.stop()
        if self.process.returncode != 0 or not out:
            last = log.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
            raise MeshError(f"the mesher ended with code {self.process.returncode}: {last[0]}")
        result: dict[str, Any] = pickle.loads(out)
        if "error" in result:
            raise MeshError(f"gmsh: {result['error']}")
        return result

    def stop(self) -> None:
        """Kill the child and all it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
