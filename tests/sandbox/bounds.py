#!/usr/bin/env python3
"""What an execution may use: time, memory, processor, output. Each bound on both of its sides."""
import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faults")]

from checks import Checks  # noqa: E402
from executions import data_of, execute, fault_in, kind_of, output_of, request_of  # noqa: E402
from process_tree import busy_children, rss_bytes, used_s, wait_for  # noqa: E402
from server import Server  # noqa: E402

CODE_BYTES_MAX = 100_000
RESULT_BYTES_MAX = 1 << 20
OUTPUT_BYTES_MAX = 256 << 10
MIB = 1 << 20
SPIN = "let i = 0; while (i >= 0) { i = (i + 1) % 7 } return i"
# A busy machine answers late for reasons of its own.
LATE_MS_MAX = 200 if not os.environ.get("MEMORY_MCP_RSS_FACTOR") else 2_000


def ms_since(start):
    return (time.monotonic() - start) * 1000


def one_deadline(checks, server):
    """Alone, a script that spins is answered right after its limit."""
    late = []
    for _ in range(15):
        start = time.monotonic()
        answer = execute(server, SPIN, timeout_ms=100)
        late.append(ms_since(start) - 100)
        if answer["status"] != "timeout":
            return checks.check("a script that spins is timed out", False, answer)
    print(f"      (answered {statistics.median(late):.1f} ms after the limit, "
          f"{max(late):.1f} at worst)")
    checks.check("no timeout comes early", min(late) >= 0, min(late))
    checks.check("the median one comes within 25 ms of the limit", statistics.median(late) < 25,
                 late)
    return None


def many_deadlines(checks, server, count=60, limit_ms=100):
    """Among many that spin, each is still answered right after its own limit."""
    for number in range(count):
        server.send(request_of(f"spin {number}", SPIN, timeout_ms=limit_ms))
    answers = [data_of(server.reply(f"spin {number}")) for number in range(count)]
    checks.equal("all spinners are timed out", {one["status"] for one in answers}, {"timeout"})
    late = sorted(one.get("elapsed_ms", 10**6) - limit_ms for one in answers)
    print(f"      ({count} spinners: {late[count // 2]} ms late, {late[-1]} at worst)")
    checks.check("none of them early", late[0] >= 0, late[0])
    checks.check(f"95 of 100 within {LATE_MS_MAX} ms", late[int(count * 0.95)] <= LATE_MS_MAX, late)
    start = time.monotonic()
    checks.equal("a script after them runs at once", output_of(execute(server, "return 7")), 7)
    checks.check("within a second", ms_since(start) < 1_000, ms_since(start))


def loops_of_the_engine(checks, server):
    """Scripts that leave the engine no chance to ask whether to stop are stopped all the same."""
    shapes = [
        "return new Array(1e9) + ''", "return 3n ** 5000000n",
        "return 'x,'.repeat(2e7).split(',').length",
        "return Array.from({length: 6e6}, (_, i) => -i).sort().length",
        "return Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1)",
        "return Array.prototype.join.call({length: 2 ** 32 - 2}, '')",
        "return Array.prototype.flat.call({length: 2 ** 53 - 1})",
        "const a = []; a.length = 2 ** 32 - 2; a.unshift(1); return a.length",
        "const wide = {length: 2 ** 31, [Symbol.isConcatSpreadable]: true};"
        "return [].concat(...Array(5e5).fill(wide))",
        "return JSON.stringify(new Proxy({}, {ownKeys: () => Array.from({length: 3e6}, String)}))",
        "return /(x+x+)+y/.test('x'.repeat(40))", "return /^(a|a)*$/.test('a'.repeat(64) + 'b')",
        "(function f() { try { f() } finally { f() } })()",
        "async function f() { await f() } await f()",
        "Promise.resolve().then(function again() { return Promise.resolve().then(again) }); "
        "await new Promise(() => {})",
        "const t = () => setTimeout(t, 0); t(); await new Promise(() => {})",
        "setInterval(() => {}, 1); await new Promise(() => {})",
        "for await (const x of (async function* () { for (;;) yield 1 })()) {}",
        "return new Promise(() => { for (;;) if (0) break })",
        "for (;;) { try { memory.get_metrics({}) } catch {} }",
        "for (;;) { try { await memory.get_metrics({}) } catch {} }",
        "return {toJSON() { for (;;) if (0) break }}", "return {get x() { for (;;) if (0) break }}",
        "throw {get message() { for (;;) if (0) break }}",
        "console.log({get x() { for (;;) if (0) break }}); for (;;) if (0) break",
    ]
    for code in shapes:
        start = time.monotonic()
        answer = execute(server, code, timeout_ms=150)
        late, fault = ms_since(start) - 150, fault_in(answer)
        fine = fault is None and answer["status"] in ("timeout", "error", "success") and \
            answer.get("error_type") != "unknown"
        checks.check(f"stopped in time: {code[:80]}", fine and late < LATE_MS_MAX,
                     fault or f"{late:.0f} ms late: {str(answer)[:300]}")


