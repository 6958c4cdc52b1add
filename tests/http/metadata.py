#!/usr/bin/env python3
"""What each request of 2026-07-28 says about itself, in its body and in its header fields, and what
is answered when it says too little, something else, or something unheard of."""
import base64
import json
import re
import sys

from mcp import (CAPABILITIES, LEGACY, MODERN, NAMED_BY, VERSION, Session, ask, call, legacy_message,
                 modern_message, modern_post, post)
from scripts import run
from wire import Connection

LISTS = ("server/discover", "tools/list", "prompts/list", "resources/list",
         "resources/templates/list", "skills/list")
EVERY_METHOD = (*LISTS, *NAMED_BY, "completion/complete", "subscriptions/listen", "skills/get",
                "resources/directory/read")
# Gone since 2025-11-25, or never heard of.
UNKNOWN_METHODS = ("initialize", "ping", "logging/setLevel", "resources/subscribe",
                   "resources/unsubscribe", "tasks/result", "tasks/list", "elicitation/create",
                   "sampling/createMessage", "roots/list", "no/such", "tools/List", "")
# What a call would need of its client: (tool, capability, method of the question).
ASKING = (("test_input_required_result_elicitation", "elicitation", "elicitation/create"),
          ("test_input_required_result_sampling", "sampling", "sampling/createMessage"),
          ("test_input_required_result_list_roots", "roots", "roots/list"))
NAMED = (("tools/call", "test_simple_text"), ("prompts/get", "test_simple_prompt"),
         ("resources/read", "test://static-text"))
RESERVED = ("progressToken", "traceparent", "tracestate", "baggage",
            "io.modelcontextprotocol/clientInfo", "io.modelcontextprotocol/subscriptionId",
            "io.modelcontextprotocol/serverInfo", "io.modelcontextprotocol/unheard-of",
            "dev.mcp/x", "example.org/x", "")
# Left to implementations before there was a rule, or reserved for codes that nobody has defined.
UNUSED_CODES = {*range(-32019, -31999), *range(-32099, -32022), -32042, -32002}
KEY = re.compile(r"(?P<prefix>[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?"
                 r"(\.[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)*/)?"
                 r"([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?")


def refused(checks, name, answer, status, code, request_id=1):
    """A refusal by this status and code, under the id of the request."""
    told = answer.json()
    checks.equal(f"{name}: {status} and {code}, under its id",
                 (answer.status, told.get("error", {}).get("code"), told.get("id")),
                 (status, code, request_id))
    return told.get("error", {})


def encoded(text):
    return f"=?base64?{base64.b64encode(text.encode()).decode()}?="


# --- The body -----------------------------------------------------------------------------------

def missing_metadata(checks, server):
    for name, params in {
            "no params": None, "no _meta": {}, "a number for _meta": {"_meta": 7},
            "an empty _meta": {"_meta": {}}, "no capabilities": {"_meta": {VERSION: MODERN}},
            "no revision": {"_meta": {CAPABILITIES: {}}},
            "a number for the revision": {"_meta": {VERSION: 20260728, CAPABILITIES: {}}},
            "no object of capabilities": {"_meta": {VERSION: MODERN, CAPABILITIES: []}},
            "null for capabilities": {"_meta": {VERSION: MODERN, CAPABILITIES: None}}}.items():
        message = {"jsonrpc": "2.0", "id": name, "method": "tools/list"}
        if params is not None:
            message["params"] = params
        answer = ask(server, post(message, MCP_Protocol_Version=MODERN, Mcp_Method="tools/list"))
        refused(checks, name, answer, 400, -32602, name)
    for method in EVERY_METHOD:
        message = modern_message(method)
        del message["params"]["_meta"][CAPABILITIES]
        answer = ask(server, post(message, MCP_Protocol_Version=MODERN, Mcp_Method=method))
        refused(checks, f"{method} without capabilities", answer, 400, -32602)


def unknown_revisions(checks, server):
    for version in ("2099-01-01", "2025-11-25", "DRAFT-2026-v1", ""):
        for method in ("server/discover", "tools/list", "no/such"):
            answer = ask(server, modern_post(method, meta={VERSION: version},
                                             MCP_Protocol_Version=version))
            error = refused(checks, f"revision {version!r}, {method}", answer, 400, -32022)
            checks.equal(f"revision {version!r}, {method}: told what is spoken", error.get("data"),
                         {"supported": [MODERN], "requested": version})


