#!/usr/bin/env python3
"""Traces by OTLP: a receiver of our own takes them, refuses them, or is not there."""
import http.server
import json
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "http"))
from http_server import PATIENCE_S, Checks, HttpServer, wait_until  # noqa: E402
from mcp import ask, call, modern_post, modern_tool, new_episode, tool  # noqa: E402
from wire import request  # noqa: E402

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


class Receiver:
    """Takes what comes at /v1/traces on a free port; answers with `status`."""

    def __init__(self):
        self.spans, self.resources, self.paths, self.status = [], [], [], 200
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.paths.append((self.path, self.headers["Content-Type"]))
                if receiver.status == 200:
                    for one in body["resourceSpans"]:
                        receiver.resources.append(one["resource"])
                        for scope in one["scopeSpans"]:
                            receiver.spans += scope["spans"]
                self.send_response(receiver.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def await_spans(self, count):
        assert wait_until(lambda: len(self.spans) >= count, PATIENCE_S), self.spans
        spans, self.spans = self.spans, []
        return spans

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def attributes(span):
    return {one["key"]: one["value"]["stringValue"] for one in span["attributes"]}


def metrics(server):
    text = ask(server, request("GET", "/metrics")).body.decode()
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def calls_and_transactions(checks, scratch):
    with Receiver() as receiver, HttpServer(scratch, "--otlp-endpoint", receiver.url) as server:
        tool(server, "create_episode", **new_episode("a traced task"))
        spans = receiver.await_spans(2)
        outer = [span for span in spans if span["name"] == "tools/call create_episode"]
        inner = [span for span in spans if span["name"] == "store write"]
        checks.equal("a call is one span of kind server",
                     [(span["kind"], "parentSpanId" in span) for span in outer], [(2, False)])
        checks.equal("with the tool's name", attributes(outer[0])["gen_ai.tool.name"],
                     "create_episode")
        checks.check("the write stands below it", inner and all(
            (span["traceId"], span["parentSpanId"]) == (outer[0]["traceId"], outer[0]["spanId"])
            for span in inner), spans)
        checks.check("and within its time", all(
            int(outer[0]["startTimeUnixNano"]) <= int(span["startTimeUnixNano"]) and
            int(span["endTimeUnixNano"]) <= int(outer[0]["endTimeUnixNano"]) for span in inner),
            spans)
        checks.check("no text of the task is in it", "a traced task" not in json.dumps(spans))
        checks.equal("at the place and in the form of OTLP", receiver.paths[0],
                     ("/v1/traces", "application/json"))
        checks.check("the server names itself", "memory-mcp" in json.dumps(receiver.resources[0]))

        ask(server, modern_tool("get_episode", episode_id="01900000-0000-7000-8000-000000000000"))
        failed = [span for span in receiver.await_spans(2)
                  if span["name"] == "tools/call get_episode"]
        checks.equal("a call that fails says so", (failed[0]["status"]["code"],
                                                   attributes(failed[0])["error.type"]),
                     (2, "not_found"))


def parents(checks, scratch):
    named = call("get_metrics", metric_type="system")
    asked = {
        "_meta": modern_post("tools/call", named, meta={"traceparent": TRACEPARENT}),
        "the header": modern_post("tools/call", named, traceparent=TRACEPARENT),
        "_meta before the header": modern_post(
            "tools/call", named, meta={"traceparent": TRACEPARENT},
            traceparent=f"00-{'1' * 32}-{'2' * 16}-01")}
    with Receiver() as receiver, HttpServer(scratch, "--otlp-endpoint", receiver.url) as server:
        for name, data in asked.items():
            assert ask(server, data).status == 200
            span = receiver.await_spans(1)[0]
            checks.equal(f"{name} is the parent", (span["traceId"], span["parentSpanId"]),
                         (TRACE, PARENT))
        ask(server, modern_post("tools/call", named, traceparent="00-nonsense-01"))
        checks.check("what is none begins a trace of its own",
                     "parentSpanId" not in receiver.await_spans(1)[0])


def losses(checks, scratch):
    with Receiver() as receiver, HttpServer(scratch, "--otlp-endpoint", receiver.url) as server:
        receiver.status = 503
        tool(server, "get_metrics", metric_type="system")
        dropped = 'memory_mcp_spans_dropped_total{reason="not_taken"}'
        checks.check("what the receiver refuses is counted",
                     wait_until(lambda: float(metrics(server)[dropped]) > 0, PATIENCE_S))
        receiver.status = 200
        tool(server, "get_metrics", metric_type="system")
        receiver.await_spans(1)
        checks.check("what it takes is, too",
                     wait_until(lambda: float(metrics(server)["memory_mcp_spans_sent_total"]) > 0))
        checks.equal("it is said once", server.log().count("traces_not_sent"), 1)
    with HttpServer(scratch, "--otlp-endpoint", "http://127.0.0.1:1") as server:
        tool(server, "create_episode", **new_episode("nobody listens"))
        checks.check("without a receiver calls go on", True)
        server.terminate()
        checks.equal("and the server ends", server.wait(), 0)


def at_the_end(checks, scratch):
    with Receiver() as receiver, HttpServer(scratch, "--otlp-endpoint", receiver.url) as server:
        tool(server, "get_metrics", metric_type="system")
        server.terminate()
        checks.equal("the server ends", server.wait(), 0)
        checks.check("and has sent what waited", len(receiver.spans) >= 1, receiver.spans)


def off_by_default(checks, scratch):
    with HttpServer(scratch) as server:
        tool(server, "get_metrics", metric_type="system")
        checks.equal("nothing is sent", metrics(server)["memory_mcp_spans_sent_total"], "0")


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in (calls_and_transactions, parents, losses, at_the_end, off_by_default):
            checks.group(part, checks, Path(scratch) / part.__name__)
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
