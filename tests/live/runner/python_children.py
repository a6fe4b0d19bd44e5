"""Runs Python programs in children of itself. A line of JSON asks for one, a line answers with its exit code."""
import json
import os
import runpy
import select
import signal
import sys
import traceback

try:
    import asyncio
    import redis.asyncio.cluster
    import redis.cluster
except ImportError:
    pass  # The programs will say so themselves.


def child(path, files):
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    opened = [os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) for name in files]
    os.dup2(opened[0], 1)
    os.dup2(opened[1], 2)
    code = 0
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException as error:
        code = 1
        kind = type(error)
        name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
        os.write(opened[2], f"{name}: {error}".encode())
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def wait(pid, seconds):
    """The exit code, or None for a child that had to be ended."""
    descriptor = os.pidfd_open(pid)
    in_time = select.select([descriptor], [], [], seconds)[0]
    os.close(descriptor)
    if not in_time:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return os.waitstatus_to_exitcode(status) if in_time else None


def main():
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(request["path"], request["files"])
        print(json.dumps({"code": wait(pid, request["seconds"])}), flush=True)


main()