def unknown_revisions_of_sessions(checks, server):
    session = Session(server)
    answer = session.post(legacy_message("tools/list"), MCP_Protocol_Version="1.0")
    checks.equal("a session's request in a revision that is none: 400", answer.status, 400)
    told = answer.json()["error"]["message"]
    checks.check("is told which field is wrong, and what is known",
                 "MCP-Protocol-Version" in told and LEGACY in told, told)


def unknown_methods(checks, server):
    for method in UNKNOWN_METHODS:
        refused(checks, f"method {method!r}", ask(server, modern_post(method)), 404, -32601)


def undeclared_capabilities(checks, server):
    """What was declared once counts for that request alone, also on the same connection."""
    with Connection(server) as connection:
        def asked(tool, capabilities):
            connection.send(modern_post("tools/call", call(tool),
                                        meta={CAPABILITIES: capabilities}))
            return connection.answer()

        for tool, capability, method in ASKING:
            error = refused(checks, f"{capability} not declared", asked(tool, {}), 400, -32021)
            checks.equal(f"{capability} not declared: told what is missing",
                         error["data"]["requiredCapabilities"], {capability: {}})
            result = asked(tool, {capability: {}}).json()["result"]
            checks.equal(f"{capability} declared: asked by it", (
                result["resultType"], {one["method"] for one in result["inputRequests"].values()}),
                ("input_required", {method}))
            refused(checks, f"{capability} no more declared", asked(tool, {}), 400, -32021)
        elicitation = ASKING[0][0]
        refused(checks, "elicitation by URL alone declared: no form is sent",
                asked(elicitation, {"elicitation": {"url": {}}}), 400, -32021)
        result = asked(elicitation, {"elicitation": {"form": {}}}).json()["result"]
        question = next(iter(result["inputRequests"].values()))["params"]
        checks.equal("a form says so, with a message and what is asked",
                     (question.get("mode", "form"), bool(question["message"]),
                      question["requestedSchema"]["type"]), ("form", True, "object"))


def request_ids(checks, server):
    for request_id in (0, -1, 7, "7", "", "ünïcödé \"\n", 9007199254740993, "x" * 1000):
        answer = ask(server, modern_post("tools/list", request_id=request_id)).json()
        checks.equal(f"id {str(request_id)[:20]!r} comes back", (answer["id"], type(answer["id"])),
                     (request_id, type(request_id)))
    for request_id in (None, 1.5, True, {}, [1]):
        message = modern_message("tools/list", request_id=request_id)
        answer = ask(server, post(message, MCP_Protocol_Version=MODERN, Mcp_Method="tools/list"))
        checks.equal(f"id {request_id!r}: 400 and -32600, under none",
                     (answer.status, answer.json()["error"]["code"], "id" in answer.json()),
                     (400, -32600, False))


def reserved_values(checks, server):
    """Whatever stands under the keys of the protocol that a request need not have: it is served."""
    for key in RESERVED:
        for value in (7, 1.5, "x", None, True, [], {"a": {}}, "\u0000\n" * 100):
            answer = ask(server, modern_post("tools/call", call("test_simple_text"),
                                             meta={key: value}))
            if answer.status != 200 or "result" not in answer.json():
                checks.check(f"_meta {key!r}: {value!r} is served", False, answer)
                return
        checks.check(f"_meta {key!r} may be anything", True)
    answer = ask(server, modern_post("tools/call", call("test_tool_with_progress"),
                                     meta={"progressToken": 1.5}))
    checks.equal("no progress is told for a token that is neither text nor an integer",
                 answer.fields["content-type"], "application/json")


def not_utf8(checks, server):
    body = json.dumps(modern_message("tools/call", call("test_simple_text", x="?"))).encode()
    for name, text in {"a lone byte": b"\xff", "an overlong slash": b"\xc0\xaf",
                       "half a surrogate pair": b"\xed\xa0\x80",
                       "half a letter": b"\xe2\x82"}.items():
        answer = ask(server, post(body.replace(b"?", text), MCP_Protocol_Version=MODERN,
                                  Mcp_Method="tools/call", Mcp_Name="test_simple_text"))
        checks.equal(f"{name}: 400 and -32700", (answer.status, answer.json()["error"]["code"]),
                     (400, -32700))


