#!/usr/bin/env python3
"""What HTTP refuses before MCP sees it: hosts, origins, methods, paths, types, sizes, bad bytes."""
import re
import sys

from mcp import BOTH_TYPES, ask, is_served, modern_message, modern_post, modern_tool, post
from http_server import HttpServer
from scripts import run
from wire import Closed, Connection, request

BODY_BYTES_MAX = 4 * 1024 * 1024
HEAD_BYTES_MAX = 16 * 1024

LIST = ("tools/list",)
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+.e0-9]+')


def refused_hosts(checks, server):
    for host in ("evil.example.com", f"evil.example.com:{server.port}", "evil.localhost",
                 "localhost.evil.example.com", "127.0.0.1.evil.example.com",
                 "localhost@evil.example.com", "[::2]", "[::1", "[::1].evil.example.com",
                 "127.0.0.2", "0.0.0.0", "2130706433"):
        answer = ask(server, modern_post(*LIST, Host=host))
        checks.equal(f"Host {host}: refused", answer.status // 100, 4)
        page = ask(server, request("GET", "/healthz", {"Host": host}))
        checks.equal(f"Host {host}: refused for a page too", page.status // 100, 4)
    checks.equal("no Host: 400", ask(server, modern_post(*LIST, Host=None)).status, 400)
    checks.equal("an empty Host is refused",
                 ask(server, modern_post(*LIST, Host="")).status // 100, 4)
    checks.equal("two Hosts: 400", ask(server, modern_post(
        *LIST, Host=["localhost", "evil.example.com"])).status, 400)


def taken_hosts(checks, server):
    for host in ("localhost", "127.0.0.1", "[::1]", "LocalHost"):
        for port in ("", f":{server.port}", ":1"):
            answer = ask(server, modern_post(*LIST, Host=host + port))
            checks.equal(f"Host {host + port}: served", answer.status, 200)


def origins(checks, server):
    for origin in ("http://evil.example.com", "https://localhost.evil.example.com",
                   "http://127.0.0.1.evil.example.com", "http://localhost@evil.example.com",
                   "http://evil.example.com#localhost", "null", "", "localhost", "file://localhost",
                   "http://evil.example.com/http://localhost", "chrome-extension://localhost",
                   "http://[::1].evil.example.com"):
        answer = ask(server, modern_post(*LIST, Origin=origin))
        checks.equal(f"Origin {origin!r}: 403", answer.status, 403)
        allowed = [name for name in answer.fields if name.startswith("access-control-")]
        checks.equal(f"Origin {origin!r}: nothing is allowed", allowed, [])
    preflight = ask(server, request("OPTIONS", "/mcp", {
        "Origin": "http://evil.example.com", "Access-Control-Request-Method": "POST"}))
    checks.equal("its preflight: 403", preflight.status, 403)
    for method, path in (("GET", "/mcp"), ("DELETE", "/mcp"), ("GET", "/healthz"),
                         ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/nowhere")):
        answer = ask(server, request(method, path, {"Origin": "http://evil.example.com"}))
        checks.equal(f"its {method} of {path}: 403", answer.status, 403)
    two = ask(server, modern_post(*LIST, Origin=["http://localhost", "http://evil.example.com"]))
    checks.equal("two Origins are refused", two.status // 100, 4)
    for origin in ("http://localhost", "https://localhost:5173", "http://127.0.0.1:1",
                   "http://[::1]:3000", "HTTP://LOCALHOST"):
        answer = ask(server, modern_post(*LIST, Origin=origin))
        checks.equal(f"Origin {origin}: served", answer.status, 200)
        checks.equal(f"Origin {origin}: its page may read the answer",
                     answer.fields.get("access-control-allow-origin"), origin)
    preflight = ask(server, request("OPTIONS", "/mcp", {
        "Origin": "http://localhost", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization"}))
    checks.equal("its preflight: 204", preflight.status, 204)
    checks.equal("its preflight: it may send a token",
                 preflight.fields.get("access-control-allow-headers"), "authorization")


def named_hosts_and_origins(checks, scratch):
    options = ["--http_hosts", "memory.example.com", "--http_hosts", "other.example.com:8443",
               "--http_origins", "https://app.example.com"]
    with HttpServer(scratch, *options) as server:
        for host, status in (("memory.example.com", 200), ("memory.example.com:99", 200),
                             ("MEMORY.example.com", 200), ("other.example.com:8443", 200),
                             ("other.example.com:1", 403), ("other.example.com", 403),
                             ("x.memory.example.com", 403), ("localhost", 200)):
            answer = ask(server, modern_post(*LIST, Host=host))
            checks.equal(f"named hosts, Host {host}: {status}", answer.status, status)
        for origin, status in (("https://app.example.com", 200), ("http://app.example.com", 403),
                               ("https://app.example.com:444", 403),
                               ("https://app.example.com.evil.com", 403),
                               ("http://localhost:1", 200)):
            answer = ask(server, modern_post(*LIST, Origin=origin))
            checks.equal(f"named origins, Origin {origin}: {status}", answer.status, status)
        checks.equal("SIGTERM ends it", server.stop(), 0)


def methods_and_paths(checks, server):
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "HEAD", "MKCOL"):
        with Connection(server) as connection:
            answer = connection.ask(method, "/mcp")
            checks.equal(f"{method} /mcp: 405", answer.status, 405)
            checks.check(f"{method} /mcp: says what is allowed",
                         "POST" in answer.fields.get("allow", ""), answer.fields)
    checks.equal("GET outside of a session: 405", ask(server, request()).status, 405)
    checks.check("DELETE outside of a session is refused",
                 ask(server, request("DELETE")).status in (400, 405))
    for page in ("/healthz", "/readyz"):
        answer = ask(server, request("GET", page))
        checks.equal(f"GET {page}: 200", answer.status, 200)
        checks.check(f"GET {page}: a word, and nothing about the machine",
                     0 < len(answer.body) < 10, answer.body)
        checks.equal(f"GET {page}?x=1: 200", ask(server, request("GET", page + "?x=1")).status, 200)
        checks.equal(f"POST {page}: 405", ask(server, request("POST", page, {}, b"{}")).status, 405)
    metrics = ask(server, request("GET", "/metrics"))
    checks.equal("GET /metrics: what Prometheus reads", metrics.fields["content-type"],
                 "text/plain; version=0.0.4; charset=utf-8")
    lines = metrics.body.decode().splitlines()
    checks.check("GET /metrics: each line is a comment or a sample",
                 all(line.startswith("# ") or SAMPLE.fullmatch(line) for line in lines), lines)
    checks.check("GET /metrics: the store answers", "memory_mcp_up 1" in lines, lines)
    for target in ("/", "/mcp/", "/MCP", "/mcp/../etc/passwd", "/%6dcp", "//mcp", "/mcp%00", "*",
                   "/health", "/.well-known/nothing", "/etc/passwd", "/" + "x" * 8000):
        answer = ask(server, modern_post(*LIST).replace(b"/mcp", target.encode(), 1))
        checks.check(f"{target[:30]}: 404", answer.status in (400, 404), answer.status)
    query = ask(server, modern_post(*LIST).replace(b"/mcp", b"/mcp?a=b", 1))
    checks.equal("a query after the path is passed over", query.status, 200)


def types(checks, server):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", None, "", "application",
                         "multipart/form-data; boundary=x", "application/jsonp", "text/json",
                         "application/json-seq", "x; application/json"):
        answer = ask(server, modern_post(*LIST, Content_Type=content_type))
        checks.equal(f"Content-Type {content_type!r}: 415", answer.status, 415)
    for content_type in ("application/json", "Application/JSON", "application/json; charset=utf-8",
                         "application/json;charset=UTF-8", "application/json ; x=y"):
        answer = ask(server, modern_post(*LIST, Content_Type=content_type))
        checks.equal(f"Content-Type {content_type!r}: served", answer.status, 200)
    for accept in ("text/html", "image/*", "application/xml, text/plain"):
        answer = ask(server, modern_post(*LIST, Accept=accept))
        checks.equal(f"Accept {accept!r}: 406", answer.status, 406)
    for accept in (None, "*/*", BOTH_TYPES, "application/json", "text/event-stream",
                   "application/*", "text/html, */*;q=0.1", "Application/JSON"):
        answer = ask(server, modern_post(*LIST, Accept=accept))
        checks.equal(f"Accept {accept!r}: served", answer.status, 200)


def padded_list(size):
    """A good request whose body has exactly `size` bytes."""
    bare = modern_post(*LIST)
    head, _, body = bare.partition(b"\r\n\r\n")
    length = str(len(body)).encode()
    head = head.replace(b"Content-Length: " + length, b"Content-Length: " + str(size).encode())
    return head + b"\r\n\r\n" + body + b" " * (size - len(body))


def sizes(checks, server):
    checks.equal("a body of the greatest size is read",
                 ask(server, padded_list(BODY_BYTES_MAX)).status, 200)
    checks.equal("a byte more: 413", ask(server, padded_list(BODY_BYTES_MAX + 1)).status, 413)
    for length in ("99999999999", "18446744073709551615"):
        with Connection(server) as connection:
            connection.send(request("POST", fields={"Content-Length": length}))
            checks.equal(f"{length} announced: 413 before any of them comes",
                         connection.answer().status, 413)
            checks.check("and the connection ends", connection.is_ended())
    with Connection(server) as connection:
        connection.send(request("POST", fields={"Content-Type": "application/json",
                                                "Transfer-Encoding": "chunked"}))
        chunk = b"%x\r\n" % 65536 + b" " * 65536 + b"\r\n"
        try:
            for _ in range(BODY_BYTES_MAX // 65536 + 1):
                connection.send(chunk)
        except ConnectionError:
            pass  # it may have hung up by now
        checks.equal("chunks that go on and on: 413", connection.answer().status, 413)
    for name, fields in {
            "one long field": {"X-Long": "x" * HEAD_BYTES_MAX},
            "1,000 fields": {f"X-{number}": "x" * 20 for number in range(1000)},
            "a long Host": {"Host": "x" * HEAD_BYTES_MAX}}.items():
        checks.equal(f"{name}: 431", ask(server, request("POST", fields=fields)).status, 431)
    with Connection(server) as connection:
        connection.send(b"GET /" + b"x" * HEAD_BYTES_MAX)
        checks.check("a target without end is refused before its end",
                     connection.answer().status in (414, 431))
    checks.equal("a head of 12 KiB is read",
                 ask(server, modern_post(*LIST, X_Long="x" * 12_000)).status, 200)
    checks.check("the server serves on", is_served(server))


NOT_HTTP = {
    "no version": b"GET /mcp\r\n\r\n",
    "HTTP/2's first line": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an unknown version": b"GET /mcp HTTP/3.7\r\nHost: localhost\r\n\r\n",
    "JSON": b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n\r\n\r\n',
    "zero bytes": b"\0" * 100 + b"\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + b"\0" * 100,
    "a space before the colon": request(fields={"X-A ": "b"}),
    "a field without a colon": b"GET /mcp HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n",
    "a NUL byte in a field": request(fields={"X-A": "a\0b"}),
    "a line break in a field": b"GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: a\rb\r\n\r\n",
    "a space in the target": b"GET /mcp x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a length of -1": request("POST", fields={"Content-Length": "-1"}),
    "a length of +2": request("POST", fields={"Content-Length": "+2"}) + b"{}",
    "a length of 0x2": request("POST", fields={"Content-Length": "0x2"}) + b"{}",
    "a length in words": request("POST", fields={"Content-Length": "two"}) + b"{}",
    "a length and a comma": request("POST", fields={"Content-Length": "2, 3"}) + b"{}",
    "two lengths": request("POST", fields={"Content-Length": ["2", "3"]}) + b"{}{",
    "the same length twice": request("POST", fields={"Content-Length": ["2", "2"]}) + b"{}",
    "a field that goes on in the next line":
        b"GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n b\r\n\r\n",
    "chunks in HTTP/1.0": b"POST /mcp HTTP/1.0\r\nHost: localhost\r\n"
                          b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a length and chunks": request("POST", fields={
        "Content-Length": "4", "Transfer-Encoding": "chunked"}) + b"0\r\n\r\n",
    "chunks and a length": request("POST", fields={
        "Transfer-Encoding": "chunked", "Content-Length": "4"}) + b"0\r\n\r\n",
    "a chunk of more than there is": request("POST", fields={
        "Transfer-Encoding": "chunked"}) + b"FFFFFFFFFFFFFFFFF\r\nx",
    "a chunk's length in words": request("POST", fields={
        "Transfer-Encoding": "chunked"}) + b"two\r\nab\r\n0\r\n\r\n",
    "a chunk without its end": request("POST", fields={
        "Transfer-Encoding": "chunked"}) + b"2\r\nabcd\r\n0\r\n\r\n",
}


def malformed(checks, server):
    for name, data in NOT_HTTP.items():
        with Connection(server) as connection:
            try:
                connection.send(data)
                answer = connection.answer()
                checks.check(f"{name}: refused", answer.status in (400, 413, 505), answer)
            except Closed:
                checks.check(f"{name}: an answer", False, "the connection ended without one")
                continue
            checks.check(f"{name}: the connection ends", connection.is_ended())
    checks.check("the server serves on", is_served(server))


def smuggling(checks, server):
    """Nothing of a refused request, nor what lies behind it, is taken for another request."""
    hidden = modern_tool("create_episode", task_description="hidden", domain="d",
                         task_type="other")
    for name, fields in {"both lengths": {"Content-Length": "4", "Transfer-Encoding": "chunked"},
                         "two lengths": {"Content-Length": ["4", "5"]},
                         "an unknown coding": {"Transfer-Encoding": "xchunked"},
                         "no coding": {"Transfer-Encoding": "identity"},
                         "chunked twice": {"Transfer-Encoding": "chunked, chunked"},
                         "chunked and another after it": {"Transfer-Encoding": "chunked, gzip"},
                         "chunked and then not": {"Transfer-Encoding": ["chunked", "identity"]},
                         }.items():
        for body in (b"", b"0\r\n\r\n"):
            with Connection(server) as connection:
                head = request("POST", fields={"Content-Type": "application/json", **fields})
                connection.send(head + body + hidden + request(fields={"Connection": "close"}))
                answers = connection.rest()
            checks.check(f"{name}, a body of {len(body)} bytes: one answer, a refusal",
                         answers.count(b"HTTP/1.1 ") == 1 and answers[9:10] in b"45", answers[:80])
    total = ask(server, modern_tool("get_metrics", metric_type="episodes")).json()
    checks.equal("nothing hidden ran",
                 total["result"]["structuredContent"]["episodes"]["total"], 0)


def not_mcp(checks, server):
    for name, body, code in (("not JSON", b"{", -32700), ("nothing", b"", -32700),
                             ("NaN", b"NaN", -32700), ("a number", b"1", -32600),
                             ("an array", b"[]", -32600), ("no method", b'{"id":1}', -32600)):
        answer = ask(server, post(body, MCP_Protocol_Version="2026-07-28", Mcp_Method="x"))
        checks.equal(f"a body of {name}: 400", answer.status, 400)
        checks.equal(f"a body of {name}: {code}", answer.json()["error"]["code"], code)
    for name, fields, code in (
            ("no revision", {"MCP_Protocol_Version": None}, -32020),
            ("another revision", {"MCP_Protocol_Version": "2025-11-25"}, -32020),
            ("no method", {"Mcp_Method": None}, -32020),
            ("another method", {"Mcp_Method": "tools/call"}, -32020),
            ("two methods", {"Mcp_Method": ["tools/list", "tools/call"]}, -32020)):
        answer = ask(server, modern_post(*LIST, **fields))
        checks.equal(f"{name} among the fields: 400", answer.status, 400)
        checks.equal(f"{name} among the fields: {code}",
                     answer.json().get("error", {}).get("code"), code)
    call = {"name": "health_check", "arguments": {}}
    for name, status in (("get_episode", 400), (None, 400), ("=?base64?%%%?=", 400),
                         ("=?base64?aGVhbHRoX2NoZWNr?=", 200), ("health_check", 200)):
        answer = ask(server, modern_post("tools/call", call, Mcp_Name=name))
        checks.equal(f"Mcp-Name {name}: {status}", answer.status, status)
    checks.equal("an unknown method: 404", ask(server, modern_post("no/such")).status, 404)
    unknown = modern_message("tools/list")
    unknown["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2099-01-01"
    answer = ask(server, post(unknown, MCP_Protocol_Version="2099-01-01", Mcp_Method="tools/list"))
    checks.equal("an unknown revision: 400", answer.status, 400)
    checks.equal("an unknown revision: -32022", answer.json()["error"]["code"], -32022)


if __name__ == "__main__":
    sys.exit(run([refused_hosts, taken_hosts, origins, methods_and_paths, types, sizes, malformed,
                  smuggling, not_mcp], alone=[named_hosts_and_origins]))
