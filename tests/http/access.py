#!/usr/bin/env python3
"""Who is let in over HTTP, and to what: tokens good and bad, as headers and elsewhere; scopes,
namespaces, and what belongs to other callers. The authorization server is the openssl program."""
import base64
import json
import re
import shutil
import subprocess
import sys
import time

from http_server import PATIENCE_S, SKIPPED, HttpServer
from mcp import (CAPABILITIES, LONG_LOOP, ask, call, modern_post, modern_tool, new_episode, post)
from scripts import run
from tokens import bearer, static_token
from wire import Connection, request

ISSUER = "https://issuer.example/"
SCOPES = ("read", "write", "execute", "admin")
IMPLIED = {"read": {"read"}, "write": {"read", "write"}, "execute": {"execute"},
           "admin": set(SCOPES)}
# A call that needs each scope, and changes nothing.
NEEDS = {"read": call("get_metrics"), "write": call("test_embeddings"),
         "execute": call("execute_agent_code", code="1", context={"task": "t", "input": 0}),
         "admin": call("configure_embeddings", provider="builtin")}
TASKS = "io.modelcontextprotocol/tasks"
METADATA = "/.well-known/oauth-protected-resource"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*words, data=None):
    return subprocess.run(["openssl", *words], input=data, check=True, capture_output=True,
                          timeout=PATIENCE_S).stdout


class Issuer:
    """An authorization server: its key, and the tokens that it signs."""

    def __init__(self, folder, name):
        self.key = folder / f"{name}.pem"
        openssl("genrsa", "-out", str(self.key), "2048")
        modulus = openssl("rsa", "-in", str(self.key), "-noout", "-modulus").split(b"=")[1].strip()
        self.jwks = folder / f"{name}.json"
        self.jwks.write_text(json.dumps({"keys": [{
            "kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256", "e": "AQAB",
            "n": base64url(bytes.fromhex(modulus.decode()))}]}), encoding="ascii")

    def token(self, header=None, signature=None, **claims):
        head = {"alg": "RS256", "typ": "at+jwt", "kid": "k", **(header or {})}
        text = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
        if signature is None:
            signature = openssl("dgst", "-sha256", "-sign", str(self.key), data=text.encode())
        return f"{text}.{base64url(signature)}"

    def good(self, server, **claims):
        return self.token(**{"iss": ISSUER, "aud": server.url, "sub": "ann", "scope": "read write",
                             "exp": int(time.time()) + 600, **claims})


def challenge(answer):
    """The parameters of WWW-Authenticate: Bearer."""
    field = answer.fields.get("www-authenticate", "")
    return dict(re.findall(r'(\w+)="([^"]*)"', field)) if field.startswith("Bearer ") else {}


def listed(answer):
    return answer.status == 200 and "tools" in answer.json().get("result", {})


def episodes(server, token):
    answer = ask(server, modern_post("tools/call", call("get_metrics"), **bearer(token))).json()
    return answer["result"]["structuredContent"]["episodes"]["total"]


# --- Tokens -------------------------------------------------------------------------------------

def without_a_token(checks, server, _issuer):
    for name, data in {"a call": modern_tool("get_metrics"), "GET": request(),
                       "DELETE": request("DELETE"), "/readyz": request("GET", "/readyz"),
                       "/metrics": request("GET", "/metrics"), "not JSON": post(b"{"),
                       "initialize": post({"jsonrpc": "2.0", "id": 1, "method": "initialize"}),
                       "another scheme": modern_post("tools/list", Authorization="Basic YTpi")
                       }.items():
        answer = ask(server, data)
        told = challenge(answer)
        checks.equal(f"{name} without a token: 401", answer.status, 401)
        checks.equal(f"{name}: is told where to learn whom to ask, and for what",
                     (told.get("resource_metadata"), told.get("scope"), told.get("error")),
                     (f"http://localhost:{server.port}{METADATA}/mcp", "read write", None))
        checks.check(f"{name}: and nothing of the memory", b"result" not in answer.body)


