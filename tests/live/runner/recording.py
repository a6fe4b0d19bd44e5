"""fixtures/live: one file for each page, one line for each program, version and server."""
from servers import ROOT

FOLDER = ROOT / "fixtures" / "live"
HEAD = "# program\tverdict\tlibrary\tserver\toutcome\n"


def text(rows):
    """Rows are (example, library, server, outcome); in order of the page, of versions, and of servers."""
    ordered = sorted(rows, key=lambda row: (row[0].number, row[1].name, row[1].key, row[2]))
    lines = [f"{example.hash}\t{example.language} {example.verdict}\t{library.name} {library.version}\t{server}\t{shown}\n"
             for example, library, server, shown in ordered]
    return HEAD + "".join(lines)


def read(page):
    path = FOLDER / f"{page}.tsv"
    return path.read_text() if path.exists() else ""


def write(page, content):
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{page}.tsv").write_text(content)


def pages():
    return {path.stem for path in FOLDER.glob("*.tsv")}


def remove(page):
    (FOLDER / f"{page}.tsv").unlink()
