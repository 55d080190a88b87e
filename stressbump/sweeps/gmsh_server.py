"""A mesher that stays for many meshes: a worker pays once for loading gmsh.

It can be killed like any other, and is: when a mesh takes too long, when it has made `MOST`, and when
its worker ends. What dies or hangs costs one attempt; the next finds a new process.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import signal
import threading
import weakref
from typing import Any, cast

from stressbump.errors import MeshError
from stressbump.mesh.gmsh_process import GmshProcess

MOST = 200  # meshes of one process, should gmsh keep anything of them


class GmshServer(GmshProcess):
    """A mesher for job after job."""

    def __init__(self) -> None:
        """Start the process; it waits for jobs until it is stopped or its worker ends."""
        super().__init__()
        self.made = 0
        assert self.process.stderr is not None
        os.set_blocking(self.process.stderr.fileno(), False)
        self.end = weakref.finalize(self, _end, self.process, os.getpid())

    def run(self, job: dict[str, Any], limit: float) -> dict[str, Any]:
        """The mesh of a job; MeshError after a crash, a hang or gmsh's own refusal."""
        if self.made >= MOST or self.process.poll() is not None:
            self.end()
            self.__init__()  # type: ignore[misc]
        self.made += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            _kill(self.process)

        watch = threading.Timer(limit, end)
        watch.start()
        try:
            result = self._answered(job | {"seconds": math.ceil(limit) + 1})
        except (OSError, EOFError, pickle.UnpicklingError):
            _kill(self.process)
            code = self.process.wait()
            if late.is_set():
                raise MeshError(
                    f"the mesher did not finish within {limit:g} s and was stopped"
                ) from None
            raise MeshError(f"the mesher ended with code {code}: {self._said()}") from None
        finally:
            watch.cancel()
        if "error" in result:
            raise MeshError(f"gmsh: {result['error']}")
        self._said()
        return result

    def _answered(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        pickle.dump(job, self.process.stdin, protocol=5)
        self.process.stdin.flush()
        return cast(dict[str, Any], pickle.load(self.process.stdout))

    def _said(self) -> str:
        """The last line on stderr, which is read so that it never fills up."""
        assert self.process.stderr is not None
        lines = (self.process.stderr.read() or b"").decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no message"

    def stop(self) -> None:
        """Kill it and all it started."""
        self.end()


def _kill(process: Any) -> None:
    with contextlib.suppress(ProcessLookupError):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _end(process: Any, owner: int) -> None:
    """Nothing of the process is left; a fork of its owner leaves it alone."""
    if os.getpid() != owner:
        return
    _kill(process)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    process.wait()
