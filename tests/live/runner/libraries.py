"""Installs the libraries that the lock files beside this folder pin, under target/live. What is there stays there."""
import hashlib
import os
import shutil
import subprocess
import sys

from servers import ROOT, Missing
from versions import LOCKS

FOLDER = ROOT / "target" / "live"


def install_node(label):
    """The folder that has node_modules."""
    needs("node", "npm")
    locks = [LOCKS / "node" / label / name for name in ("package.json", "package-lock.json")]
    return installed("node", label, locks, ["npm", "ci", "--no-audit", "--no-fund"])


def install_python(label):
    """The folder to put in PYTHONPATH."""
    lock = LOCKS / "python" / f"{label}.txt"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--disable-pip-version-check", "--target",
               "packages", "-r", lock.name]
    return installed("python", label, [lock], command) / "packages"


def install_go(label):
    """A module in which the programs can be built."""
    needs("go")
    locks = [LOCKS / "go" / label / name for name in ("go.mod", "go.sum")]
    return installed("go", label, locks, ["go", "mod", "download"])


def needs(*programs):
    for name in programs:
        if not shutil.which(name):
            raise Missing(f"{name} is not installed")


def installed(kind, label, locks, command):
    """The folder of a library, made anew when its lock files have changed."""
    folder = FOLDER / kind / label
    stamp = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    done = folder / "installed"
    if done.exists() and done.read_text() == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for lock in locks:
        shutil.copy(lock, folder)
    environment = dict(os.environ, GOFLAGS="-mod=mod", NO_UPDATE_NOTIFIER="1")
    ran = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True)
    if ran.returncode:
        raise Missing(f"{label} cannot be installed: {' '.join(ran.stdout.split())[-300:]}")
    done.write_text(stamp)
    return folder
