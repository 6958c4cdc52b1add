#!/usr/bin/env python3
"""An embedding server for tests, in Ollama's way (/api/embed) and OpenAI's (/v1/embeddings).

Listens on a free loopback port and prints it in one line. Its vectors depend on the text only. The
model's name says how it misbehaves; see REPLIES and BEHAVIOURS. "name@n" is another model that
behaves like "name", so that a test has its counts to itself. Ends when its standard input does, so
that it never outlives the test that started it."""
import hashlib
import http.server
import json
import os
import re
import socketserver
import sys
import threading

DIMENSIONS = 8
counts = {}
last = {}
lock = threading.Lock()


def vector_of(text, dimensions=DIMENSIONS):
    seed = hashlib.shake_128(text.encode()).digest(2 * dimensions)
    return [int.from_bytes(seed[2 * i:2 * i + 2], "big") / 32768 - 1 for i in range(dimensions)]


class Question:
    """One request for vectors."""

    def __init__(self, handler, request):
        self.handler = handler
        self.model = request["model"]
        self.texts = request["input"]
        self.dimensions = request.get("dimensions", DIMENSIONS)
        self.is_openai = handler.path == "/v1/embeddings"
        with lock:
            counts[self.model] = self.number = counts.get(self.model, 0) + 1
            last[self.model] = {"headers": dict(handler.headers), "body": request}

    def vectors(self):
        return [vector_of(text, self.dimensions) for text in self.texts]

    def reply_with(self, vectors, indexes=None):
        if self.is_openai:
            indexes = range(len(vectors)) if indexes is None else indexes
            data = [{"object": "embedding", "index": i, "embedding": v} for i, v in zip(indexes, vectors)]
            body = {"object": "list", "data": data, "model": self.model}
        else:
            body = {"model": self.model, "embeddings": vectors}
        self.handler.send_whole(200, json.dumps(body).encode())

    def reply_with_number(self, text):
        """Vectors whose third number is `text`, which need not be JSON."""
        vectors = self.vectors()
        for vector in vectors:
            vector[2] = "@"
        if self.is_openai:
            data = [{"index": i, "embedding": v} for i, v in enumerate(vectors)]
            body = json.dumps({"data": data})
        else:
            body = json.dumps({"embeddings": vectors})
        self.handler.send_whole(200, body.replace('"@"', text).encode())

    def refuse(self, status, message, headers=()):
        error = {"message": message, "type": "test"} if self.is_openai else message
        self.handler.send_whole(status, json.dumps({"error": error}).encode(), headers)


