"""Clusters in trouble, for pages whose front matter says `live = "<name>"`.

A good program comes through; a bad one does what its page says.
"""
import os
import signal
import socket
import threading
import time
from pathlib import Path

from lanes import Lane, start_cluster

# Of `greeting`, which the programs in trouble write, and a slot of the same node.
OWNER = 2
SPARE_SLOT = 16383
START_AFTER = 6
PRIMARIES = 3
TAKE_OVER_AFTER = 3


class Down(Lane):
    """The node of the key answers CLUSTERDOWN, until a client has been told so once."""

    def around(self, run):
        self.ask(OWNER, "CONFIG RESETSTAT", f"CLUSTER DELSLOTS {SPARE_SLOT}")
        over = threading.Event()
        helper = threading.Thread(target=self.repair, args=(over,))
        helper.start()
        try:
            return run()
        finally:
            over.set()
            helper.join()
            while b"cluster_state:ok" not in self.ask(OWNER, "CLUSTER INFO"):
                time.sleep(0.02)

    def repair(self, over):
        while not over.wait(0.02) and b"errorstat_CLUSTERDOWN" not in self.ask(OWNER, "INFO errorstats"):
            pass
        self.ask(OWNER, f"CLUSTER ADDSLOTS {SPARE_SLOT}")


class Frozen(Lane):
    """The node of the key is frozen for good; its replica takes over three seconds after a client came."""

    # The nodes themselves notice nothing for a minute.
    options = ("--replicas", "--node-timeout", "60000")

    def around(self, run):
        pid = int((Path(self.state) / str(self.base + OWNER) / "pid").read_text())
        os.kill(pid, signal.SIGSTOP)
        self.ask(0, "CONFIG RESETSTAT")
        over = threading.Event()
        helper = threading.Thread(target=self.take_over, args=(over,))
        helper.start()
        try:
            return run()
        finally:
            over.set()
            helper.join()
            self.stop()
            self.start()

    def take_over(self, over):
        while not over.wait(0.05) and b"cmdstat_cluster|slots" not in self.ask(0, "INFO commandstats"):
            pass
        if not over.wait(TAKE_OVER_AFTER):
            self.ask(OWNER + PRIMARIES, "CLUSTER FAILOVER TAKEOVER")


class Starting(Lane):
    """Whoever connects is turned away; six seconds after the first who tried, the cluster is there."""

    def start(self):
        pass

    def reset(self):
        pass

    def around(self, run):
        over = threading.Event()
        starter = threading.Thread(target=self.start_late, args=(socket.create_server(("127.0.0.1", self.base)), over))
        starter.start()
        try:
            return run()
        finally:
            over.set()
            starter.join()
            self.stop()

    def start_late(self, door, over):
        door.settimeout(0.05)
        first = None
        while not over.is_set() and (first is None or time.monotonic() < first + START_AFTER):
            try:
                door.accept()[0].close()
                first = first or time.monotonic()
            except TimeoutError:
                pass
        door.close()
        if not over.is_set():
            start_cluster(self.server, self.base)


BY_NAME = {"": Lane, "down": Down, "frozen": Frozen, "starting": Starting}
