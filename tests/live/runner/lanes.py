"""A lane: one cluster on which one program at a time runs."""
import os
import re
import socket
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from servers import ROOT

SCRIPT = ROOT / "scripts" / "cluster"
# Against whatever the program before left behind.
RESET = ("FLUSHALL", "SCRIPT FLUSH", "FUNCTION FLUSH", 'CONFIG SET notify-keyspace-events ""')

RESERVED = set()
RESERVING = threading.Lock()


@dataclass
class Ran:
    """What one run showed."""

    # None: it had to be ended.
    code: object
    # The error that nothing caught.
    error: str
    written: str
    errors: str


def start_cluster(server, port, *options):
    """What scripts/cluster says."""
    command = [SCRIPT, "start", "--server", server, "--port", str(port), *options]
    started = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if started.returncode:
        raise RuntimeError(started.stdout)
    return started.stdout


def reserve():
    """The first of six ports that nobody uses, not even a lane whose cluster is down just now."""
    with RESERVING:
        for base in range(7600, 9900, 10):
            if base not in RESERVED and all(is_free(base + offset) for offset in range(6)):
                RESERVED.add(base)
                return base
    raise RuntimeError("no free range of ports was found")


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Lane:
    """One cluster, from the port `base` on."""

    options = ()

    def __init__(self, server):
        self.server = server
        self.base = reserve()
        self.folder = tempfile.TemporaryDirectory(prefix="slotlint-live-")
        self.start()

    def start(self):
        said = start_cluster(self.server, self.base, *self.options)
        self.state = re.search(r"files in (\S+)", said)[1]

    def stop(self):
        subprocess.run([SCRIPT, "stop", "--port", str(self.base)], check=True, stdout=subprocess.DEVNULL)

    def close(self):
        self.stop()
        self.folder.cleanup()
        RESERVED.remove(self.base)

    def reset(self):
        for offset in range(3):
            answers = self.ask(offset, *RESET)
            assert answers.count(b"+OK") == len(RESET), answers

    def around(self, run):
        """Runs a program, in whatever trouble this lane makes."""
        return run()

    def ask(self, offset, *commands):
        """The raw answers of one node."""
        with socket.create_connection(("127.0.0.1", self.base + offset), timeout=5) as connection:
            connection.sendall("".join(f"{command}\r\n" for command in (*commands, "PING")).encode())
            answers = b""
            while not answers.endswith(b"+PONG\r\n"):
                received = connection.recv(65536)
                if not received:
                    raise RuntimeError(f"node {self.base + offset} closed the connection")
                answers += received
        return answers

    def files(self):
        """For what a program writes, what it complains of, and the error it ends with."""
        return [Path(self.folder.name) / name for name in ("written", "errors", "error")]

    def process(self, command, seconds):
        written, errors, error = (open(path, "wb") for path in self.files())
        error.close()
        environment = dict(os.environ, LIVE_ERROR=error.name)
        with written, errors:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=written, stderr=errors, env=environment)
            try:
                code = process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                code = None
        return self.result(code)

    def result(self, code):
        texts = [path.read_text(errors="replace") for path in self.files()]
        return Ran(code, texts[2], texts[0], texts[1])
