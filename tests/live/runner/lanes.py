"""A lane: one cluster on which one program at a time runs."""
import os
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from servers import ROOT

SCRIPT = ROOT / "scripts" / "cluster"
# Whatever the program before left behind.
RESET = b"FLUSHALL\r\nSCRIPT FLUSH\r\nFUNCTION FLUSH\r\nCONFIG SET notify-keyspace-events \"\"\r\n"


@dataclass
class Ran:
    """What one run showed."""

    # None: it had to be ended.
    code: object
    # The error that nothing caught.
    error: str
    written: str
    errors: str


class Lane:
    """One cluster, from `base` on."""

    def __init__(self, server):
        started = subprocess.run([SCRIPT, "start", "--port", "free", "--server", server], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True)
        if started.returncode:
            raise RuntimeError(started.stdout)
        self.base = int(started.stdout.split("--port ")[1])
        self.folder = tempfile.TemporaryDirectory(prefix="slotlint-live-")

    def close(self):
        subprocess.run([SCRIPT, "stop", "--port", str(self.base)], check=True, stdout=subprocess.DEVNULL)
        self.folder.cleanup()

    def reset(self):
        for offset in range(3):
            with socket.create_connection(("127.0.0.1", self.base + offset), timeout=5) as connection:
                connection.sendall(RESET)
                answers = b""
                while answers.count(b"\r\n") < RESET.count(b"\r\n"):
                    answers += connection.recv(4096)
                assert answers.count(b"+OK") == 4, answers

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
