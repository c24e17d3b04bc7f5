"""A Hugging Face Hub on this machine, as much of it as downloading needs."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What the server holds, and what it was asked for."""

    repositories: dict[str, dict[str, bytes]]
    gated: set[str] = field(default_factory=set)
    fetched: list[str] = field(default_factory=list)
    url: str = ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        hub, path = self.server.hub, unquote(urlsplit(self.path).path)
        if path.startswith("/api/models/"):
            self._answer_api(path.removeprefix("/api/models/"))
            return
        hub_id, _, rest = path.strip("/").partition("/resolve/")
        name = rest.partition("/")[2]
        content = hub.repositories.get(hub_id, {}).get(name)
        if content is None:
            self._refuse("EntryNotFound", 404)
            return
        if with_body:
            hub.fetched.append(name)
        tag = hashlib.sha256(content).hexdigest()
        self._send(content if with_body else b"", len(content), {"ETag": f'"{tag}"'})

    def _answer_api(self, rest: str) -> None:
        hub = self.server.hub
        hub_id = next((known for known in hub.repositories if rest.startswith(known)), None)
        if hub_id is None:
            self._refuse("RepoNotFound", 404)
            return
        if hub_id in hub.gated:
            self._refuse("GatedRepo", 403)
            return
        sizes = {name: len(content) for name, content in hub.repositories[hub_id].items()}
        reply: object
        if "/tree/" in rest:
            reply = [
                {"type": "file", "path": n, "size": s, "oid": "0" * 40} for n, s in sizes.items()
            ]
        else:
            siblings = [{"rfilename": name, "size": size} for name, size in sizes.items()]
            reply = {"id": hub_id, "sha": COMMIT, "siblings": siblings}
        body = json.dumps(reply).encode()
        self._send(body, len(body), {"Content-Type": "application/json"})

    def _refuse(self, code: str, status: int) -> None:
        self._send(b"", 0, {"X-Error-Code": code, "X-Error-Message": code}, status)

    def _send(self, body: bytes, length: int, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in {"X-Repo-Commit": COMMIT, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    """Serve `hub` for the time of the block."""
    server = _Server(hub)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hub")
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