def metadata(checks, server, _issuer):
    for path in (METADATA + "/mcp", METADATA):
        answer = ask(server, request("GET", path))
        checks.equal(f"{path}: for everybody, as JSON",
                     (answer.status, answer.fields["content-type"]), (200, "application/json"))
        told = answer.json()
        checks.equal(f"{path}: names the server, and who gives tokens",
                     (told["resource"], told["authorization_servers"]), (server.url, [ISSUER]))
        checks.equal(f"{path}: and how they are sent", told["bearer_methods_supported"], ["header"])
        checks.check(f"{path}: asks for no offline access",
                     "offline_access" not in told["scopes_supported"], told)


def good_tokens(checks, server, issuer):
    both = ["https://other.example/mcp", server.url]
    for name, claims in {"for it": {}, "for another server, too": {"aud": both},
                         "with scp": {"scope": None, "scp": ["read"]},
                         "with scopes of others": {"scope": "read mail:send"}}.items():
        claims = {key: value for key, value in {"scope": "read write", **claims}.items()
                  if value is not None}
        token = issuer.good(server, **claims)
        checks.check(f"a token {name} is good",
                     listed(ask(server, modern_post("tools/list", **bearer(token)))))


def bad_tokens(checks, server, issuer, stranger):
    now, good = int(time.time()), issuer.good(server)
    head, claims, signature = good.split(".")
    elevated = base64url(json.dumps({"iss": ISSUER, "aud": server.url, "sub": "ann",
                                     "scope": "admin", "exp": now + 600}).encode())
    before = episodes(server, good)
    for name, token in {
            "for another server": issuer.good(server, aud="https://other.example/mcp"),
            "for a part of its name": issuer.good(server, aud=server.url[:-1]),
            "for nobody": issuer.good(server, aud=[]),
            "expired": issuer.good(server, exp=now - 600),
            "that never expires": issuer.good(server, exp=None),
            "not yet valid": issuer.good(server, nbf=now + 600),
            "of another issuer": issuer.good(server, iss="https://other.example/"),
            "of a stranger's key": stranger.good(server),
            "not signed": issuer.token({"alg": "none"}, b"", iss=ISSUER, aud=server.url, sub="a",
                                       exp=now + 600, scope="admin"),
            "signed by nothing": f"{head}.{claims}.",
            "changed": f"{head}.{elevated}.{signature}",
            "opaque": "abcdef", "static, but not known": "mmcp_" + "A" * 43}.items():
        create = call("create_episode", **new_episode("bad"))
        answer = ask(server, modern_post("tools/call", create, **bearer(token)))
        checks.equal(f"a token {name}: 401, and said to be none",
                     (answer.status, challenge(answer).get("error")), (401, "invalid_token"))
        checks.check(f"a token {name}: is not repeated",
                     token not in answer.body.decode() and token not in str(answer.fields))
    checks.equal("nothing of it was done", episodes(server, good), before)


def malformed(checks, server, issuer):
    token = issuer.good(server)
    for name, value in {"no token": "Bearer", "two words": "Bearer a b", "a comma": "Bearer a,b",
                        "a quoted one": f'Bearer "{token}"'}.items():
        answer = ask(server, modern_post("tools/list", Authorization=value))
        checks.equal(f"{name}: 400", (answer.status, challenge(answer).get("error")),
                     (400, "invalid_request"))
    twice = ask(server, modern_post("tools/list", Authorization=2 * [f"Bearer {token}"]))
    checks.equal("two fields: 400", twice.status, 400)


def every_request(checks, server, issuer):
    """A token counts where it stands, for one request, and nowhere but in its field."""
    token = issuer.good(server)
    with Connection(server) as connection:
        for name, fields, status in (("with", bearer(token), 200), ("without", {}, 401),
                                     ("with again", bearer(token), 200), ("without", {}, 401)):
            connection.send(modern_post("tools/list", **fields))
            checks.equal(f"on one connection, {name} a token: {status}",
                         connection.answer().status, status)
    for name, data in {
            "in the target": modern_post("tools/list").replace(
                b"/mcp", f"/mcp?access_token={token}".encode(), 1),
            "in a cookie": modern_post("tools/list", Cookie=f"access_token={token}"),
            "in the body": modern_post("tools/list", {"access_token": token},
                                       meta={"authorization": f"Bearer {token}"})}.items():
        checks.equal(f"a token {name}: 401", ask(server, data).status, 401)


