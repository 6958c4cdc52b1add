"""What the kernel knows about the server's processes, read from /proc; shared by the wall tests.

A server has one zygote: the process it starts, which waits, and below it the one that makes the
children. Where there are no namespaces the two are one.
"""
import os
import time
from pathlib import Path

SANDBOX_NAME = "memory-mcp-sand"  # What the kernel keeps of memory-mcp-sandbox.


def stat_fields(pid):
    """The fields of /proc/PID/stat from the state on (field 3 of the manual), or None when gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text[text.rindex(")") + 2:].split()


def name_of(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None


def state_of(pid):
    """R, S, T, Z …; None when the process is gone."""
    fields = stat_fields(pid)
    return fields[0] if fields else None


def parents():
    """Every process that there is, with its parent."""
    found = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            fields = stat_fields(entry.name)
            if fields:
                found[int(entry.name)] = int(fields[1])
    return found


def children_of(pid, among=None):
    """A process of one thread is asked by name, which is quick; others by looking at all."""
    if among is None:
        try:
            listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
            return [int(child) for child in listed.split()]
        except FileNotFoundError:
            among = parents()
    return [child for child, parent in among.items() if parent == pid]


def descendants(pid):
    among, found, todo = parents(), [], [pid]
    while todo:
        below = children_of(todo.pop(), among)
        found += below
        todo += below
    return found


def wait_for(condition, patience_s=10.0, interval_s=0.001):
    """The first true value of condition(), or the last false one when patience ends."""
    deadline = time.monotonic() + patience_s
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(interval_s)


def outer_zygote(server):
    """The process that the server started."""
    below = children_of(server.process.pid, parents())
    return next((pid for pid in below if name_of(pid) == SANDBOX_NAME), None)


def zygote(server):
    """The process that makes the children."""
    outer = outer_zygote(server)
    below = children_of(outer) if outer else []
    return below[0] if len(below) == 1 else outer


def sandbox_children(server):
    """The children alive now, those that wait and those that run."""
    maker = zygote(server)
    return [pid for pid in children_of(maker) if state_of(pid) not in (None, "Z")] if maker else []


def used_s(pid):
    """Processor time of a process, in seconds; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e9
    except (OSError, IndexError):
        fields = stat_fields(pid)
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0


def busy_children(server, more_than_s=0.04):
    """Those that have used more of the processor than one takes to get ready; the busiest first."""
    used = {pid: used_s(pid) for pid in sandbox_children(server)}
    return sorted((pid for pid in used if used[pid] > more_than_s), key=used.get, reverse=True)


def idle_children(server, count=4):
    """Waits until the pool is full and nobody runs, and returns the children."""
    def all_asleep():
        children = sandbox_children(server)
        asleep = [pid for pid in children if state_of(pid) == "S"]
        return asleep if len(asleep) == len(children) == count else None
    return wait_for(all_asleep) or []


def is_gone(pid):
    return state_of(pid) in (None, "Z")


def status_of(pid):
    """/proc/PID/status as a dictionary of texts."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def rss_bytes(pid):
    return int(status_of(pid)["VmRSS"].split()[0]) * 1024


def descriptors_of(pid):
    """{number: what it is}."""
    folder = f"/proc/{pid}/fd"
    found = {}
    for number in os.listdir(folder):
        try:
            found[int(number)] = os.readlink(f"{folder}/{number}")
        except FileNotFoundError:
            pass  # The one that lists, or one closed since.
    return found


class Mapping:
    """One line of /proc/PID/maps."""

    def __init__(self, line):
        fields = line.split()
        self.start, self.end = (int(number, 16) for number in fields[0].split("-"))
        self.rights, self.path = fields[1], fields[5] if len(fields) > 5 else ""


def mappings_of(pid):
    return [Mapping(line) for line in
            Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()]


def memory_holds(pid, text):
    """Whether the bytes stand anywhere in the readable memory of a process."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for mapping in mappings_of(pid):
            if "r" not in mapping.rights or mapping.path in ("[vvar]", "[vsyscall]"):
                continue
            memory.seek(mapping.start)
            try:
                if text in memory.read(mapping.end - mapping.start):
                    return True
            except OSError:
                continue  # Pages that the kernel does not give out.
    return False
