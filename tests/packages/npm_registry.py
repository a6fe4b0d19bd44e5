"""An npm registry on this machine, as much of one as `npm install` asks for."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


@contextmanager
def serving(tarballs: list[Path]) -> Iterator[str]:
    """Serves packed packages; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    server.packages = {package["name"]: (package, tarball) for package, tarball in map(read, tarballs)}  # type: ignore[attr-defined]
    server.address = address  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def read(tarball: Path) -> tuple[dict, Path]:
    with tarfile.open(tarball) as packed:
        file = packed.extractfile("package/package.json")
        assert file
        return json.load(file), tarball


class Handler(BaseHTTPRequestHandler):
    """`GET /<name>` is what npm knows of a package, `GET /<name>/-/tarball.tgz` the package."""

    def do_GET(self) -> None:
        name, slash, _ = unquote(self.path).lstrip("/").partition("/-/")
        known = self.server.packages.get(name)  # type: ignore[attr-defined]
        if not known:
            self.answer(404, "application/json", b"{}")
        elif slash:
            self.answer(200, "application/octet-stream", known[1].read_bytes())
        else:
            self.answer(200, "application/json", json.dumps(self.packument(*known)).encode())

    def packument(self, package: dict, tarball: Path) -> dict:
        digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
        place = f"{self.server.address}/{package['name']}/-/tarball.tgz"  # type: ignore[attr-defined]
        version = {**package, "dist": {"tarball": place, "integrity": f"sha512-{digest}"}}
        latest = package["version"]
        return {"name": package["name"], "dist-tags": {"latest": latest}, "versions": {latest: version}}

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
