#!/usr/bin/env python3
"""What the server offers to clients of 2026-07-28: its lists, the schemas of its tools, and what
can be read by a URI, is the same for everybody, sound, and nothing else."""
import hashlib
import json
import re
import sys

from http_server import HttpServer
from mcp import (CAPABILITIES, Session, ask, call, is_served, legacy_message, modern_post,
                 modern_tool, new_episode, tool)
from scripts import run
from wire import Connection

LISTS = {"tools/list": "tools", "prompts/list": "prompts", "resources/list": "resources",
         "resources/templates/list": "resourceTemplates"}
# An absolute URI of RFC 3986, as far as one pattern tells.
URI = re.compile(r"[a-z][a-z0-9+.-]*:(//)?([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
NOT_THERE = ("memory://episodes/00000000-0000-4000-8000-000000000000", "memory://nothing",
             "memory://", "file:///etc/passwd", "file://localhost/etc/passwd", "/etc/passwd",
             "../memory.db",
             "memory://episodes/../../memory.db", "memory://episodes/%2e%2e%2fmemory.db",
             "skill://default/../../etc/passwd", "https://example.org/", "http://127.0.0.1/",
             "memory://stats#x", "MEMORY://stats", " memory://stats", "memory://stats\0", "")


def offered(server, method, **named):
    return ask(server, modern_post(method, **named)).json()["result"]


def whole_list(server, method):
    """All pages of a list, and what each of them says about being kept."""
    entries, kept, cursor = [], [], {}
    while True:
        page = ask(server, modern_post(method, cursor)).json()["result"]
        entries += page[LISTS[method]]
        kept.append((page["ttlMs"], page["cacheScope"]))
        if "nextCursor" not in page:
            return entries, kept
        cursor = {"cursor": page["nextCursor"]}


def use_it_all(server):
    """Everything that one client may do besides."""
    episode = tool(server, "create_episode", **new_episode("something"))["episode_id"]
    for data in (modern_post("resources/read", {"uri": f"memory://episodes/{episode}"}),
                 modern_post("prompts/get", {"name": "recall-first", "arguments": {"task": "t"}}),
                 modern_post("tools/list", {"lazy": True}),
                 modern_tool("find_tools", query="delete"),
                 modern_post("tools/describe", {"name": "record_feedback"})):
        assert "result" in ask(server, data).json()
    session = Session(server, "2025-06-18")
    session.call("tools/call", call("get_metrics"))


def lists_stay_the_same(checks, server):
    before = {method: offered(server, method) for method in (*LISTS, "server/discover")}
    with Connection(server) as connection:
        connection.send(modern_post("subscriptions/listen", {"notifications": {
            "toolsListChanged": True, "resourceSubscriptions": ["memory://stats"]}}))
        connection.head()
        use_it_all(server)
        rich = {CAPABILITIES: {"elicitation": {}, "sampling": {}, "roots": {}, "extensions": {
            "io.modelcontextprotocol/tasks": {}}},
                "io.modelcontextprotocol/clientInfo": {"name": "another", "version": "9"}}
        for method, first in before.items():
            checks.check(f"{method}: there is something", first, first)
            checks.check(f"{method}: on another connection, after all kinds of use, the same",
                         offered(server, method) == first)
            checks.check(f"{method}: for a client that can more, the same",
                         offered(server, method, meta=rich) == first)
    session = Session(server)
    for method, member in LISTS.items():
        older = session.post(legacy_message(method)).json()["result"][member]
        checks.check(f"{method}: in a session the same", older == before[method][member])


def hints_for_caches(checks, server):
    episode = tool(server, "create_episode", **new_episode("kept"))["episode_id"]
    for name, result in {
            "server/discover": offered(server, "server/discover"),
            **{f"resources/read {uri}": ask(server, modern_post(
                "resources/read", {"uri": uri})).json()["result"]
               for uri in ("memory://stats", "memory://sdk.d.ts", f"memory://episodes/{episode}")}
            }.items():
        checks.check(f"{name}: for how long, in whole milliseconds, and for whom",
                     type(result["ttlMs"]) is int and result["ttlMs"] >= 0
                     and result["cacheScope"] in ("public", "private"), result)
    for method in LISTS:
        _, kept = whole_list(server, method)
        checks.check(f"{method}: each page says for how long, and all of them for whom",
                     all(type(ttl) is int and ttl >= 0 for ttl, _ in kept)
                     and len({scope for _, scope in kept}) == 1
                     and kept[0][1] in ("public", "private"), kept)
    private = ask(server, modern_post("resources/read", {"uri": "memory://stats"})).json()
    checks.equal("what is in the memory is for its reader alone",
                 private["result"]["cacheScope"], "private")


def parts_of(schema, path=()):
    """Every object in a schema, with the way that leads to it."""
    if isinstance(schema, dict):
        yield path, schema
    inside = schema.items() if isinstance(schema, dict) else enumerate(schema)
    for name, part in inside:
        if isinstance(part, (dict, list)):
            yield from parts_of(part, (*path, name))


def is_reachable(path):
    """Whether it leads from property to property and through nothing else."""
    return len(path) % 2 == 0 and set(path[::2]) == {"properties"}


def check_schemas(checks, tools):
    """Returns how many arguments are repeated in fields."""
    repeated = 0
    for one in tools:
        name, schema = one["name"], one["inputSchema"]
        checks.equal(f"{name}: its arguments are an object", schema["type"], "object")
        parts = [*parts_of(schema), *parts_of(one.get("outputSchema", {}))]
        refs = [part["$ref"] for _, part in parts if isinstance(part.get("$ref"), str)]
        checks.equal(f"{name}: its schemas lead nowhere else",
                     [ref for ref in refs if not ref.startswith("#")], [])
        told = [(path, part) for path, part in parts if "x-mcp-header" in part]
        fields = [part["x-mcp-header"] for _, part in told]
        repeated += len(fields)
        checks.check(f"{name}: its fields have names, each another",
                     all(TOKEN.fullmatch(field) for field in fields)
                     and len({field.lower() for field in fields}) == len(fields), fields)
        checks.check(f"{name}: of arguments that are text, integers or truths, by properties alone",
                     all(part["type"] in ("string", "integer", "boolean") and is_reachable(path)
                         for path, part in told), told)
    return repeated


def schemas_of_tools(checks, server):
    tools, _ = whole_list(server, "tools/list")
    names = [one["name"] for one in tools] + ["record_feedback"]  # which is not listed
    described = ask(server, modern_post("tools/describe_batch", {"names": names})).json()["result"]
    checks.equal("every tool is described", [one["name"] for one in described["tools"]], names)
    checks.equal("no argument is repeated in a field", check_schemas(checks, described["tools"]), 0)


def fields_of_tools(checks, scratch):
    """The one argument that a field repeats is of the tools for the official suite."""
    with HttpServer(scratch, "--conformance") as server:
        tools, _ = whole_list(server, "tools/list")
        checks.equal("one argument is repeated in a field", check_schemas(checks, tools), 1)
        server.stop()


def read(server, uri):
    contents = ask(server, modern_post("resources/read", {"uri": uri})).json()["result"]["contents"]
    return contents[0]["text"].encode()


def files_below(server, folder):
    """The URIs of the files in a folder of a skill and in the folders in it."""
    listed = ask(server, modern_post("resources/directory/read", {"uri": folder})).json()
    for child in listed["result"]["resources"]:
        if child["mimeType"] == "inode/directory":
            yield from files_below(server, child["uri"])
        else:
            yield child["uri"]


def folders_of_skills(checks, scratch):
    """What is listed of a skill is what is found by walking through it, byte by byte."""
    with HttpServer(scratch, "--conformance") as server:
        skills = ask(server, modern_post("skills/list")).json()["result"]["skills"]
        checks.check("there are skills, with folders in them",
                     any(one["uri"].count("/") < max(file["uri"].count("/")
                         for file in one["resources"]) for one in skills), skills)
        for one in skills:
            root = one["uri"].removesuffix("/SKILL.md")
            told = {file["uri"]: (file["size"], file["digest"]) for file in one["resources"]}
            checks.equal(f"{root}: no file is listed twice", len(told), len(one["resources"]))
            found = list(files_below(server, root))
            checks.equal(f"{root}: all files are found, each once", sorted(found), sorted(told))
            for uri in found:
                data = read(server, uri)
                checks.equal(f"{uri}: has its size and digest", told[uri],
                             (len(data), "sha256:" + hashlib.sha256(data).hexdigest()))
            again = ask(server, modern_post("skills/get", {"uri": one["uri"]})).json()
            checks.equal(f"{root}: alone it is told as in the list", again["result"]["skill"], one)
        server.stop()


def uris(checks, server):
    for method in ("resources/list", "resources/templates/list"):
        for one in whole_list(server, method)[0]:
            uri = one.get("uri") or re.sub(r"\{\w+\}", "x", one["uriTemplate"])
            checks.check(f"{uri} is a URI", URI.fullmatch(uri), uri)
            checks.check(f"{uri} is none of a file", not uri.startswith("file:"))


def unknown_uris(checks, server):
    for uri in NOT_THERE:
        # A field cannot hold each of them as it is; without the body's word for it nothing is read.
        field = uri if uri.isprintable() and uri == uri.strip() else None
        answer = ask(server, modern_post("resources/read", {"uri": uri}, Mcp_Name=field))
        told = answer.json()
        expected = -32602 if field is not None else -32020
        checks.equal(f"{uri!r}: {expected}, and no contents",
                     (told.get("error", {}).get("code"), "result" in told), (expected, False))
        checks.check(f"{uri!r}: nothing of a file is told", "root:" not in json.dumps(told))
    for uri in (7, None, [], {}):
        told = ask(server, modern_post("resources/read", {"uri": uri}, Mcp_Name=None)).json()
        checks.equal(f"{uri!r} for a URI: -32602", told["error"]["code"], -32602)
    checks.check("the server serves on", is_served(server))


def logs(checks, server):
    told = offered(server, "server/discover")["capabilities"]
    checks.check("nobody is promised messages of the log", "logging" not in told, told)
    for level in ("debug", "emergency"):
        answer = ask(server, modern_post("tools/call", call("create_episode", **new_episode("l")),
                                         meta={"io.modelcontextprotocol/logLevel": level}))
        checks.equal(f"who wants them from {level} on gets its answer alone",
                     (answer.status, answer.fields["content-type"]), (200, "application/json"))


if __name__ == "__main__":
    sys.exit(run([lists_stay_the_same, hints_for_caches, schemas_of_tools, uris, unknown_uris,
                  logs], alone=[fields_of_tools, folders_of_skills]))
