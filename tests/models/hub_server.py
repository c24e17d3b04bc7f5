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


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    """Serve `hub` for the time of the block."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, *, with_body: bool) -> None:
            path = unquote(urlsplit(self.path).path)
            if path.startswith("/api/models/"):
                self.answer_api(path.removeprefix("/api/models/"))
                return
            hub_id, _, rest = path.strip("/").partition("/resolve/")
            content = hub.repositories.get(hub_id, {}).get(rest.partition("/")[2])
            if content is None:
                self.refuse("EntryNotFound", 404)
                return
            if with_body:
                hub.fetched.append(rest.partition("/")[2])
            tag = hashlib.sha256(content).hexdigest()
            self.send(content if with_body else b"", len(content), {"ETag": f'"{tag}"'})

        def answer_api(self, rest: str) -> None:
            hub_id = next((known for known in hub.repositories if rest.startswith(known)), None)
            if hub_id in hub.gated:
                self.refuse("GatedRepo", 403)
            elif hub_id is None:
                self.refuse("RepoNotFound", 404)
            else:
                files = hub.repositories[hub_id]
                if "/tree/" in rest:
                    reply: object = [
                        {"type": "file", "path": name, "size": len(files[name]), "oid": "0" * 40}
                        for name in files
                    ]
                else:
                    siblings = [{"rfilename": n, "size": len(c)} for n, c in files.items()]
                    reply = {"id": hub_id, "sha": COMMIT, "siblings": siblings}
                body = json.dumps(reply).encode()
                self.send(body, len(body), {"Content-Type": "application/json"})

        def refuse(self, code: str, status: int) -> None:
            self.send(b"", 0, {"X-Error-Code": code, "X-Error-Message": code}, status)

        def send(
            self, body: bytes, length: int, headers: dict[str, str], status: int = 200
        ) -> None:
            self.send_response(status)
            for name, value in {"X-Repo-Commit": COMMIT, **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hub")
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
