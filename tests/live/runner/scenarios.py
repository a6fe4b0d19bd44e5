"""Clusters in trouble, for pages whose front matter says `live = "<name>"`.

A good program comes through; a bad one does what its page says. Nothing here counts on being fast enough, except that
a program is waited for.
"""
import os
import signal
import threading
import time
from pathlib import Path

from lanes import Lane, start_cluster

# Of `greeting`, which the programs in trouble write, and a slot of the same node.
OWNER = 2
SPARE_SLOT = 16383
START_AFTER = 6


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
    """The node of the key is frozen for good; its replica takes over after some three seconds."""

    options = ("--replicas", "--node-timeout", "2000")

    def around(self, run):
        pid = int((Path(self.state) / str(self.base + OWNER) / "pid").read_text())
        os.kill(pid, signal.SIGSTOP)
        try:
            return run()
        finally:
            self.stop()
            self.start()


class Starting(Lane):
    """No node listens when the program starts; six seconds later the cluster is there."""

    def start(self):
        pass

    def reset(self):
        pass

    def around(self, run):
        starter = threading.Timer(START_AFTER, lambda: start_cluster(self.server, self.base))
        starter.start()
        try:
            return run()
        finally:
            starter.cancel()
            starter.join()
            self.stop()


BY_NAME = {"": Lane, "down": Down, "frozen": Frozen, "starting": Starting}
