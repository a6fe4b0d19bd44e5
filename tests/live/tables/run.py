"""Runs the calls of a program for redis-py, one after the other, and writes what became of each: `c7 <tab> outcome`.

usage: PORT=7000 python run.py FOLDER; with the folder of the library in PYTHONPATH
"""
import asyncio
import gc
import importlib
import inspect
import logging
import re
import sys
import warnings
from pathlib import Path

PATIENCE_SECONDS = 10
FOLDER = Path(sys.argv[1])


def described(error):
    """Errors of the cluster client are told by their text; those of Python by their type, too."""
    text = re.sub(r"\s+", " ", str(error))
    if isinstance(error, AttributeError) and "has no attribute" in text and "Cluster" in text:
        return "no such method"
    if isinstance(error, RuntimeError) and re.search(r"attached to a different loop|Event loop is closed", text):
        return "RuntimeError: attached to a different event loop, or closed"
    if isinstance(error, (TypeError, AttributeError, RuntimeError)):
        return f"{type(error).__name__}: {text}"
    if type(error).__name__ == "MovedError":
        return f"MOVED {text}"
    return text


def ended(result, context):
    """What a call or a pipeline gave; each pipeline has two commands."""
    if context != "client" and len(result) < 2:
        return "not queued"
    failed = [each for each in result if isinstance(each, Exception)] if isinstance(result, list) else []
    return described(failed[0]) if failed else "ok"


def run_all(program, names):
    program.cluster.flushall()
    for name, context in names:
        try:
            yield name, ended(getattr(program, name)(), context)
        except Exception as error:
            yield name, described(error)


async def run_all_async(program, names):
    await program.cluster.flushall()
    for name, context in names:
        try:
            yield name, ended(await asyncio.wait_for(getattr(program, name)(), PATIENCE_SECONDS), context)
        except Exception as error:
            yield name, described(error) or type(error).__name__


async def collected(program, names):
    outcomes = [outcome async for outcome in run_all_async(program, names)]
    await program.cluster.close() if hasattr(program.cluster, "close") else await program.cluster.aclose()
    return outcomes


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    gc.disable()
    sys.path.insert(0, str(FOLDER))
    lines = [line.split("\t") for line in (FOLDER / "calls.tsv").read_text().splitlines()]
    names = [(name, context) for name, _, context, _ in lines]
    program = importlib.import_module("calls")
    first = getattr(program, names[0][0])
    run = asyncio.run(collected(program, names)) if inspect.iscoroutinefunction(first) else run_all(program, names)
    (FOLDER / "outcomes.tsv").write_text("".join(f"{name}\t{outcome}\n" for name, outcome in run))


main()
