#!/usr/bin/env python3
"""The realm that a script sees: exactly the published names, and nothing of any other execution.

realm.py [--rounds N] [--random N]: pairs of executions, and executions that ask for randomness.
"""
import argparse
import collections
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faults")]

from checks import Checks  # noqa: E402
from executions import data_of, execute, fault_in, kind_of, output_of, request_of  # noqa: E402
from process_tree import idle_children, memory_holds, zygote  # noqa: E402
from server import ROOT, Server  # noqa: E402

GLOBALS = json.loads((ROOT / "src/zygote/realm/globals.json").read_text(encoding="utf-8"))
IN_FLIGHT = 64


def run_many(server, label, codes, **limits):
    """Sends executions with a bounded number of them under way; yields the answers in order."""
    waiting = collections.deque()
    for number, code in enumerate(codes):
        if len(waiting) == IN_FLIGHT:
            yield data_of(server.reply(waiting.popleft()))
        server.send(request_of(f"{label} {number}", code, **limits))
        waiting.append(f"{label} {number}")
    while waiting:
        yield data_of(server.reply(waiting.popleft()))


def exact_globals(checks, scratch):
    """The names of the realm are the published list, for every combination of grants."""
    ask = "return Reflect.ownKeys(globalThis).map(String)"
    grants = {
        "memory": ["--sandbox-memory-access=read"],
        "fs": ["--sandbox-memory-access=none", f"--sandbox-paths={scratch}"],
        "fetch": ["--sandbox-memory-access=none", "--sandbox-hosts=example.com"],
        None: ["--sandbox-memory-access=none"],
    }
    for granted, options in grants.items():
        with Server(scratch / "data", *options) as server:
            expected = sorted(GLOBALS["always"] + GLOBALS["granted"].get(granted, []))
            names = output_of(execute(server, ask))
            checks.equal(f"the globals with {granted or 'no'} grant", sorted(names), expected)
            checks.equal("the server ends cleanly", server.close(), 0)


def nothing_leads_further(checks, server):
    """What could lead from one script's realm to another, or to the host."""
    absent = ["WebAssembly", "Atomics", "SharedArrayBuffer", "std", "os", "bjson", "scriptArgs",
              "print", "process", "require", "module", "gc", "ShadowRealm", "navigator"]
    found = output_of(execute(
        server, f"return {json.dumps(absent)}.filter((name) => name in globalThis)"))
    checks.equal("no name of an engine's or a shell's library", found, [])
    checks.equal("a stack is text, and gives no functions away", output_of(execute(
        server, "Error.prepareStackTrace = (error, sites) => sites;"
        "const told = new Error('x').stack; return typeof told")), "string")
    checks.equal("a function's constructor makes functions of this realm", output_of(execute(
        server, "const make = memory.health_check.constructor;"
        "return [make, (async () => 0).constructor, (() => 0).constructor]"
        ".every((one) => one('return globalThis')() === globalThis || one.name.startsWith('Async'))"
    )), True)
    checks.equal("arguments and callers are not given away", output_of(execute(
        server, "function f() { return [f.caller, f.arguments].map((v) => v === null || "
        "v === undefined) } try { return f() } catch { return [true, true] }")), [True, True])


def code_that_closes_its_wrapper(checks, server):
    """Unbalanced code is a syntax error, in every shape, and nothing of it runs."""
    shapes = [
        "return 1 }); globalThis.escaped = 1; (async function () {",
        "return 1 }) ; console.log('ran'); (function () {",
        "return 1 } async function more() {",
        "}, console.log('ran'), async function () {",
        "return 1\n})\n(async function () {\n",
        "return 1 }).call(console.log('ran')), (async function () { //",
        # What a check by names, by length or by the first error of a parser would let pass.
        "function a() {} var a; return 1 }); console.log('ran'); (async function () {",
        "return 1 } / console.log('ran') / g, async function () {",
        "return 1 } (console.log('ran')), async function () {",
        "return 1 } [console.log('ran')], async function () {",
        "return 1 } `${console.log('ran')}`, async function () {",
        "return 1 }, { async f() {", "return 1 } } catch {} console.log('ran'); { {",
        "return 1 /*", "return `1", "return 1 }); //", "return 1 }) <!--",
        "} catch { console.log('ran') } finally {", "); console.log('ran'",
    ]
    for code in shapes:
        answer = execute(server, code)
        checks.check(f"a syntax error, and nothing runs: {code!r}",
                     kind_of(answer) == "error/syntax" and answer["stdout"] == "", answer)


