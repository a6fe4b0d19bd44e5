"""The examples of the rules' pages, as programs with what their pages claim of them (rules/README.md has the form)."""
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FENCE = re.compile(r"^```(\w+)\s+(bad|good|todo)\b(.*)$")
# In the last lines of a program: what it does on a cluster, perhaps only with some versions.
CLAIM = re.compile(r"^(?://|#) (fails|prints|hangs|not shown)(?: \(([^)]*)\))?(?:: (.*))?$")


@dataclass(frozen=True)
class Claim:
    """What must be seen when the program runs."""

    verb: str
    # Such as `ioredis<5`; empty for all.
    only: str
    text: str


@dataclass
class Example:
    page: str
    number: int
    language: str
    verdict: str
    attributes: list
    first_row: int
    # The state that the cluster is in, such as `starting`; empty for one at rest.
    scenario: str
    # Why the page cannot be shown, in words; empty for all that can.
    not_shown: str
    code: str = ""
    claims: list = field(default_factory=list)
    # Of a bad example that slotlint has fixed: how (fixed.Fix). It is to come through like a good one.
    fix: object = None

    @property
    def name(self):
        return f"{self.page}-{self.number:02d}" + (f"-{self.fix.way}" if self.fix else "")

    @property
    def hash(self):
        """FNV-1a of the program's bytes, as tests/live/recording.rs has it: it only has to tell that one was changed."""
        value = 0xCBF29CE484222325
        for byte in self.code.encode():
            value = (value ^ byte) * 0x100000001B3 % 2**64
        return f"{value:016x}"

    @property
    def place(self):
        return f"rules/{self.page}.md:{self.first_row}" + (f" with {self.fix.way} fixes" if self.fix else "")


def all_examples():
    pages = sorted(path for path in (ROOT / "rules").glob("*.md") if path.name != "README.md")
    return [example for page in pages for example in of_page(page)]


def of_page(path):
    found, current, lines = [], None, []
    text = path.read_text()
    for row, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if current:
            if line == "```":
                current.code = "".join(line + "\n" for line in lines)
                current.claims = claims(lines)
                found.append(current)
                current, lines = None, []
            else:
                lines.append(line)
        elif fence:
            number = len(found) + 1
            current = Example(path.stem, number, fence[1], fence[2], fence[3].split(), row + 1,
                              front_matter(text, "live"), front_matter(text, "not-shown-live"))
    return found


def front_matter(text, key):
    found = re.search(rf'^{key} = "(.*)"$', text.split("+++")[1], re.M)
    return found[1] if found else ""


def claims(lines):
    found = []
    for line in reversed(lines):
        claim = CLAIM.match(line)
        if not claim:
            break
        found.append(Claim(claim[1], claim[2] or "", claim[3] or ""))
    return found[::-1]
