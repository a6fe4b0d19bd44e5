"""Redis 8.2's own judgement: a server without a cluster that counts what would not work on one.

Its counter stands in INFO stats, cluster_incompatible_ops, once cluster-compatibility-sample-ratio is 100.
"""
import re
import socket
import subprocess
import tempfile
import time

import clusters
import programs

CRITERIA = clusters.servers.ROOT / "fixtures" / "live" / "calls" / "judge.tsv"


class Judge:
    """The server, for as long as it is needed."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="slotlint-judge-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = {"port": port, "bind": "127.0.0.1", "save": "", "dir": self.folder.name,
                   "cluster-compatibility-sample-ratio": 100}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        self.process = subprocess.Popen([clusters.servers.find("redis-8.2"), *words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                self.control = Connection(port)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise clusters.servers.Missing("redis-8.2 does not start as the second judge") from None
                time.sleep(0.02)
        self.port = port
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()

    def counts(self, commands):
        """`counted`, or `not counted`, for commands on a connection of their own."""
        before = self.count()
        connection = Connection(self.port)
        for words in commands:
            connection.ask(words)
        connection.close()
        return "counted" if self.count() > before else "not counted"

    def count(self):
        return int(re.search(rb"cluster_incompatible_ops:(\d+)", self.control.ask(["INFO", "stats"]))[1])


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.stream = self.socket.makefile("rb")

    def ask(self, words):
        """The reply; of nested ones the last part. One message at least answers a subscription."""
        parts = [str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self.reply()

    def reply(self):
        line = self.stream.readline()
        kind, rest = line[:1], line[1:].strip()
        if kind == b"$" and rest != b"-1":
            return self.stream.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        return rest

    def close(self):
        self.stream.close()
        self.socket.close()


def recording():
    """The text of the recording: every command of the catalogue, then the criteria."""
    lines = {}
    printed = subprocess.run([programs.EXAMPLE, "wire"], stdout=subprocess.PIPE, text=True, check=True).stdout
    with Judge() as judge:
        for line in printed.splitlines():
            template, context, placement, anchor, *words = line.split("\t")
            judge.control.ask(["FLUSHALL"])
            commands = [words] if context == "client" else [["MULTI"], ["SET", anchor, "x"], words, ["EXEC"]]
            lines.setdefault((template, context, "8.2", judge.counts(commands)), []).append(placement)
        criteria = [line.split("\t") for line in CRITERIA.read_text().splitlines() if not line.startswith("#")]
        judged = [(name, judge.counts(written(text))) for name, _rule, _code, text in criteria]
    rows = sorted("\t".join((template, context, " ".join(placements), label, counted)) + "\n"
                  for (template, context, label, counted), placements in lines.items())
    return rows, sorted(f"{name}\t{counted}\n" for name, counted in judged)


def written(text):
    return [[word.replace("_", " ").replace("\\n", "\n") for word in command.split(" ")] for command in text.split(" ; ")]
