"""HTTP as bytes: what a client may send, well-formed or not, and what comes back."""
import json
import socket
import ssl
from typing import NamedTuple

from http_server import PATIENCE_S


class Closed(Exception):
    """The server ended the connection before its answer was complete."""


class Answer(NamedTuple):
    status: int
    fields: dict  # Names in lower case.
    body: bytes

    def json(self):
        return json.loads(self.body)

    def events(self):
        """The events of a complete stream: [{"id", "event", "data"}], without comments."""
        return [event for event in map(event_of, self.body.decode().split("\n\n")) if event]


def event_of(block):
    """One event as a dict; empty for a comment."""
    pairs = [line.partition(":") for line in block.split("\n") if line and line[0] != ":"]
    return {name: value.removeprefix(" ") for name, _, value in pairs}


def request(method="GET", target="/mcp", fields=None, body=None, version="HTTP/1.1"):
    """A request's bytes. Fields with value None are left out, lists are sent several times."""
    fields = {"Host": "localhost", **(fields or {})}
    if body is not None:
        fields.setdefault("Content-Length", len(body))
    lines = [f"{method} {target} {version}"]
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                lines.append(f"{name}: {one}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + (body or b"")


class Connection:
    """One connection; reads answers as they come, whole or event by event."""

    def __init__(self, server, family=socket.AF_INET, tls=None, address=None):
        self.socket = socket.socket(family)
        self.socket.settimeout(PATIENCE_S)
        address = address or ("::1" if family == socket.AF_INET6 else "127.0.0.1")
        self.socket.connect((address, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self._input, self._is_chunked = bytearray(), False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, *arguments, **named):
        """Sends one request and returns its whole answer."""
        is_head = (arguments[:1] or (named.get("method"),))[0] == "HEAD"
        self.send(request(*arguments, **named))
        return self.answer(is_head=is_head)

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError) as error:
            raise Closed(f"{error}; until then {bytes(self._input[:200])!r}") from error
        if not data:
            raise Closed(f"ended after {bytes(self._input[:200])!r}")
        self._input += data

    def _until(self, mark):
        while mark not in self._input:
            self._more()
        part, _, self._input = self._input.partition(mark)
        return bytes(part)

    def _exactly(self, count):
        while len(self._input) < count:
            self._more()
        part, self._input = self._input[:count], self._input[count:]
        return bytes(part)

    def head(self):
        """The head of the next answer; what follows is read by answer(), event() or piece()."""
        first, *rest = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        version, status, *_ = first.split(" ")
        assert version == "HTTP/1.1", first
        pairs = [line.partition(":") for line in rest]
        fields = {name.lower(): value.strip() for name, _, value in pairs}
        self._is_chunked = fields.get("transfer-encoding") == "chunked"
        return Answer(int(status), fields, b"")

    def answer(self, is_head=False):
        head = self.head()
        while head.status == 100:
            head = self.head()
        return head._replace(body=self._body(head, is_head))

    def _body(self, head, is_head):
        if is_head or head.status in (204, 304):
            return b""
        if self._is_chunked:
            return b"".join(iter(self.piece, b""))
        if "content-length" in head.fields:
            return self._exactly(int(head.fields["content-length"]))
        return self.rest()

    def piece(self):
        """One chunk of the body; empty at its end."""
        size = int(self._until(b"\r\n"), 16)
        data = self._exactly(size)
        assert self._exactly(2) == b"\r\n"
        return data

    def event(self):
        """The next event of a stream; None at the end of it. Comments are passed over."""
        while block := self.piece():
            event = event_of(block.decode().removesuffix("\n\n"))
            if event:
                return event
        return None

    def rest(self):
        """Everything until the server ends the connection."""
        try:
            while True:
                self._more()
        except Closed:
            data, self._input = self._input, bytearray()
            return bytes(data)

    def is_ended(self):
        """Waits for the server to end the connection; False when it says something instead."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True
