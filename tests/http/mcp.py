"""MCP over HTTP in both eras: what is sent, and what came back."""
import json

from wire import Connection, request

MODERN = "2026-07-28"
LEGACY = "2025-11-25"
BOTH_TYPES = "application/json, text/event-stream"

LONG_LOOP = "let n = 0; while (true) { n += 1; }"


VERSION = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"

# The parameter that the field Mcp-Name repeats.
NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri",
            "tasks/get": "taskId", "tasks/update": "taskId", "tasks/cancel": "taskId"}


def modern_message(method, params=None, request_id=1, progress=None, meta=None):
    """`meta` is what `_meta` has besides, or instead."""
    told = {VERSION: MODERN, CAPABILITIES: {}, **(meta or {})}
    if progress is not None:
        told["progressToken"] = progress
    return {"jsonrpc": "2.0", "id": request_id, "method": method,
            "params": {**(params or {}), "_meta": told}}


def post(message, **fields):
    """A POST of any message, as bytes. Field names are written with _ for -."""
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    return request("POST", "/mcp", {
        "Content-Type": "application/json", "Accept": BOTH_TYPES,
        **{name.replace("_", "-"): value for name, value in fields.items()}}, data)


def modern_post(method, params=None, request_id=1, progress=None, meta=None, **fields):
    """A request of 2026-07-28 with the fields that repeat its body."""
    told = {"MCP_Protocol_Version": MODERN, "Mcp_Method": method}
    if method in NAMED_BY:
        told["Mcp_Name"] = params[NAMED_BY[method]]
    return post(modern_message(method, params, request_id, progress, meta), **{**told, **fields})


def call(name, **arguments):
    return {"name": name, "arguments": arguments}


def modern_tool(name, /, request_id=1, **arguments):
    """A tool call of 2026-07-28, as bytes."""
    return modern_post("tools/call", call(name, **arguments), request_id)


def ask(server, data, **named):
    """Sends bytes on a connection of their own, and returns the answer."""
    with Connection(server, **named) as connection:
        connection.send(data)
        return connection.answer()


def tool(server, name, /, **arguments):
    """Calls a tool that has to succeed, and returns its data."""
    result = ask(server, modern_tool(name, **arguments)).json()["result"]
    assert not result.get("isError"), result
    return result["structuredContent"]


def new_episode(text):
    return {"task_description": text, "domain": "d", "task_type": "other"}


def is_served(server):
    answer = ask(server, modern_tool("get_metrics", metric_type="system"))
    return answer.status == 200 and "result" in answer.json()


def running(server):
    """How many executions of code run or wait."""
    sandbox = tool(server, "get_metrics")["sandbox"]
    return sandbox["active"] + sandbox["queued"]


class Session:
    """A session of an older revision; each request goes over a connection of its own."""

    def __init__(self, server, revision=LEGACY, is_ready=True):
        self.server, self.revision = server, revision
        reply = ask(server, post(initialize(revision)))
        assert reply.status == 200, reply
        self.id = reply.fields["mcp-session-id"]
        self.result = reply.json()["result"]
        if is_ready:
            assert self.post({"jsonrpc": "2.0",
                              "method": "notifications/initialized"}).status == 202

    def fields(self, **changes):
        return {"Mcp_Session_Id": self.id, "MCP_Protocol_Version": self.revision, **changes}

    def bytes_of(self, message, **changes):
        return post(message, **self.fields(**changes))

    def post(self, message, **changes):
        return ask(self.server, self.bytes_of(message, **changes))

    def call(self, method, params=None, request_id=1):
        return self.post(legacy_message(method, params, request_id))

    def get(self, **changes):
        """Opens a stream with GET; returns (connection, head)."""
        connection = Connection(self.server)
        fields = {name.replace("_", "-"): value for name, value in self.fields(**changes).items()}
        connection.send(request("GET", "/mcp", {"Accept": "text/event-stream", **fields}))
        return connection, connection.head()

    def end(self):
        fields = {name.replace("_", "-"): value for name, value in self.fields().items()}
        return ask(self.server, request("DELETE", "/mcp", fields))


def initialize(revision=LEGACY):
    return legacy_message("initialize", {"protocolVersion": revision, "capabilities": {},
                                         "clientInfo": {"name": "test", "version": "1"}}, 0)


def legacy_message(method, params=None, request_id=1):
    message = {"jsonrpc": "2.0", "id": request_id, "method": method}
    return message if params is None else {**message, "params": params}
