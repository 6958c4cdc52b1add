#!/usr/bin/env python3
"""Damages a filled database and asserts: no crash, no hang, nothing wrong told as if it were right.

damaged.py [--mutations N] [--seed S]
Each mutation flips, zeroes, cuts or overwrites part of one file of a copy; then a server, `doctor`
and `export` run on it. Last, single rows are altered so that only their checksums can tell.
"""
import argparse
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks import Checks
from server import Server, ServerGone, run

EPISODES = 40
PATIENCE_S = 20
NAMES_DAMAGE = re.compile(r"damag|corrupt|malformed|not a database|checksum|truncated", re.I)


def filled(data_dir, crashed):
    """Fills a new database; a crashed one keeps its -wal and -shm files. Returns the episodes."""
    with Server(data_dir) as server:
        ids = [server.must("create_episode", task_description=f"episode {number} " * 20,
                           domain="damage", task_type="testing", tags=["tag"])["episode_id"]
               for number in range(EPISODES)]
        for number, episode_id in enumerate(ids):
            for step in range(1, 2 + number % 4):
                server.must("add_episode_step", episode_id=episode_id, step_number=step, tool="t",
                            action=f"step {step} of {number}", parameters={"x": "y" * 300 * step},
                            result={"type": "success", "output": f"output {number}"})
            if number % 2:
                server.must("complete_episode", episode_id=episode_id, outcome_type="success",
                            verdict=f"verdict {number}")
        original = {episode_id: read(server, episode_id).data["episode"] for episode_id in ids}
        if not crashed:
            server.close()
    return original


def read(server, episode_id):
    answer = server.tool("get_episode", patience_s=PATIENCE_S, episode_id=episode_id)
    if "episode" in answer.data and answer.data["episode"]["status"] == "open":
        answer.data["episode"].pop("duration_ms", None)  # grows while it is open
    return answer


def mutate(choice, path):
    """Damages a file in one of five ways and returns what was done, to print it."""
    data = bytearray(path.read_bytes())
    kind = choice.choice(("flip", "zero", "cut", "header", "noise"))
    at = choice.randrange(len(data))
    if kind == "flip":
        for _ in range(choice.randint(1, 20)):
            data[choice.randrange(len(data))] ^= 1 << choice.randrange(8)
    elif kind == "cut":
        del data[max(1, at):]
    elif kind == "header":
        for place in choice.sample(range(min(100, len(data))), min(8, len(data))):
            data[place] = choice.randrange(256)
    else:
        length = min(choice.choice((16, 512, 4096, 16384)), len(data) - at)
        data[at:at + length] = bytes(length) if kind == "zero" else choice.randbytes(length)
    path.write_bytes(data)
    return f"{kind} at {at} of {path.name}"


class Findings:
    """What one damaged copy led to: all that was said, and what went wrong."""

    def __init__(self, target, original):
        self.target, self.original = target, original
        self.said, self.problems, self.lost = [], [], []

    def note(self, episode_id, answer):
        """A loss has to be named, a wrong answer is never right."""
        if answer.error:
            self.said.append(answer.text)
            if not NAMES_DAMAGE.search(answer.text):
                self.lost.append(f"{episode_id}: {answer.text}")
            return
        stored, known = answer.data["episode"], self.original[episode_id]
        if stored == known:
            return
        if is_earlier_state(stored, known):
            self.lost.append(f"{episode_id}: {len(stored['steps'])} steps, {stored['status']}")
        else:
            self.problems.append(f"wrong data for {episode_id}: {json.dumps(stored)[:300]}")

    @property
    def is_named(self):
        return bool(NAMES_DAMAGE.search("\n".join(self.said)))

    def verdict(self):
        """A log that was cut off is, to SQLite, a log that ends earlier: that cannot be told."""
        is_log = self.target.name.endswith(("-wal", "-shm"))
        if self.lost and not is_log and not self.is_named:
            self.problems.append(f"lost without a word: {self.lost[:3]}; said {self.said[:3]}")
        return self.problems


def is_earlier_state(stored, known):
    same = all(stored[name] == known[name] for name in ("id", "task_description", "start_time"))
    return same and all(step in known["steps"] for step in stored["steps"])


def use_server(data_dir, findings):
    with Server(data_dir) as server:
        started = time.monotonic()
        try:
            health = server.tool("health_check", patience_s=PATIENCE_S)
            findings.said.append(health.text if health.error else json.dumps(
                {name: about for name, about in health.data["components"].items()
                 if name != "sandbox"}))  # It may warn: of walls that this kernel refuses.
            for episode_id in findings.original:
                findings.note(episode_id, read(server, episode_id))
            server.tool("get_metrics", patience_s=PATIENCE_S)
            server.close(PATIENCE_S)
        except ServerGone as gone:
            server.wait(PATIENCE_S)
            findings.lost.append(f"the server ended: {gone}")
        except (TimeoutError, subprocess.TimeoutExpired) as hang:
            findings.problems.append(f"the server hung: {hang}")
            return
        findings.said.append(server.log())
        if server.process.returncode < 0:
            findings.problems.append(f"the server died of signal {-server.process.returncode}")
        if time.monotonic() - started > PATIENCE_S:
            findings.problems.append("the server was too slow")