def notifications(checks, server):
    taken = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    for name, message, status in (
            ("cancelled", taken, 202),
            ("an unknown one", {"jsonrpc": "2.0", "method": "notifications/no_such"}, 202),
            ("a request without its id", {"jsonrpc": "2.0", "method": "tools/list"}, 202),
            ("of another JSON-RPC", {"jsonrpc": "1.0", "method": "notifications/x"}, 400),
            ("without a method", {"jsonrpc": "2.0"}, 400),
            ("with a number for it", {"jsonrpc": "2.0", "method": 7}, 400)):
        answer = ask(server, post(message, MCP_Protocol_Version=MODERN, Mcp_Method="x"))
        checks.equal(f"notification {name}: {status}", answer.status, status)
        if status == 202:
            checks.equal(f"notification {name}: no body", answer.body, b"")
        else:
            checks.check(f"notification {name}: what is wrong, and under no id",
                         "error" in answer.json() and "id" not in answer.json(), answer.body)
    refused_host = ask(server, post(taken, MCP_Protocol_Version=MODERN,
                                    Origin="http://evil.example.com"))
    checks.equal("notification of a foreign page: 403", refused_host.status, 403)


# --- The fields ---------------------------------------------------------------------------------

def names_in_fields(checks, server):
    for method, name in NAMED:
        params = {NAMED_BY[method]: name, "arguments": {}}
        for field, value in (("Mcp_Name", None), ("Mcp_Name", name + "x"), ("Mcp_Name", ""),
                             ("Mcp_Name", name.upper()), ("Mcp_Name", encoded(name + "x")),
                             ("Mcp_Name", "=?base64?%%%?="), ("Mcp_Name", encoded(name)[:-2]),
                             ("Mcp_Name", encoded(name).replace("base64", "BASE64")),
                             ("Mcp_Method", None), ("Mcp_Method", method.upper()),
                             ("Mcp_Method", "tools/list"), ("MCP_Protocol_Version", None),
                             ("MCP_Protocol_Version", "2025-11-25"),
                             ("MCP_Protocol_Version", "2099-01-01")):
            answer = ask(server, modern_post(method, params, "f", **{field: value}))
            refused(checks, f"{method}, {field} {value!r}", answer, 400, -32020, "f")
        for field, value in (("MCP_Protocol_Version", MODERN), ("Mcp_Method", method),
                             ("Mcp_Name", name)):
            answer = ask(server, modern_post(method, params, "f", **{field: [value, value]}))
            refused(checks, f"{method}, {field} twice", answer, 400, -32020, "f")
        beyond = modern_post(method, {**params, NAMED_BY[method]: name + "ü"}, "f")
        refused(checks, f"{method}, letters beyond ASCII as they are", ask(server, beyond),
                400, -32020, "f")
        for fields in ({}, {"Mcp_Name": encoded(name)}, {"Mcp_Name": f"  {name}\t"},
                       {"Mcp_Name": None, "mcp_name": name}, {"Mcp_Name": None, "MCP_NAME": name},
                       {"Mcp_Method": None, "mCP_mETHOD": method},
                       {"MCP_Protocol_Version": None, "mcp_protocol_version": MODERN}):
            answer = ask(server, modern_post(method, params, **fields))
            checks.check(f"{method}, {fields}: served", "result" in answer.json(), answer)


def parameters_in_fields(checks, server):
    """Mcp-Param-Region repeats the argument `region` of test_x_mcp_header."""
    def asked(arguments, **fields):
        return ask(server, modern_post("tools/call", call("test_x_mcp_header", **arguments),
                                       **fields))

    literal, wide = "=?base64?literal?=", " ü\n "
    for name, arguments, fields in (
            ("as it is", {"region": "eu"}, {"Mcp_Param_Region": "eu"}),
            ("in any case", {"region": "eu"}, {"mcp_param_REGION": "eu"}),
            ("encoded", {"region": "eu"}, {"Mcp_Param_Region": encoded("eu")}),
            ("what only fits encoded", {"region": wide}, {"Mcp_Param_Region": encoded(wide)}),
            ("what looks encoded", {"region": literal}, {"Mcp_Param_Region": encoded(literal)}),
            ("not there", {}, {}), ("null", {"region": None}, {}),
            ("a field of no argument", {"region": "eu"},
             {"Mcp_Param_Region": "eu", "Mcp_Param_Other": "x"})):
        answer = asked(arguments, **fields)
        checks.equal(f"argument {name}: served", (answer.status, "result" in answer.json()),
                     (200, True))
    for name, arguments, fields in (
            ("missing", {"region": "eu"}, {}),
            ("another", {"region": "eu"}, {"Mcp_Param_Region": "us"}),
            ("in another case", {"region": "eu"}, {"Mcp_Param_Region": "EU"}),
            ("encoded, another", {"region": "eu"}, {"Mcp_Param_Region": encoded("us")}),
            ("literal where encoded is meant", {"region": literal}, {"Mcp_Param_Region": literal}),
            ("no base64", {"region": "eu"}, {"Mcp_Param_Region": "=?base64?e*==?="}),
            ("half of base64", {"region": "eu"}, {"Mcp_Param_Region": "=?base64?ZX?="}),
            ("base64 of no text", {"region": "eu"}, {"Mcp_Param_Region": "=?base64?/w==?="}),
            ("with letters beyond ASCII", {"region": "ü"}, {"Mcp_Param_Region": "ü"}),
            ("twice", {"region": "eu"}, {"Mcp_Param_Region": ["eu", "us"]}),
            ("given for none", {}, {"Mcp_Param_Region": "eu"}),
            ("given for null", {"region": None}, {"Mcp_Param_Region": "null"})):
        refused(checks, f"field {name}", asked(arguments, **fields), 400, -32020)
    for byte in (b"\0", b"\x01", b"\x7f"):
        data = modern_post("tools/call", call("test_x_mcp_header", region="a" + byte.decode()),
                           Mcp_Param_Region="a?").replace(b"a?\r\n", b"a" + byte + b"\r\n")
        checks.equal(f"field with the byte {byte!r}: 400", ask(server, data).status, 400)


