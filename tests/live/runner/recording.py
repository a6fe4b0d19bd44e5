"""fixtures/live: one file for each page, one line for each program, version and server. Below it, in fixes/, the same for
the programs that slotlint has fixed."""
from servers import ROOT

FOLDER = ROOT / "fixtures" / "live"
FIXES = FOLDER / "fixes"
HEAD = "# program\tverdict\tlibrary\tserver\toutcome\n"
FIXES_HEAD = "# program\tfixes\tlibrary\tserver\twith them\tstill found\toutcome\n"


def files(page, rows):
    """Path and text of all that is recorded of a page; rows are (example, library, server, outcome)."""
    plain = [row for row in rows if not row[0].fix]
    fixed = [row for row in rows if row[0].fix]
    return [(FOLDER / f"{page}.tsv", HEAD + lines(plain, line)),
            (FIXES / f"{page}.tsv", FIXES_HEAD + lines(fixed, fixed_line) if fixed else "")]


def lines(rows, line):
    """In order of the page, of versions, and of servers."""
    return "".join(line(*row) for row in sorted(rows, key=lambda row: (row[0].name, row[1].name, row[1].key, row[2])))


def line(example, library, server, shown):
    return f"{example.hash}\t{example.language} {example.verdict}\t{library.name} {library.version}\t{server}\t{shown}\n"


def fixed_line(example, library, server, shown):
    fix = example.fix
    return "\t".join((fix.example.hash, fix.way, f"{library.name} {library.version}", server, example.hash,
                      " ".join(fix.left) or "-", shown)) + "\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if text:
        path.write_text(text)


def pages():
    return {path.stem for folder in (FOLDER, FIXES) for path in folder.glob("*.tsv")} - {"exceptions"}