# --- What they allow ----------------------------------------------------------------------------

def scopes(checks, server, issuer):
    for given in SCOPES:
        token = issuer.good(server, scope=given, sub=given)
        for needed, wanted in NEEDS.items():
            answer = ask(server, modern_post("tools/call", wanted, **bearer(token)))
            if needed in IMPLIED[given]:
                checks.check(f"{given} is enough for what needs {needed}",
                             answer.status == 200 and "result" in answer.json(), answer)
                continue
            told = challenge(answer)
            checks.equal(f"{given} is not for what needs {needed}: 403, and what to ask for",
                         (answer.status, told.get("error"), needed in told.get("scope", "").split(),
                          "resource_metadata" in told), (403, "insufficient_scope", True, True))
    for uri in ("memory://stats", "memory://episodes/00000000-0000-4000-8000-000000000000"):
        token = issuer.good(server, scope="execute", sub="execute")
        answer = ask(server, modern_post("resources/read", {"uri": uri}, **bearer(token)))
        told = challenge(answer)
        checks.equal(f"execute is not for reading {uri}: 403, and what to ask for",
                     (answer.status, told.get("error"), "read" in told.get("scope", "").split()),
                     (403, "insufficient_scope", True))


def namespaces(checks, server, issuer):
    """What a token is not good for cannot be read, listed, guessed or completed by it."""
    owner = issuer.good(server, sub="owner", scope="read write")
    inside = issuer.good(server, sub="inside", scope="read write", namespaces=["team"])
    scopeless = issuer.good(server, sub="scopeless", scope="execute")
    secret = ask(server, modern_post("tools/call", call("create_episode", **{
        **new_episode("secret"), "domain": "secret"}), **bearer(owner))).json()
    episode = secret["result"]["structuredContent"]["episode_id"]
    completion = {"ref": {"type": "ref/prompt", "name": "plan-with-memory"},
                  "argument": {"name": "domain", "value": "sec"}}
    requests = {
        "a call": ("tools/call", call("get_episode", episode_id=episode)),
        "a search": ("tools/call", call("query_memory", query="secret")),
        "a batch": ("batch/execute", {"operations": [
            {"id": "a", "tool": "get_episode", "arguments": {"episode_id": episode}}]}),
        "a resource": ("resources/read", {"uri": f"memory://episodes/{episode}"}),
        "the stats": ("resources/read", {"uri": "memory://stats"}),
        "a completion": ("completion/complete", completion),
        "the skills": ("skills/list", None)}
    for name, (method, params) in requests.items():
        whole = ask(server, modern_post(method, params, **bearer(owner))).body
        if name not in ("the stats", "the skills"):
            checks.check(f"{name}: whose it is reads it", b"secret" in whole, whole[:200])
        for who, token in {"of another namespace": inside, "without the scope": scopeless}.items():
            answer = ask(server, modern_post(method, params, **bearer(token)))
            checks.check(f"{name}: a token {who} does not", b"secret" not in answer.body
                         and b'"total":1' not in answer.body, answer.body[:300])


def news_of_namespaces(checks, server, issuer):
    """Nobody is told that something changed which they may not read."""
    owner = issuer.good(server, sub="owner", scope="read write")
    uris = ["memory://stats", "memory://stats?namespace=secret"]
    listeners = {}
    for who, token in {"of another namespace": issuer.good(server, sub="i", namespaces=["team"]),
                       "without the scope": issuer.good(server, sub="s", scope="execute"),
                       "of the owner": owner}.items():
        listeners[who] = Connection(server)
        listeners[who].send(modern_post("subscriptions/listen", {"notifications": {
            "resourceSubscriptions": [*uris, "memory://stats?namespace=team"]}}, **bearer(token)))
        listeners[who].head()
        told = json.loads(listeners[who].event()["data"])["params"]["notifications"]
        may = {"of another namespace": {"memory://stats?namespace=team"},
               "without the scope": set(),
               "of the owner": {*uris, "memory://stats?namespace=team"}}[who]
        checks.equal(f"a token {who} is promised what it may read",
                     set(told.get("resourceSubscriptions", [])), may)
    for namespace in ("secret", "team"):
        ask(server, modern_post("tools/call", call("create_episode", namespace=namespace,
                                                   **new_episode("n")), **bearer(owner)))
    heard = json.loads(listeners["of another namespace"].event()["data"])["params"]["uri"]
    checks.equal("and hears of nothing else", heard, "memory://stats?namespace=team")
    for connection in listeners.values():
        connection.close()


