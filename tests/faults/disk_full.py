#!/usr/bin/env python3
"""A full disk: reads go on, writes say so and change nothing, and freeing space is all it takes.

Mounts a small tmpfs, which needs root; without it the test says so and exits 77.
"""
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from checks import SKIPPED, Checks
from server import Server, store_faults, wait_until

# More than what health_check warns of when it is free, so that it can turn healthy again.
DISK = "160m"
WRITES_MAX = 2_000


@contextmanager
def small_disk(place):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(filler):
    """Takes every byte that is left."""
    with open(filler, "ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def create(server, size, written):
    """Writes one episode and remembers it when it was acknowledged."""
    answer = server.tool("create_episode", task_description="x" * size, domain="disk",
                         task_type="other")
    if not answer.error:
        written[answer.data["episode_id"]] = size
    return answer


def first_refusal(server, written):
    """Writes until the server says no; it may have room in files it already has."""
    for number in range(WRITES_MAX):
        answer = create(server, 5_000 + number % 100, written)
        if answer.error:
            return answer
    return None


def intact(server, written):
    """Every acknowledged episode is there as it was written, and no other."""
    wrong = []
    for episode_id, size in written.items():
        episode = server.tool("get_episode", episode_id=episode_id).data.get("episode", {})
        if episode.get("task_description") != "x" * size:
            wrong.append(episode_id)
    total = server.must("get_metrics", metric_type="episodes")["episodes"]["total"]
    return not wrong and total == len(written)


def while_full(checks, server, written, disk, label):
    refusal = first_refusal(server, written)
    if not checks.check(f"{label}: a write is refused", refusal):
        return
    checks.equal(f"{label}: its code", refusal.code, "unavailable")
    checks.check(f"{label}: its message speaks of the disk", "disk" in refusal.text.lower(),
                 refusal.text)
    checks.check(f"{label}: no path of this machine is told", str(disk) not in refusal.text,
                 refusal.text)
    # One may still find room that an earlier checkpoint left in the log file.
    codes = {create(server, 9_000, written).code for _ in range(20)}
    checks.equal(f"{label}: further writes are refused the same way", codes - {None},
                 {"unavailable"})
    parameters = {"text": "x" * 900_000}
    refused_step = server.tool("add_episode_step", episode_id=next(iter(written)), step_number=1,
                               tool="t", action="a", parameters=parameters)
    checks.equal(f"{label}: a long step too", refused_step.code, "unavailable")
    checks.check(f"{label}: reads go on, and all that was acknowledged is there",
                 intact(server, written))
    health = server.tool("health_check")
    checks.check(f"{label}: health_check does not say healthy",
                 health.data.get("status") in ("warning", "unhealthy"), health)


def when_freed(checks, server, written, filler, label):
    """No restart: the next write, or one soon after, works again."""
    filler.unlink()
    checks.check(f"{label}: after space is freed a write works again",
                 wait_until(lambda: not create(server, 100, written).error, 5))
    refusals = [answer.error for answer in (create(server, 100, written) for _ in range(50))
                if answer.error]
    checks.check(f"{label}: and so do the next fifty", not refusals, refusals[:1])
    checks.check(f"{label}: all that was acknowledged is there", intact(server, written))
    storage = server.tool("health_check").data["components"]["storage"]
    checks.equal(f"{label}: health_check of the store", storage["status"], "healthy")


def start_on_a_full_disk(checks, data_dir, written):
    """It may serve reads or refuse to start, but must say why and not die of it."""
    with Server(data_dir) as server:
        some = next(iter(written))
        try:
            answer = server.tool("get_episode", episode_id=some)
            checks.check("started on a full disk it reads, or names the disk",
                         not answer.error or "disk" in answer.text.lower(), answer)
            server.close()
        except Exception:
            checks.check("a start refused on a full disk names it",
                         "disk" in server.log().lower(), server.log()[-300:])
        checks.check("it does not die of a signal", server.wait() >= 0, server.process.returncode)


def fills_and_frees(checks, disk):
    data_dir, filler, written = disk / "data", disk / "filler", {}
    with Server(data_dir) as server:
        for number in range(20):
            create(server, 10 + number, written)
        for label in ("first time", "second time"):
            fill(filler)
            while_full(checks, server, written, disk, label)
            when_freed(checks, server, written, filler, label)
        checks.equal("the server ends cleanly", server.close(), 0)
    fill(filler)
    start_on_a_full_disk(checks, data_dir, written)
    filler.unlink()
    with Server(data_dir) as server:
        checks.check("after a restart all that was acknowledged is there", intact(server, written))
        server.close()
    checks.equal("doctor finds nothing", store_faults(data_dir), [])


def main():
    if os.geteuid() != 0:
        print("skipped: needs root")
        return SKIPPED
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as place:
        try:
            with small_disk(Path(place)) as disk:
                checks.group(fills_and_frees, checks, disk)
        except subprocess.CalledProcessError as error:
            if checks.passed or checks.failed:
                raise
            print(f"skipped: needs root and the right to mount ({error})")
            return SKIPPED
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
