"""A server that hears and speaks on OpenAI's wire, on a real socket of 127.0.0.1, and misbehaves on demand.

with SpeechServer() as server:           # server.base is what `api_base` wants
    server.says = "What was heard."      # the text of every recording from here on
    server.fails = 500                   # a status for every call; 0: none
    server.calls[0].fields["file"]       # what was sent: (name, media type, bytes)
"""

from __future__ import annotations

import io
import json
import struct
import threading
import wave
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its path, its key, and its fields; a file is (name, media type, bytes)."""

    path: str
    key: str
    fields: dict[str, Any]


def tone(seconds: float = 0.2) -> bytes:
    """A short sound, as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(
            b"".join(struct.pack("<h", 8000 if n % 20 < 10 else -8000) for n in range(int(8000 * seconds)))
        )
    return out.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        owner = self.server.owner
        owner.calls.append(Call(self.path, key, self._fields(body)))
        owner.patience.wait(owner.hangs)
        if owner.fails:
            # Providers do echo the key.
            self._reply(owner.fails, "application/json", json.dumps({"error": {"message": f"bad {key}"}}).encode())
        elif self.path.endswith("/audio/speech"):
            self._reply(200, "audio/wav", tone())
        else:
            self._reply(200, "application/json", json.dumps({"text": owner.says}).encode())

    def _fields(self, body: bytes) -> dict[str, Any]:
        kind = self.headers["Content-Type"]
        if kind.startswith("application/json"):
            return dict(json.loads(body))
        message = BytesParser(policy=policy.default).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        fields: dict[str, Any] = {}
        for part in message.iter_parts():
            name, content = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
            assert isinstance(content, bytes)
            file = part.get_filename()
            fields[name] = (file, part.get_content_type(), content) if file else content.decode()
        return fields

    def _reply(self, status: int, media: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: SpeechServer


@dataclass
class SpeechServer:
    """See above. `hangs` is how many seconds every call waits."""

    says: str = "The keys and values are stored."
    fails: int = 0
    hangs: float = 0.0
    calls: list[Call] = field(default_factory=list)
    patience: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """The address up to /v1."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.patience.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
