"""Makes of what a program wrote a text that is the same in each run."""
import re

LINES = 6
CHARACTERS = 300
REPLACED = [
    (r"\x1b\[[0-9;]*m", ""),
    # Go's log begins with the time, a trace of JavaScript goes on behind the message.
    (r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", ""),
    (r"\n\s+at .*", ""),
    (r"\((/[^)\s]*)+\)", "(<path>)"),
    # asyncio tells where a task is running, with the folder of the library.
    (r"<Task pending name=.*?cb=\[.*?\]>", "<task>"),
    (r"\b[0-9a-f]{40}\b", "<sha1>"),
    (r"127\.0\.0\.1:\d+->", "<address>->"),
    (r"0x[0-9a-f]{6,}", "<pointer>"),
    (r"(line|@user_script:|user_function:) ?\d+", r"\1<row>"),
]


def normal(text, base):
    """With the ports of the pages, and without what differs by chance."""
    text = re.sub(r"(?<!\d)(1?)(\d{4,5})(?!\d)", lambda found: page_port(found, base), text)
    for pattern, replacement in REPLACED:
        text = re.sub(pattern, replacement, text, flags=re.M)
    return text


def page_port(found, base):
    number = int(found[2])
    return f"{found[1]}{number - base + 7000}" if base <= number < base + 6 else found[0]


def program(code, base, first=7000):
    """The program for a cluster that listens on other ports than those it names, which begin with `first`."""
    return re.sub(rf"\b{first // 10}([0-5])\b", lambda found: str(base + int(found[1])), code)


def gist(text):
    """One line: the distinct lines, the first of many."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    kept = " / ".join(lines[:LINES]).replace("\t", " ")
    return kept[:CHARACTERS]