def code_bytes(checks, server):
    whole = "return 1 //" + "x" * (CODE_BYTES_MAX - 11)
    checks.equal("code of 100,000 bytes runs", output_of(execute(server, whole)), 1)
    answer = execute(server, whole + "x")
    checks.equal("code of 100,001 bytes does not", kind_of(answer),
                 "security_violation/malicious_code")
    letters = "return 1 //" + "é" * ((CODE_BYTES_MAX - 11) // 2) + "x"
    checks.equal("bytes are counted, not letters: 100,000 of them",
                 output_of(execute(server, letters)), 1)
    checks.equal("and 100,001", execute(server, letters + "x")["status"], "security_violation")


def result_bytes(checks, server):
    whole = execute(server, f"return 'r'.repeat({RESULT_BYTES_MAX - 2})")
    checks.equal("a result of 1 MiB comes through", len(whole.get("output", "")), RESULT_BYTES_MAX)
    answer = execute(server, f"return 'r'.repeat({RESULT_BYTES_MAX - 1})")
    checks.check("a result of 1 MiB + 1 is an error that says so",
                 answer["status"] == "error" and "1 MiB" in answer["message"], str(answer)[:300])
    letters = f"return 'é'.repeat({(RESULT_BYTES_MAX - 2) // 2})"
    checks.equal("bytes are counted, not letters: 1 MiB",
                 len(execute(server, letters).get("output", "").encode()), RESULT_BYTES_MAX)


def printed_bytes(checks, server):
    """256 KiB each of stdout and stderr; what is cut off says so, and is cut between letters."""
    for name, stream in (("log", "stdout"), ("error", "stderr")):
        fits = execute(server, f"console.{name}('p'.repeat({OUTPUT_BYTES_MAX - 1}))")
        checks.equal(f"{stream} of 256 KiB comes through", fits.get(stream),
                     "p" * (OUTPUT_BYTES_MAX - 1) + "\n")
        cut = execute(server, f"console.{name}('p'.repeat({OUTPUT_BYTES_MAX}))").get(stream, "")
        checks.check(f"{stream} of 256 KiB + 1 is cut, and says so",
                     cut.startswith("p" * OUTPUT_BYTES_MAX) and "truncated" in cut[-100:] and
                     cut.count("p") == OUTPUT_BYTES_MAX, cut[-100:])
        letters = execute(server, f"console.{name}('€'.repeat(100_000))").get(stream, "")
        checks.check(f"{stream} is cut between letters", "\ufffd" not in letters and
                     letters.count("€") == OUTPUT_BYTES_MAX // 3, letters[-100:])
    many = execute(server, "for (let i = 0; i < 50_000; ++i) console.log('line', i); return 'ran'")
    checks.check("a flood of lines neither ends the script nor comes through whole",
                 many.get("output") == '"ran"' and
                 len(many["stdout"].encode()) <= OUTPUT_BYTES_MAX + 100, str(many)[:200])


def while_running(server, code, look, **limits):
    """Runs a script, and while it runs calls look(PID of its child) until that gives something."""
    answers = []
    runner = threading.Thread(target=lambda: answers.append(execute(server, code, **limits)))
    runner.start()
    children = wait_for(lambda: busy_children(server), 3)
    seen = look(children[0]) if children else None
    runner.join()
    return seen, answers[0]


def memory(checks, server):
    """A child grows to its limit, and then is told; its process is hardly larger than that."""
    for limit_mb in (8, 32, 64):
        grow = ("const kept = []; try { for (;;) kept.push(new Uint8Array(1 << 18).fill(1)) }"
                f"catch {{}} {SPIN}")
        largest, answer = while_running(server, grow, largest_rss, timeout_ms=1_000,
                                        memory_mb=limit_mb)
        print(f"      ({limit_mb} MiB allowed: {(largest or 0) / MIB:.1f} MiB resident)")
        checks.equal(f"a script that holds all of {limit_mb} MiB runs on", answer["status"],
                     "timeout")
        checks.check("its process is at most 16 MiB larger",
                     largest and largest <= (limit_mb + 16) * MIB, largest)
        answer = execute(server, "const kept = []; for (;;) kept.push(new Uint8Array(1 << 18))",
                         memory_mb=limit_mb)
        checks.check("one that does not stop is told so", kind_of(answer) == "error/resource" and
                     f"{limit_mb} MiB" in answer["message"], answer)
    fits = execute(server, "return new Uint8Array(20 << 20).fill(1).length", memory_mb=32)
    checks.equal("what fits is given", output_of(fits), 20 << 20)
    for field, value in (("memory_mb", 7), ("memory_mb", 1_000), ("timeout_ms", 0),
                         ("timeout_ms", 600_000)):
        answer = execute(server, "return 1", **{field: value})
        checks.check(f"{field} {value} is refused, by name", answer["status"] == "refused" and
                     field in str(answer), answer)


def largest_rss(pid):
    largest = 0
    while True:
        try:
            largest = max(largest, rss_bytes(pid))
        except (OSError, KeyError):
            return largest
        time.sleep(0.005)


def share_of(pid):
    """What part of a processor a child gets, over a second and a half, its burst being over."""
    wait_for(lambda: used_s(pid) > 0.15, 5)
    start, used = time.monotonic(), used_s(pid)
    time.sleep(1.5)
    return (used_s(pid) - used) / (time.monotonic() - start) * 100


def processor(checks, scratch):
    """A child that wants a whole processor gets its share of one."""
    for percent in (30,):
        with Server(scratch / "data", f"--sandbox-cpu-percent={percent}") as server:
            shares = []
            # Others may take what it could have had, which is tried again; never more than that.
            for _ in range(3):
                shares.append(while_running(server, SPIN, share_of, timeout_ms=2_500)[0] or 0)
                if abs(shares[-1] - percent) <= 10:
                    break
            print(f"      ({percent} % allowed: {', '.join(f'{one:.1f}' for one in shares)})")
            checks.check(f"never more than {percent} % and 10 points", max(shares) <= percent + 10,
                         shares)
            if os.getloadavg()[0] < (os.cpu_count() or 1):
                checks.check(f"nor less than {percent} % without 10 points",
                             max(shares) >= percent - 10, shares)
            checks.equal("the server ends cleanly", server.close(), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="one part, by the name of its function")
    options = parser.parse_args()

    def wanted(*parts):
        return [part for part in parts if options.only in (None, part.__name__)]

    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        with Server(Path(scratch) / "data", "--sandbox-screen=off", "--sandbox-running=20",
                    "--sandbox-memory-mb=128") as server:
            for part in wanted(one_deadline, many_deadlines, loops_of_the_engine, code_bytes,
                               result_bytes, printed_bytes, memory):
                checks.group(part, checks, server)
            checks.equal("the server ends cleanly", server.close(), 0)
            checks.check("stdout carried only JSON lines", not server.noise, server.noise[:3])
        for part in wanted(processor):
            checks.group(part, checks, Path(scratch))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