def use_command(word, data_dir, findings):
    try:
        done = run(word, data_dir=data_dir, patience_s=PATIENCE_S)
    except subprocess.TimeoutExpired:
        findings.problems.append(f"{word} hung")
        return
    # What doctor prints of what is well is no warning, whatever words it uses.
    bad = [line for line in done.stdout.splitlines()
           if word == "doctor" and line.startswith("BAD") and "sandbox" not in line]
    findings.said.append("\n".join([done.stderr, *bad]))
    if done.returncode < 0:
        findings.problems.append(f"{word} died of signal {-done.returncode}")
    if done.returncode > 0 and not done.stderr.strip() and not done.stdout.strip():
        findings.problems.append(f"{word} failed without a word")


def use(data_dir, target, original):
    findings = Findings(target, original)
    use_server(data_dir, findings)
    use_command("doctor", data_dir, findings)
    use_command("export", data_dir, findings)
    return findings


def undamaged_copy(checks, scratch, source, original):
    """The control: where nothing is wrong, nothing is lost and no damage is named."""
    copy = shutil.copytree(source, scratch / f"control {source.name}")
    findings = use(copy, copy, original)
    checks.check(f"an undamaged copy ({source.name}) is whole, and nobody speaks of damage",
                 not findings.problems and not findings.lost and not findings.is_named,
                 (findings.problems, findings.lost, findings.said))


def random_mutations(checks, scratch, count, seed):
    sources = {}
    for state in ("closed", "crashed"):
        sources[state] = (scratch / state, filled(scratch / state, state == "crashed"))
        checks.group(undamaged_copy, checks, scratch, *sources[state])
    for number in range(1, count + 1):
        choice = random.Random(f"{seed} {number}")
        state = choice.choice(list(sources))
        source, original = sources[state]
        copy = scratch / f"copy {number}"
        shutil.copytree(source, copy)
        files = sorted(path for path in copy.rglob("*")
                       if path.is_file() and path.stat().st_size and is_database(path))
        target = choice.choice(files)
        done = mutate(choice, target)
        findings = use(copy, target, original)
        problems = findings.verdict()
        outcome = f"{len(findings.lost)} of {EPISODES} lost" if findings.lost else "harmless"
        named = "named" if findings.is_named else "not named"
        checks.check(f"mutation {number} ({state}): {done}: {outcome}, {named}", not problems,
                     problems)
        shutil.rmtree(copy)


def is_database(path):
    """The database file, its log and its shared index; whatever else the directory holds is not."""
    base = Path(re.sub(r"-(wal|shm)$", "", str(path)))
    return base.suffix in (".db", ".sqlite", ".sqlite3") or base.name in ("memory",)


def altered_rows(checks, scratch):
    """An episode's row and another one's step, changed where the file format sees no fault."""
    data_dir = scratch / "rows"
    original = filled(data_dir, crashed=False)
    ids = list(original)
    database = next(path for path in data_dir.rglob("*") if path.is_file() and is_database(path))
    with sqlite3.connect(database) as connection:
        changed = [connection.execute(
            "UPDATE episodes SET document = replace(document, 'episode 3', 'altered 3')"
            " WHERE id = ?", (ids[3],)).rowcount, connection.execute(
            "UPDATE steps SET document = replace(document, 'output 5', 'altered 5')"
            " WHERE step_number = 1 AND episode = (SELECT row_id FROM episodes WHERE id = ?)",
            (ids[5],)).rowcount]
    connection.close()
    checks.equal("two rows are altered", changed, [1, 1])
    damaged = {ids[3], ids[5]}
    with Server(data_dir) as server:
        for episode_id in sorted(damaged):
            answer = read(server, episode_id)
            checks.check("an altered row answers an error that names damage",
                         answer.code == "unavailable" and NAMES_DAMAGE.search(answer.text), answer)
        others = [episode_id for episode_id in ids if episode_id not in damaged]
        wrong = [episode_id for episode_id in others
                 if read(server, episode_id).data.get("episode") != original[episode_id]]
        checks.check("all others are as they were", not wrong, wrong)
        checks.check("and can be written to", not server.tool(
            "add_episode_step", episode_id=ids[0], step_number=50, tool="t", action="a").error)
        server.close()
    check_commands(checks, data_dir, damaged, others)


def check_commands(checks, data_dir, damaged, others):
    exported = run("export", data_dir=data_dir)
    missing = [episode_id for episode_id in others if episode_id not in exported.stdout]
    checks.check("export writes all others", not missing, (missing, exported.stderr[-300:]))
    checks.check("export names the damaged ones on stderr",
                 all(episode_id in exported.stderr for episode_id in damaged), exported.stderr)
    checks.check("export does not pass for complete", exported.returncode > 0,
                 exported.returncode)
    checks.check("no altered text is exported", "altered" not in exported.stdout)
    doctor = run("doctor", data_dir=data_dir)
    said = doctor.stdout + doctor.stderr
    checks.check("doctor names each damaged one",
                 all(episode_id in said for episode_id in damaged), said)
    checks.check("doctor exits with an error", doctor.returncode > 0, doctor.returncode)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutations", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        checks.group(random_mutations, checks, Path(scratch), options.mutations, options.seed)
        checks.group(altered_rows, checks, Path(scratch))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