# What a model answers with instead of its vectors.
REPLIES = {
    "too-few": lambda q: q.reply_with(q.vectors()[1:]),
    "too-many": lambda q: q.reply_with(q.vectors() + [vector_of("more")]),
    "reversed": lambda q: q.reply_with(q.vectors()[::-1], range(len(q.texts))[::-1]),
    "same-index": lambda q: q.reply_with(q.vectors(), [0] * len(q.texts)),
    "wild-index": lambda q: q.reply_with(q.vectors(), [i + 2 ** 40 for i in range(len(q.texts))]),
    "minus-index": lambda q: q.reply_with(q.vectors(), [-1] * len(q.texts)),
    "fixed-dimension": lambda q: q.reply_with([vector_of(text) for text in q.texts]),
    "changes-dimension": lambda q: q.reply_with([vector_of(text, 8 if q.number == 1 else 9) for text in q.texts]),
    "mixed-dimensions": lambda q: q.reply_with([vector_of(text, 8 + (i > 0)) for i, text in enumerate(q.texts)]),
    "no-dimension": lambda q: q.reply_with([[] for _ in q.texts]),
    "vast-dimension": lambda q: q.reply_with([[1] * 8193 for _ in q.texts]),
    "zeros": lambda q: q.reply_with([[0.0] * DIMENSIONS for _ in q.texts]),
    "vectors-as-text": lambda q: q.reply_with(["AAAA" for _ in q.texts]),
    "nan": lambda q: q.reply_with_number("NaN"),
    "infinity": lambda q: q.reply_with_number("Infinity"),
    "minus-infinity": lambda q: q.reply_with_number("-Infinity"),
    "huge-number": lambda q: q.reply_with_number("1e300"),
    "beyond-double": lambda q: q.reply_with_number("1e999"),
    "null-number": lambda q: q.reply_with_number("null"),
    "text-number": lambda q: q.reply_with_number('"0.5"'),
    "long-integer": lambda q: q.reply_with_number("123456789012345678901234567890"),
    "html": lambda q: q.handler.send_whole(200, b"<html>welcome</html>"),
    "empty": lambda q: q.handler.send_whole(200, b""),
    "other-json": lambda q: q.handler.send_whole(200, b'{"status": "fine"}'),
    "list": lambda q: q.handler.send_whole(200, b"[1, 2]"),
    "deep": lambda q: q.handler.send_whole(200, b"[" * 5000 + b"]" * 5000),
    "refused": lambda q: q.refuse(401, "Incorrect key " + q.handler.headers.get("Authorization", "none")),
    "forbidden": lambda q: q.refuse(403, "not for you"),
    "repeats-key": lambda q: q.refuse(400, "headers were " + q.handler.headers.get("Authorization", "none") * 20),
    "talkative": lambda q: q.refuse(400, "\x1b[31m" + "blah " * 10000),
    "too-large": lambda q: q.refuse(413, "too large"),
    "busy": lambda q: q.refuse(429, "slow down", [("Retry-After", "3600")]),
    "fails": lambda q: q.refuse(500, "out of memory"),
    "not-implemented": lambda q: q.refuse(501, "never heard of it"),
    "redirect": lambda q: q.handler.send_whole(307, b"", [("Location", "/stolen")]),
    "unknown": lambda q: q.refuse(404, f'model "{q.model}" not found, try pulling it first'),
}


def slow(question):
    question.handler.rfile.read(1)  # Until the client is gone.
    question.handler.close_connection = True


def endless(question):
    question.handler.start(200, [("Transfer-Encoding", "chunked")])
    while True:
        question.handler.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def half(question):
    question.handler.start(200, [("Content-Length", "100000")])
    question.handler.wfile.write(b'{"embeddings": [[0.5, ')
    question.handler.close_connection = True


def hangs_up(question):
    question.handler.close_connection = True


BEHAVIOURS = {"slow": slow, "endless": endless, "half": half, "hangs-up": hangs_up, **REPLIES}


def answer(question):
    name = question.model.partition("@")[0]
    # "fails-twice": only the first two requests.
    first = re.fullmatch(r"(.+)-(once|twice)", name)
    if first:
        name = first[1] if question.number <= {"once": 1, "twice": 2}[first[2]] else ""
    # "slow-after-4": only from the fifth on.
    later = re.fullmatch(r"(.+)-after-(\d+)", name)
    if later:
        name = later[1] if question.number > int(later[2]) else ""
    if name == "busy" and first:
        return question.refuse(429, "slow down", [("Retry-After", "2")])
    BEHAVIOURS.get(name, lambda q: q.reply_with(q.vectors()))(question)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            if self.path in ("/api/embed", "/v1/embeddings"):
                answer(Question(self, json.loads(body)))
            elif self.path == "/counts":
                self.send_whole(200, json.dumps(counts).encode())
            elif self.path.startswith("/last/"):
                self.send_whole(200, json.dumps(last[self.path[6:]]).encode())
            else:
                with lock:
                    counts["stolen"] = counts.get("stolen", 0) + (self.path == "/stolen")
                self.send_whole(404, b"404 page not found")
        except OSError:
            self.close_connection = True

    def start(self, status, headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def send_whole(self, status, body, headers=()):
        self.start(status, [*headers, ("Content-Length", str(len(body)))])
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # Without looking up the machine's name.


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
