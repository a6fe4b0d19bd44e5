"""scripts/cluster keeps its word. Run: python3 tests/live/runner/test_cluster.py [PATH OF A SERVER]"""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "cluster"
SERVER = ["--server", sys.argv.pop(1)] if len(sys.argv) > 1 else []


class ClusterTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.addCleanup(self.stop_all)

    def stop_all(self):
        for cluster in Path(self.folder.name).glob("*/*"):
            self.run_script("stop", "--port", cluster.name)

    def run_script(self, *arguments):
        environment = dict(os.environ, TMPDIR=self.folder.name)
        return subprocess.run([SCRIPT, *arguments], env=environment, capture_output=True, text=True, timeout=60)

    def start(self, *arguments):
        started = self.run_script("start", "--port", "free", *SERVER, *arguments)
        self.assertEqual(started.returncode, 0, started.stderr)
        self.port = int(started.stdout.split("--port ")[1])
        return started.stdout

    def pids(self):
        return [int(path.read_text()) for path in Path(self.folder.name).glob("*/*/*/pid")]

    def ask(self, offset, request):
        with socket.create_connection(("127.0.0.1", self.port + offset)) as connection:
            connection.sendall(request.encode() + b"\r\n")
            time.sleep(0.1)
            return connection.recv(100000).decode()

    def test_three_primaries_serve_all_slots_and_leave_nothing(self):
        self.start()
        self.assertIn("cluster_slots_ok:16384", self.ask(2, "CLUSTER INFO"))
        self.assertIn("MOVED 12182 127.0.0.1:%d" % (self.port + 2), self.ask(0, "GET foo"))
        self.assertIn("(answers)", self.run_script("status").stdout)
        pids = self.pids()
        self.assertEqual(len(pids), 3)
        self.assertIn("ended 3 nodes", self.run_script("stop", "--port", str(self.port)).stdout)
        self.assertEqual(os.listdir(self.folder.name), [])
        for pid in pids:
            self.assertFalse(runs(pid), pid)
        self.assertEqual(self.run_script("status").returncode, 1)

    def test_replicas_follow_their_primaries(self):
        self.assertIn("replicas", self.start("--replicas"))
        self.assertIn("role:slave", self.ask(4, "INFO replication"))
        self.assertIn(f"master_port:{self.port + 1}", self.ask(4, "INFO replication"))

    def test_a_second_start_says_what_runs(self):
        self.start()
        again = self.run_script("start", "--port", str(self.port), *SERVER)
        self.assertIn("runs from port", again.stderr)
        self.assertEqual(len(self.pids()), 3)

    def test_a_port_in_use_is_left_alone(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            # The bus listens on a port above, which has to exist.
            if port > 50000:
                self.skipTest("no low port was given")
            started = self.run_script("start", "--port", str(port), *SERVER)
        self.assertIn("in use by a program that is not ours", started.stderr)
        self.assertEqual(list(Path(self.folder.name).glob("*/*")), [])

    def test_a_process_that_took_over_a_number_is_not_ended(self):
        self.start()
        stranger = subprocess.Popen(["sleep", "60"])
        self.addCleanup(stranger.wait)
        self.addCleanup(stranger.kill)
        record = next(Path(self.folder.name).glob(f"*/*/{self.port}/pid"))
        ours = int(record.read_text())
        record.write_text(str(stranger.pid))
        self.run_script("stop", "--port", str(self.port))
        self.assertIsNone(stranger.poll())
        os.kill(ours, signal.SIGKILL)

    def test_what_a_crash_left_does_not_keep_the_next_from_starting(self):
        self.start()
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        while any(runs(pid) for pid in self.pids()):
            time.sleep(0.02)
        again = self.run_script("start", "--port", str(self.port), *SERVER)
        self.assertEqual(again.returncode, 0, again.stderr)

    def test_an_interrupted_start_leaves_nothing(self):
        environment = dict(os.environ, TMPDIR=self.folder.name)
        starting = subprocess.Popen([SCRIPT, "start", "--port", "free", *SERVER], env=environment)
        while len(self.pids()) < 3 and starting.poll() is None:
            time.sleep(0.01)
        starting.terminate()
        self.assertEqual(starting.wait(), 128 + signal.SIGTERM)
        self.assertEqual(os.listdir(self.folder.name), [])

    def test_a_server_that_is_none_is_said(self):
        self.assertIn("does not say that it is", self.run_script("start", "--server", "true").stderr)
        self.assertIn("is no program", self.run_script("start", "--server", "/no/server").stderr)


def runs(pid):
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes() != b""
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main()