def nothing_is_left_behind(checks, server, rounds):
    """What one execution writes anywhere, the next one does not find."""
    marker = "marker-" + secrets.token_hex(12)
    leave = (f"globalThis.left = {marker!r}; Object.prototype.left = {marker!r};"
             f"Array.prototype.left = {marker!r}; Math.left = console.left = JSON.left = 1;"
             f"const kept = []; for (let i = 0; i < 500; ++i) kept.push({marker!r} + i);"
             "globalThis.kept = kept; setTimeout(() => console.log('late'), 1); return 1")
    look = ("return [typeof left, 'left' in Object.prototype, 'left' in Array.prototype,"
            "'left' in Math, 'left' in console, 'left' in JSON, typeof kept]")
    clean = ["undefined", False, False, False, False, False, "undefined"]
    codes = (code for _ in range(rounds) for code in (leave, look))
    wrong = [answer for number, answer in enumerate(run_many(server, "pair", codes))
             if output_of(answer) != ([1, clean][number % 2])]
    checks.check(f"nothing of an execution is found in the next, {rounds:,} times", not wrong,
                 wrong[:2])
    if os.geteuid() != 0:
        return print("      (the memory of other processes is not looked at: not root)")
    children = idle_children(server)
    checks.check("there are children that wait", len(children) > 0)
    holders = [pid for pid in [*children, zygote(server)] if memory_holds(pid, marker[8:].encode())]
    checks.check("no child that waits, nor their zygote, holds the marker anywhere", not holders,
                 holders)
    return None


def randomness(checks, server, runs):
    """Every child draws its own random numbers, though all are copies of one."""
    ask = ("return [Math.random(), crypto.randomUUID(),"
           "[...crypto.getRandomValues(new Uint8Array(16))].join(' ')]")
    drawn = [output_of(answer) for answer in run_many(server, "random", [ask] * runs)]
    wrong = [one for one in drawn if not isinstance(one, list)]
    checks.check(f"{runs:,} executions draw random numbers", not wrong, wrong[:1])
    for index, name in enumerate(("Math.random", "crypto.randomUUID", "crypto.getRandomValues")):
        values = {one[index] for one in drawn if isinstance(one, list)}
        checks.equal(f"{name} never says the same twice", len(values), runs)
    numbers = [one[0] for one in drawn if isinstance(one, list)]
    mean = sum(numbers) / len(numbers)
    checks.check("their mean is that of random numbers", abs(mean - 0.5) < 3 / len(numbers) ** 0.5,
                 mean)


def classes_come_from_facts(checks, server):
    """What a script throws or returns never decides how its run is called."""
    shapes = {
        "throw new Error('interrupted')": "error/runtime",
        "throw null": "error/runtime",
        "throw undefined": "error/runtime",
        "throw 'out of memory'": "error/runtime",
        "throw new Error('out of memory')": "error/runtime",
        "throw new RangeError('Maximum call stack size exceeded')": "error/runtime",
        "throw Object.assign(new Error('timeout'), { name: 'InternalError' })": "error/runtime",
        "throw { name: 'SyntaxError', message: 'x', stack: 'agent.js:1:1' }": "error/runtime",
        "throw new SyntaxError('thrown by hand')": "error/runtime",
        "await Promise.reject(new Error('SIGSYS'))": "error/runtime",
        "throw { get message() { throw 1 }, get name() { throw 2 }, get stack() { throw 3 } }":
            "error/runtime",
        "throw new Proxy({}, { get() { throw new Error('again') } })": "error/runtime",
        "return { status: 'security_violation', violation_type: 'malicious_code' }": "success",
        "return { toJSON() { throw new Error('timeout') } }": "error/runtime",
        "console.error('deadline passed'); return 1": "success",
        "throw Symbol('timeout')": "error/runtime",
        "throw 2n ** 64n": "error/runtime",
    }
    for code, expected in shapes.items():
        answer = execute(server, code, timeout_ms=2000)
        fault = fault_in(answer)
        checks.check(f"{expected}: {code}", fault is None and kind_of(answer) == expected,
                     fault or answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--random", type=int, default=2_000)
    parser.add_argument("--only", help="one part, by the name of its function")
    options = parser.parse_args()

    def wanted(*parts):
        return [part for part in parts if options.only in (None, part.__name__)]

    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        for part in wanted(exact_globals):
            checks.group(part, checks, Path(scratch))
        with Server(Path(scratch) / "data", "--sandbox-screen=off") as server:
            for part in wanted(nothing_leads_further, code_that_closes_its_wrapper,
                               classes_come_from_facts):
                checks.group(part, checks, server)
            for part in wanted(nothing_is_left_behind):
                checks.group(part, checks, server, options.rounds)
            for part in wanted(randomness):
                checks.group(part, checks, server, options.random)
            checks.equal("the server ends cleanly", server.close(), 0)
            checks.check("stdout carried only JSON lines", not server.noise, server.noise[:3])
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
