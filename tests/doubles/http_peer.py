#!/usr/bin/env python3
"""An HTTP server that misbehaves on demand, for tests of the fetch broker.

Listens on three free loopback ports, two plain and one with TLS and a certificate nobody trusts, and
prints them in one line. What it does depends on the path; see PAGES. Ends when its standard input
does, so that it never outlives the test that started it."""
import base64
import json
import os
import pathlib
import select
import socket
import socketserver
import ssl
import struct
import sys
import threading
import zlib

connections = 0
connections_lock = threading.Lock()


class Gone(Exception):
    """The client closed the connection."""


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        global connections
        with connections_lock:
            connections += 1
        self.buffered = b""
        try:
            if self.server.tls is not None:
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            while self.answer_one():
                pass
        except (Gone, OSError):
            pass

    def answer_one(self):
        """Whether the connection can take another request."""
        self.method, target, self.headers, self.body = self.read_request()
        path, _, self.query = target.partition("?")
        self.target = target
        name, _, self.rest = path.lstrip("/").partition("/")
        page = PAGES.get(name)
        if page is None:
            self.send_whole(404, b"no such page", reason="Not Found")
            return True
        return page(self) is not CLOSE

    def read_request(self):
        while b"\r\n\r\n" not in self.buffered:
            self.receive()
        head, _, self.buffered = self.buffered.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = [[name, value.strip()] for name, _, value in (l.partition(":") for l in lines[1:])]
        length = next((int(v) for n, v in headers if n.lower() == "content-length"), 0)
        while len(self.buffered) < length:
            self.receive()
        body, self.buffered = self.buffered[:length], self.buffered[length:]
        return method, target, headers, body

    def receive(self):
        data = self.request.recv(65536)
        if not data:
            raise Gone
        self.buffered += data

    def send(self, data):
        self.request.sendall(data)

    def send_whole(self, status, body, headers=(), reason="OK"):
        lines = [f"HTTP/1.1 {status} {reason}", *headers, f"Content-Length: {len(body)}", "", ""]
        if self.method == "HEAD":
            body = b""
        self.send("\r\n".join(lines).encode("latin-1") + body)

    def wait_until_gone(self):
        while True:
            self.receive()


CLOSE = object()


def echo(c):
    c.send_whole(200, json.dumps({
        "method": c.method, "target": c.target, "headers": c.headers, "port": c.server.server_address[1],
        "body": base64.b64encode(c.body).decode()}).encode(), ["Content-Type: application/json"])


def connection_count(c):
    c.send_whole(200, str(connections).encode())


def status(c):
    c.send_whole(int(c.rest), b"as asked", reason="As Asked")


def size(c):
    c.send_whole(200, b"x" * int(c.rest))


def redirect(c):
    c.send_whole(int(c.rest), b"elsewhere", [f"Location: {c.query}"] if c.query else [], "Elsewhere")


def hops(c):
    left = int(c.rest)
    c.send_whole(302, b"", [f"Location: /hops/{left - 1}" if left else "Location: /echo"], "Found")


def loop(c):
    c.send_whole(302, b"", ["Location: /loop"], "Found")


def unencoded(c):
    c.send("HTTP/1.1 302 Found\r\nLocation: /echo?a b\u00e4\r\nContent-Length: 0\r\n\r\n".encode())


def silent(c):
    c.wait_until_gone()


def drip(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not select.select([c.request], [], [], 0.01)[0]:
        c.send(b".")
    return CLOSE


def endless(c):
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        c.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def huge(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n")
    while True:
        c.send(b"x" * 0x10000)


def half(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500)
    return CLOSE


def half_chunk(c):
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\nx")
    return CLOSE


def longer(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst and more")
    return CLOSE


def two_lengths(c):
    c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nfirst and more")
    return CLOSE


def nothing(c):
    return CLOSE


def reset(c):
    c.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.request.close()
    return CLOSE


def garbage(c):
    c.send(b"SSH-2.0-OpenSSH_9.2\r\n\x00\xff\x00\xff" * 10)
    return CLOSE


def gzip_bomb(c):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()
    if c.rest == "transfer":
        c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")
        c.send(b"%x\r\n" % len(bomb) + bomb + b"\r\n0\r\n\r\n")
        return CLOSE
    c.send_whole(200, bomb, ["Content-Encoding: gzip"])


def many_headers(c):
    c.send_whole(200, b"", [f"X-{i}: " + "x" * 1000 for i in range(int(c.rest))])


def endless_headers(c):
    c.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        c.send(b"X-More: " + b"x" * 1000 + b"\r\n")


def endless_interim(c):
    while True:
        c.send(b"HTTP/1.1 103 Early Hints\r\nX-More: yes\r\n\r\n")


def interim(c):
    c.send(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
    c.send_whole(200, b"late", ["X-Late: yes"])


def trailers(c):
    c.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
           b"4\r\nbody\r\n0\r\nX-Trailer: yes\r\n\r\n")


def odd_headers(c):
    c.send(b"HTTP/1.1 299 Tr\xe8s bien\r\nX-Latin: caf\xe9\r\nX-Empty:\r\nX-Twice: a\r\nx-twice: b\r\n"
           b"Set-Cookie: session=1; Path=/\r\nContent-Length: 0\r\n\r\n")


PAGES = {
    "echo": echo, "connections": connection_count, "status": status, "size": size,
    "redirect": redirect, "hops": hops, "loop": loop,
    "unencoded": unencoded, "silent": silent, "drip": drip, "endless": endless,
    "huge": huge, "half": half, "half_chunk": half_chunk, "longer": longer,
    "two_lengths": two_lengths, "nothing": nothing, "reset": reset, "garbage": garbage,
    "gzip_bomb": gzip_bomb, "many_headers": many_headers, "endless_headers": endless_headers,
    "endless_interim": endless_interim, "interim": interim, "trailers": trailers,
    "odd_headers": odd_headers,
}


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64
    tls = None


def main():
    listeners = [Listener(("127.0.0.1", 0), Connection) for _ in range(3)]
    listeners[2].tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    listeners[2].tls.load_cert_chain(pathlib.Path(__file__).with_name("untrusted_certificate.pem"))
    for listener in listeners:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
    print(*(listener.server_address[1] for listener in listeners), flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
