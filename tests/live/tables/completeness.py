"""Whether slotlint's tables know every public method of the newest version of a library, and calls have all with keys."""
import os
import subprocess
import sys

import clusters
import go_calls
import libraries
import programs


def gaps(library, version):
    """`ClusterClient.NewThing: no row`."""
    listed = listing(library, version)
    found = subprocess.run([programs.EXAMPLE, "gaps", library], input=listed, stdout=subprocess.PIPE, text=True,
                           check=True)
    return len(listed.splitlines()), found.stdout.splitlines()


def listing(library, version):
    environ = dict(os.environ)
    if library == "ioredis":
        environ["NODE_PATH"] = str(libraries.install_node(f"ioredis-{version}") / "node_modules")
        command = ["node", programs.HERE / "methods.js"]
    elif library == "go-redis":
        return go_calls.methods(version)
    else:
        environ["PYTHONPATH"] = str(libraries.install_python(f"redis-{version}"))
        command = [sys.executable, programs.HERE / "methods.py"]
    return subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True).stdout