def what_others_have(checks, server, issuer):
    """Tasks and questions belong to the caller of their call."""
    ann, bob = (issuer.good(server, sub=name, scope="write") for name in ("ann", "bob"))
    ann_runs, bob_runs = (issuer.good(server, sub=name, scope="execute") for name in ("ann", "bob"))

    def told(token, method, params, capabilities):
        return ask(server, modern_post(method, params, meta={CAPABILITIES: capabilities},
                                       **bearer(token))).json()

    follows = {"extensions": {TASKS: {}}}
    task = told(ann_runs, "tools/call", call("execute_agent_code", code=LONG_LOOP, context={
        "task": "t", "input": 0}), follows)["result"]["taskId"]
    for method, more in (("get", {}), ("update", {"inputResponses": {}}), ("cancel", {})):
        answer = told(bob_runs, f"tasks/{method}", {"taskId": task, **more}, follows)
        checks.equal(f"tasks/{method} by another: there is none", answer["error"]["code"], -32602)
    with Connection(server) as connection:
        connection.send(modern_post("subscriptions/listen", {"notifications": {"taskIds": [task]}},
                                    meta={CAPABILITIES: follows}, **bearer(bob_runs)))
        connection.head()
        acknowledged = json.loads(connection.event()["data"])["params"]["notifications"]
        checks.equal("another may not follow it", acknowledged, {})
    found = told(ann_runs, "tasks/get", {"taskId": task}, follows)
    checks.equal("its owner, who may do nothing else, finds it at work",
                 found.get("result", found).get("status"), "working")
    checks.check("and cancels it",
                 "result" in told(ann_runs, "tasks/cancel", {"taskId": task}, follows))

    asks = {"elicitation": {}}
    episode = told(ann, "tools/call", call("create_episode", **new_episode("x")), {})
    delete = call("delete_episode", episode_id=episode["result"]["structuredContent"]["episode_id"])
    asked = told(ann, "tools/call", delete, asks)["result"]
    confirmed = {**delete, "requestState": asked["requestState"],
                 "inputResponses": {"confirm": {"action": "accept", "content": {"confirm": True}}}}
    checks.equal("another's answer to her question is refused",
                 told(bob, "tools/call", confirmed, asks)["error"]["code"], -32602)
    deleted = told(ann, "tools/call", confirmed, asks)["result"]
    checks.equal("her own counts", deleted["isError"], False)


def writers(checks, server, issuer):
    """Each episode says who opened it, and who else wrote in it."""
    ann, bob = (issuer.good(server, sub=name) for name in ("ann", "bob"))

    def data(token, name, **arguments):
        answer = ask(server, modern_post("tools/call", call(name, **arguments), **bearer(token)))
        return answer.json()["result"]["structuredContent"]

    episode_id = data(ann, "create_episode", **new_episode("together"))["episode_id"]
    step = {"episode_id": episode_id, "step_number": 1, "tool": "t", "action": "a"}
    data(bob, "add_episode_step", **step)
    for token in (ann, bob):
        episode = data(token, "get_episode", episode_id=episode_id)["episode"]
        checks.equal("an episode names its writer", episode["writer"], f"{ISSUER} ann")
        checks.equal("and the others", episode["other_writers"], [f"{ISSUER} bob"])


def lists_for_all(checks, server, issuer):
    """What may be kept for everybody is the same for everybody."""
    tokens = [issuer.good(server, scope=scope, sub=scope) for scope in SCOPES]
    tokens.append(issuer.good(server, namespaces=["team"], sub="team"))
    for method in ("server/discover", "tools/list", "prompts/list", "resources/list",
                   "resources/templates/list"):
        told = [ask(server, modern_post(method, **bearer(token))).json()["result"]
                for token in tokens]
        checks.check(f"{method}: public, and the same for all", told[0]["cacheScope"] == "public"
                     and all(one == told[0] for one in told))
    for method, params in (("skills/list", None), ("resources/read", {"uri": "memory://stats"})):
        told = ask(server, modern_post(method, params, **bearer(tokens[0]))).json()["result"]
        checks.equal(f"{method}: private", told["cacheScope"], "private")