# --- All that is answered -----------------------------------------------------------------------

def every_answer(server):
    """The JSON of many answers, good and bad."""
    requests = [modern_post(method) for method in LISTS]
    requests += [modern_post(method, {NAMED_BY[method]: name}) for method, name in NAMED]
    requests += [modern_post(method, {member: "x"}) for method, member in NAMED_BY.items()]
    requests += [modern_post(method, {"uri": "test://static-text"})
                 for method in ("skills/get", "resources/directory/read", "completion/complete")]
    requests += [modern_post("tools/call", call(tool)) for tool, _, _ in ASKING]
    requests += [modern_post("tools/call", call("test_error_handling")),
                 modern_post("tools/call", {"name": "test_simple_text", "arguments": 7}),
                 modern_post("tools/list", {"cursor": "made up"}), modern_post("no/such"),
                 modern_post("tools/list", Mcp_Method="x"),
                 post(b"{", MCP_Protocol_Version=MODERN), post(b"[]", MCP_Protocol_Version=MODERN),
                 modern_post("tools/list", meta={VERSION: "2099-01-01"},
                             MCP_Protocol_Version="2099-01-01"),
                 modern_post("subscriptions/listen", {"notifications": 7})]
    return [ask(server, data).json() for data in requests]


def error_codes(checks, server):
    answers = every_answer(server)
    errors = [answer["error"] for answer in answers if "error" in answer]
    checks.check("there were many refusals, and answers too",
                 len(errors) > 10 and len(answers) - len(errors) > 5, len(errors))
    checks.check("each answer is a result or an error of JSON-RPC 2.0",
                 all(one["jsonrpc"] == "2.0" and ("result" in one) != ("error" in one)
                     for one in answers))
    checks.check("each error has a code, an integer, and a message",
                 all(type(one["code"]) is int and one["message"] for one in errors), errors)
    codes = {one["code"] for one in errors}
    checks.equal("no code is one that older revisions used, or that is reserved and undefined",
                 codes & UNUSED_CODES, set())
    checks.check("codes of every kind were seen",
                 {-32700, -32600, -32601, -32602, -32020, -32021, -32022} <= codes, codes)
    results = [answer["result"] for answer in answers if "result" in answer]
    checks.equal("each result says that it is complete",
                 {result["resultType"] for result in results}, {"complete"})


def keys_of_metadata(checks, server):
    found = set()

    def look_through(value):
        for name, inside in value.items() if isinstance(value, dict) else enumerate(value):
            if name == "_meta":
                found.update(inside)
            if isinstance(inside, (dict, list)):
                look_through(inside)

    look_through(every_answer(server))
    checks.check("there are keys in _meta", found)
    checks.equal("each key has the form of one",
                 [key for key in found if not KEY.fullmatch(key)], [])
    told = ask(server, modern_post("server/discover")).json()["result"]["capabilities"]
    checks.check("extensions are named", told["extensions"])
    checks.equal("each has the form of a key, and a prefix",
                 [key for key in told["extensions"]
                  if not (KEY.fullmatch(key) and KEY.fullmatch(key)["prefix"])], [])


if __name__ == "__main__":
    sys.exit(run([missing_metadata, unknown_revisions, unknown_revisions_of_sessions,
                  unknown_methods, undeclared_capabilities, request_ids, reserved_values, not_utf8, notifications, names_in_fields,
                  parameters_in_fields, error_codes, keys_of_metadata], options=["--conformance"]))
