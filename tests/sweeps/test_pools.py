"""Who is let into a cluster; and one that cannot be had: told in one line, nothing of it left over."""

import json
import subprocess
import sys

import dask
import pytest
from shell import stressbump
from sweeps.loopback import Loopback
from sweeps.plates import PLATE

import stressbump as sb
from stressbump.errors import InputError
from stressbump.sweeps import pools
from stressbump.sweeps.pools import Cluster, is_open
from stressbump.sweeps.progress import progress_line

NOBODY = "tcp://127.0.0.1:1"


@pytest.fixture
def impatient(monkeypatch):
    """Whoever is not there is not waited for, however busy the machine is."""
    monkeypatch.setattr(pools, "PATIENCE", 0.2)
    monkeypatch.setattr(pools, "slack", lambda: 1.0)


@pytest.mark.parametrize(
    "address", ["nonsense", "", "tcp://host:port", "foo://host:1", "tls://127.0.0.1:1"]
)
def test_what_is_no_address_is_told_with_one_that_is(address):
    cluster = Cluster(address)
    with pytest.raises(InputError, match=r"cannot be used .* looks like tcp://host:8786"), cluster:
        pass
    assert cluster._client.status == "closed"  # half open, it would hold up the end of the program


def test_a_scheduler_that_is_not_there_is_told(impatient):
    cluster = Cluster(NOBODY)
    with pytest.raises(InputError, match=f"{NOBODY}: no scheduler answers there"), cluster:
        pass
    assert cluster._client.status == "closed"


def test_a_scheduler_without_workers_is_told(monkeypatch):
    monkeypatch.setattr(pools, "STARTING", 0.2)
    with (
        Loopback(0) as net,
        pytest.raises(InputError, match="the scheduler there has no worker"),
        Cluster(net.address),
    ):
        pass


def test_who_does_not_want_to_wait_leaves_nothing_behind(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("distributed.Client.wait_for_workers", interrupted)
    with Loopback(0) as net:
        cluster = Cluster(net.address)
        with pytest.raises(KeyboardInterrupt), cluster:
            pass
    assert cluster._client.status == "closed"


def test_what_is_waited_for_is_told_before_the_wait(impatient):
    states = []
    with pytest.raises(InputError):
        sb.sweep(PLATE, {}, scheduler=NOBODY, report=states.append)
    (line,) = map(progress_line, states)
    assert line == f"0 of 1 done, waiting up to 0.2 s for the scheduler at {NOBODY}"
    assert Cluster(workers=2).awaited == "starting 2 workers"


def test_a_busy_machine_is_given_more_time(monkeypatch):
    monkeypatch.setattr("os.getloadavg", lambda: (6.0, 0, 0))
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    assert Cluster(NOBODY).awaited == f"waiting up to 180 s for the scheduler at {NOBODY}"
    monkeypatch.setattr("os.getloadavg", lambda: (0.1, 0, 0))
    assert Cluster(NOBODY).awaited == f"waiting up to 60 s for the scheduler at {NOBODY}"


def test_a_worker_that_starts_again_is_waited_for_as_long_as_a_first_one(monkeypatch):
    monkeypatch.setattr(pools, "slack", lambda: 3.0)
    monkeypatch.setattr("distributed.Client.wait_for_workers", lambda *_, **__: None)
    with Loopback(0) as net, Cluster(net.address):
        assert dask.config.get("distributed.deploy.lost-worker-timeout") == "180s"


@pytest.mark.parametrize(
    ("address", "open_to_all"),
    [
        ("tcp://10.0.0.7:8786", True),
        ("node7:8786", True),
        ("ws://node7:8786", True),
        ("tls://node7:8786", False),
        ("tcp://127.0.0.1:8786", False),
        ("tcp://[::1]:8786", False),
        ("localhost:8786", False),
    ],
)
def test_an_open_scheduler_is_known_by_its_address(address, open_to_all):
    assert is_open(address) == open_to_all


def test_an_open_scheduler_is_warned_of(tmp_path):
    said = stressbump("sweep", tmp_path / "none.toml", "--scheduler", "tcp://10.0.0.7:8786")
    assert said.err.startswith("note: tcp://10.0.0.7:8786 is neither this machine nor tls://")
    said = stressbump("sweep", tmp_path / "none.toml", "--scheduler", "tls://10.0.0.7:8786")
    assert "note:" not in said.err


STRANGER = """
import asyncio, json, sys
from distributed import Security
from distributed.comm import connect
addresses, keys = json.load(sys.stdin)
plain = [a.replace("tls://", "tcp://") for a in addresses]
own = Security.temporary().get_connection_args("client")
given = Security(require_encryption=True, **keys).get_connection_args("client")
async def knock(way, address, words):
    try:
        await connect(address, timeout=5, **words)
    except OSError:
        return
    print(way)
async def main():
    ways = [("plain", a, {}) for a in plain]
    ways += [("own", a, own) for a in addresses] + [("given", a, given) for a in addresses]
    await asyncio.gather(*(knock(*way) for way in ways))
asyncio.run(main())
"""


def test_another_process_of_this_machine_is_not_let_into_a_local_cluster():
    with Cluster(workers=1) as pool:
        client = pool._client
        addresses = [client.scheduler.address]
        for address, worker in client.scheduler_info()["workers"].items():
            addresses += [address, worker["nanny"]]
        names = ("tls_ca_file", "tls_client_cert", "tls_client_key")
        keys = {name: getattr(client.security, name) for name in names}
        said = subprocess.run(
            [sys.executable, "-c", STRANGER],
            input=json.dumps([addresses, keys]),
            capture_output=True,
            text=True,
            check=True,
        )
    assert (
        said.stdout.split() == ["given"] * 3
    )  # scheduler, worker and its nanny, by their keys alone