def refusals_noted(data_dir, name):
    """The lines of the audit log that say what this caller may not do."""
    lines = [json.loads(line) for path in data_dir.rglob("audit*.jsonl")
             for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines
            if line["event"] == "scope_denied" and name in line.get("principal", "")]


def forbidden_pages(checks, server, issuer, data_dir):
    token = issuer.good(server, sub="runner", scope="execute")
    answer = ask(server, request("GET", "/metrics", bearer(token)))
    checks.equal("/metrics is not for who may only execute: 403", answer.status, 403)
    checks.equal("and the audit log has it",
                 [line["what"] for line in refusals_noted(data_dir, "runner")], ["/metrics"])


def foreign_namespaces(checks, server, issuer, data_dir):
    """Whoever reads the audit log sees what was tried."""
    token = issuer.good(server, sub="curious", namespaces=["team"])
    answer = ask(server, modern_post("tools/call", call(
        "query_memory", query="x", namespace="payroll"), **bearer(token)))
    checks.equal("a foreign namespace is refused",
                 answer.json()["result"]["structuredContent"]["error"]["code"], "denied")
    checks.equal("the audit log names it, and who asked for it", [
        (line["what"], line["namespace"]) for line in refusals_noted(data_dir, "curious")],
        [("query_memory", "payroll")])


def floods_of_refusals(checks, server, issuer, data_dir):
    """Who may do little cannot write the audit log away: a minute's worth is written down."""
    deletes = [{"id": str(n), "tool": "delete_episode", "arguments": {"episode_id": "x"}}
               for n in range(100)]
    token = issuer.good(server, sub="flood", scope="read")
    started = time.monotonic()
    for _ in range(5):
        told = ask(server, modern_post("batch/execute", {"operations": deletes}, **bearer(token)))
        checks.equal("every one is refused", told.json()["result"]["failure_count"], 100)
    noted = refusals_noted(data_dir, "flood")
    most = 60 + time.monotonic() - started + 1  # One more for each second.
    checks.check("a minute's worth is noted", 0 < len(noted) <= most, (len(noted), most))


def kept_secret(checks, server, issuer, data_dir, known):
    """No token is in a log or a file of the server."""
    token = issuer.good(server)
    for _ in range(2):
        ask(server, modern_post("tools/call", call("get_metrics"), **bearer(token)))
        token = token[:-4] + "AAAA"  # and one that is refused
    checks.check("a static token is good",
                 listed(ask(server, modern_post("tools/list", **bearer(known)))))
    written = server.log() + "".join(
        path.read_bytes().decode("latin-1") for path in data_dir.rglob("*") if path.is_file())
    checks.check("the server has written something", "auth_failed" in written)
    for name, secret in {"static token": known, "signature of a token": token.split(".")[2][:-4],
                         "claims of a token": token.split(".")[1]}.items():
        checks.check(f"no {name} among it", secret not in written)
    checks.equal("the file of tokens is its owner's alone",
                 (data_dir / "tokens.json").stat().st_mode & 0o777, 0o600)


def let_in(checks, scratch):
    scratch.mkdir()
    issuer, stranger = Issuer(scratch, "issuer"), Issuer(scratch, "stranger")
    data_dir = scratch / "data"
    known = static_token(data_dir, "known", "--scopes", "read")
    with HttpServer(data_dir, "--http_issuer", ISSUER, "--http_jwks", str(issuer.jwks),
                    "--sandbox_time_ms", "60000", guarded=True) as server:
        for part in (without_a_token, metadata, good_tokens, malformed, every_request, scopes,
                     namespaces, news_of_namespaces, what_others_have, writers, lists_for_all):
            checks.group(part, checks, server, issuer)
        checks.group(bad_tokens, checks, server, issuer, stranger)
        checks.group(forbidden_pages, checks, server, issuer, data_dir)
        checks.group(foreign_namespaces, checks, server, issuer, data_dir)
        checks.group(floods_of_refusals, checks, server, issuer, data_dir)
        checks.group(kept_secret, checks, server, issuer, data_dir, known)
        checks.equal("SIGTERM ends the server", server.stop(), 0)


