"""A cluster that cannot be had: told in one line, and nothing of it is left over."""

import pytest
from sweep.loopback import Loopback
from sweep.plates import PLATE

import stressbump as sb
from stressbump.errors import InputError
from stressbump.sweeps import pools
from stressbump.sweeps.pools import Cluster
from stressbump.sweeps.progress import told

NOBODY = "tcp://127.0.0.1:1"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(pools, "PATIENCE", 0.2)


@pytest.mark.parametrize(
    "address", ["nonsense", "", "tcp://host:port", "foo://host:1", "tls://127.0.0.1:1"]
)
def test_what_is_no_address_is_told_with_one_that_is(address):
    cluster = Cluster(address)
    with pytest.raises(InputError, match=r"cannot be used .* looks like tcp://host:8786"), cluster:
        pass
    assert cluster._client.status == "closed"  # half open, it would hold up the end of the program


def test_a_scheduler_that_is_not_there_is_told():
    cluster = Cluster(NOBODY)
    with pytest.raises(InputError, match=f"{NOBODY}: no scheduler answers there"), cluster:
        pass
    assert cluster._client.status == "closed"


def test_a_scheduler_without_workers_is_told():
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


def test_what_is_waited_for_is_told_before_the_wait():
    states = []
    with pytest.raises(InputError):
        sb.sweep(PLATE, {}, scheduler=NOBODY, report=states.append)
    (line,) = map(told, states)
    assert line == f"0 of 1 done, waiting up to 0.2 s for the scheduler at {NOBODY}"
    assert Cluster(workers=2).awaited == "starting 2 workers"
