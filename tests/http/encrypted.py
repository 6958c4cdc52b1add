#!/usr/bin/env python3
"""HTTPS with a certificate of one's own, made here by the openssl program."""
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from http_server import PATIENCE_S, SKIPPED, HttpServer, listening, program
from mcp import modern_post, modern_tool, new_episode
from scripts import run
from wire import Closed, Connection, request

CLIENTS = 20
CALLS = 50


def make_certificate(folder):
    """(certificate, key) for localhost, as PEM."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", str(key), "-out", str(certificate)],
                   check=True, capture_output=True, timeout=PATIENCE_S)
    return certificate, key


def flags_of(certificate, key):
    return ["--tls_certificate", str(certificate), "--tls_key", str(key)]


def trusting(certificate):
    return ssl.create_default_context(cafile=str(certificate))


def served(checks, server, tls):
    checks.equal("the server says that it is HTTPS", server.scheme, "https")
    with Connection(server, tls=tls) as connection:
        connection.send(modern_post("tools/list"))
        checks.equal("a client that trusts the certificate is served",
                     connection.answer().status, 200)
        checks.check("over TLS 1.2 at least",
                     connection.socket.version() in ("TLSv1.2", "TLSv1.3"))
        for byte in modern_post("tools/list"):
            connection.send(bytes([byte]))
        checks.equal("byte by byte as well", connection.answer().status, 200)
        connection.send(50 * modern_post("tools/list"))
        checks.equal("fifty at once as well",
                     {connection.answer().status for _ in range(50)}, {200})
        connection.send(modern_tool("create_episode", **new_episode("x" * 9_000)))
        checks.equal("and long ones", connection.answer().status, 200)
        checks.equal("a page", connection.ask("GET", "/readyz").body, b"ready\n")
        refused = connection.ask("GET", "/healthz", {"Host": "evil.example.com"})
        checks.equal("another Host is refused", refused.status, 403)


def in_plain_text(checks, server, tls):
    with Connection(server) as connection:
        connection.send(request("GET", "/healthz"))
        answer = connection.rest()
    checks.check("plain HTTP gets nothing of HTTP", b"HTTP/1.1 200" not in answer, answer[:100])
    with Connection(server) as connection:
        connection.send(b"\x16\x03\x01\x01\x00" + b"\xff" * 4000)
        connection.rest()
    checks.check("a hello that is none ends its connection", True)
    with Connection(server, tls=tls) as connection:
        checks.equal("others are served", connection.ask("GET", "/healthz").status, 200)


def old_versions(checks, server):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    try:
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    except (ValueError, ssl.SSLError):
        return  # this Python has no such version
    try:
        Connection(server, tls=old).close()
        checks.check("TLS 1.1 is refused", False)
    except (OSError, Closed):
        checks.check("TLS 1.1 is refused", True)


def half_way(checks, server, tls):
    """Handshakes that never end hold nobody up."""
    waiting = [Connection(server) for _ in range(50)]
    for number, connection in enumerate(waiting):
        connection.send(b"\x16\x03\x01\x00\xa5\x01"[:number % 6])
    with Connection(server, tls=tls) as connection:
        checks.equal("beside 50 half handshakes others are served",
                     connection.ask("GET", "/healthz").status, 200)
    for connection in waiting:
        connection.close()
    with Connection(server, tls=tls) as connection:
        data = modern_post("tools/list")
        connection.send(data)
        connection.socket.shutdown(socket.SHUT_RDWR)
    with Connection(server, tls=tls) as connection:
        checks.equal("a client that goes without a word is no harm",
                     connection.ask("GET", "/healthz").status, 200)


def crowd(checks, server, tls):
    wrong, lock = [], threading.Lock()

    def talk(client):
        with Connection(server, tls=tls) as connection:
            for turn in range(CALLS):
                connection.send(modern_post("tools/list", request_id=f"{client} {turn}"))
                if connection.answer().json()["id"] != f"{client} {turn}":
                    with lock:
                        wrong.append((client, turn))

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = [pool.submit(talk, client) for client in range(CLIENTS)]
        failed = [repr(one.exception()) for one in done if one.exception()]
    checks.equal(f"{CLIENTS} clients with {CALLS} calls each", (failed[:3], wrong[:3]), ([], []))


def does_not_start(checks, folder, certificate, key):
    (folder / "empty.pem").write_text("", encoding="ascii")
    other = folder / "other"
    other.mkdir()
    other_key = make_certificate(other)[1]
    for name, flags in {"no such certificate": flags_of(folder / "none.pem", key),
                        "no such key": flags_of(certificate, folder / "none.pem"),
                        "an empty certificate": flags_of(folder / "empty.pem", key),
                        "the key of another": flags_of(certificate, other_key),
                        "a certificate alone": flags_of(certificate, key)[:2],
                        "a key alone": flags_of(certificate, key)[2:]}.items():
        done = subprocess.run(
            [*program(), "serve", "--data_dir", str(folder / "data"), *listening(*flags)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S,
            check=False)
        checks.check(f"{name}: it does not start", done.returncode > 0, done.returncode)
        said = done.stderr.strip().splitlines()[-1:]
        checks.check(f"{name}: it says so", said and "PRIVATE KEY" not in done.stderr
                     and any(word in said[0] for word in ("tls", "TLS", "certificate", "key")),
                     done.stderr[-300:])


def over_tls(checks, scratch):
    scratch.mkdir()
    certificate, key = make_certificate(scratch)
    tls = trusting(certificate)
    with HttpServer(scratch / "served", *flags_of(certificate, key)) as server:
        checks.group(served, checks, server, tls)
        checks.group(in_plain_text, checks, server, tls)
        checks.group(old_versions, checks, server)
        checks.group(half_way, checks, server, tls)
        checks.group(crowd, checks, server, tls)
        idle = Connection(server, tls=tls)
        checks.equal("an idle connection", idle.ask("GET", "/healthz").status, 200)
        checks.equal("SIGTERM ends the server", server.stop(5), 0)
        idle.close()
    checks.group(does_not_start, checks, scratch, certificate, key)


def main():
    if not shutil.which("openssl"):
        print("skipped: there is no openssl to make a certificate with")
        return SKIPPED
    return run(alone=[over_tls])


if __name__ == "__main__":
    sys.exit(main())