def rates(checks, scratch):
    """Each caller has so many calls in a minute; a sixth of them may come at once."""
    ann, bob = (static_token(scratch, name, "--scopes", "write") for name in ("ann", "bob"))
    with HttpServer(scratch, "--http_writes_per_minute", "12", guarded=True) as server:
        def result(token):
            data = modern_post("tools/call", call("create_episode", **new_episode("fast")),
                               **bearer(token))
            return ask(server, data).json()["result"]

        checks.equal("a burst of calls is served", [result(ann)["isError"] for _ in range(2)],
                     [False, False])
        error = result(ann)["structuredContent"]["error"]
        checks.equal("one more is too many", error["code"], "exhausted")
        checks.check("and told when it is worth while", 0 < error["retry_after_ms"] <= 5000, error)
        checks.equal("another caller is served", result(bob)["isError"], False)
        checks.equal("and calls of another kind", episodes(server, ann), 3)
        server.stop()


def rates_of_everybody(checks, scratch):
    """Without tokens all are one caller, and the rates hold for it."""
    with HttpServer(scratch, "--http_reads_per_minute", "12") as server:
        errors = [ask(server, modern_post("tools/call", call("get_metrics"))).json()["result"]
                  for _ in range(4)]
        checks.equal("a burst is served, and no more", [one["isError"] for one in errors],
                     [False, False, True, True])
        told = errors[-1]["structuredContent"]["error"]["message"]
        checks.check("and the setting is named", "http_reads_per_minute" in told, told)
        server.stop()


def wider_tokens(checks, scratch):
    """What to do about a missing scope keeps a token as narrow as it was."""
    narrow = static_token(scratch, "narrow", "--scopes", "read", "--namespaces", "team")
    with HttpServer(scratch, guarded=True) as server:
        told = ask(server, modern_post("tools/call", NEEDS["admin"], **bearer(narrow)))
        checks.equal("one scope is missing", told.status, 403)
        checks.check("and one is asked for", "lacks the scope admin;" in told.json()["error"]
                     and told.json()["error"].endswith("--scopes admin --namespaces team"),
                     told.json())
        server.stop()


def other_addresses(checks, scratch):
    """Under the address that it was given, a server answers."""
    with HttpServer(scratch, address="127.0.0.2") as server:
        with Connection(server, address="127.0.0.2") as connection:
            status = connection.ask("GET", "/healthz", {"Host": f"127.0.0.2:{server.port}"}).status
            checks.equal("its own address is a host of its", status, 200)
            checks.equal("another is not", connection.ask(
                "GET", "/healthz", {"Host": "127.0.0.3"}).status, 403)
        server.stop()
    with HttpServer(scratch, address="0.0.0.0") as server:
        checks.check("on every address, it is told what hosts are for",
                     "only_this_machine_is_answered" in server.log(), server.log())
        checks.equal("and this machine is answered", ask(server, request("GET", "/healthz")).status,
                     200)
        server.stop()


def rates_of_completions(checks, scratch):
    token = static_token(scratch, "ann", "--scopes", "read")
    question = {"ref": {"type": "ref/prompt", "name": "plan-with-memory"},
                "argument": {"name": "domain", "value": ""}}
    with HttpServer(scratch, "--http_reads_per_minute", "12", guarded=True) as server:
        answers = [ask(server, modern_post("completion/complete", question, **bearer(token))).json()
                   for _ in range(10)]
        checks.check("a first completion is served", "result" in answers[0], answers[0])
        checks.check("ten at once are too many", "error" in answers[-1], answers[-1])
        server.stop()


def main():
    if not shutil.which("openssl"):
        print("skipped: there is no openssl to sign tokens with")
        return SKIPPED
    return run(alone=[let_in, rates, rates_of_completions, rates_of_everybody, wider_tokens,
                      other_addresses])


if __name__ == "__main__":
    sys.exit(main())
