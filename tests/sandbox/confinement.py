#!/usr/bin/env python3
"""The process walls as the kernel sees them: looked at from outside, at children that wait and run.

Needs root, since the sandbox's processes show nothing of themselves to anybody else; and runs the
server as root, as root in a changed root, and as an ordinary user: the walls must be the same.
"""
import functools
import os
import pwd
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faults")]

from checks import SKIPPED, Checks  # noqa: E402
from executions import execute  # noqa: E402
from process_tree import (busy_children, descendants, descriptors_of,  # noqa: E402
                          idle_children, mappings_of, name_of, outer_zygote, status_of, wait_for,
                          zygote)
from server import Server, program  # noqa: E402

NAMESPACES = ("user", "net", "pid", "mnt", "ipc", "uts", "cgroup")
SECRET = "canary-of-the-environment"
CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
SPIN = "let i = 0; while (i >= 0) { i = (i + 1) % 7 } return i"


def has_walls(checks, pid, what):
    """The state of a process that has given up everything."""
    status = status_of(pid)
    checks.equal(f"{what}: seccomp filters", status["Seccomp"], "2")
    checks.equal(f"{what}: no new privileges", status["NoNewPrivs"], "1")
    for name in CAPABILITIES:
        checks.equal(f"{what}: {name}", int(status[name], 16), 0)
    for name in ("Uid", "Gid"):
        checks.check(f"{what}: no part of {name} is root's", "0" not in status[name].split(),
                     status[name])
    checks.equal(f"{what}: threads", status["Threads"], "1")
    for name in NAMESPACES:
        checks.check(f"{what}: {name} namespace of its own",
                     os.readlink(f"/proc/{pid}/ns/{name}") != os.readlink(f"/proc/self/ns/{name}"))
    checks.equal(f"{what}: environment", Path(f"/proc/{pid}/environ").read_bytes(), b"")
    checks.equal(f"{what}: working directory", os.readlink(f"/proc/{pid}/cwd"), "/")
    checks.equal(f"{what}: what is in its root", os.listdir(f"/proc/{pid}/root"), [])
    owner = os.stat(f"/proc/{pid}/environ").st_uid
    checks.equal(f"{what}: not to be looked into (dumpable 0 gives its files to root)", owner, 0)


def sees_only_its_root(checks, pid, what):
    mounts = [line.split() for line in
              Path(f"/proc/{pid}/mountinfo").read_text(encoding="utf-8").splitlines()]
    checks.equal(f"{what}: mounts", len(mounts), 1)
    rights = set(mounts[0][5].split(",")) if mounts else set()
    checks.check(f"{what}: its root is read-only, without devices, programs and set-user-id",
                 {"ro", "nosuid", "nodev", "noexec"} <= rights, rights)
    routes = Path(f"/proc/{pid}/net/dev").read_text(encoding="ascii").splitlines()[2:]
    checks.check(f"{what}: no network device but a loopback that is down",
                 [line.split(":")[0].strip() for line in routes] in ([], ["lo"]), routes)


def holds_only_its_socket(checks, pid, what):
    descriptors = descriptors_of(pid)
    checks.equal(f"{what}: descriptors", sorted(descriptors), [3])
    checks.check(f"{what}: descriptor 3 is a socket",
                 descriptors.get(3, "").startswith("socket:"), descriptors)


@functools.cache
def code_address():
    """Where the sandbox's program has its code, which it may have moved out of its file."""
    elf = Path(program()[0]).with_name("memory-mcp-sandbox").read_bytes()
    table, = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    segments = [struct.unpack_from("<IIQQ", elf, table + i * size) for i in range(count)]
    loaded, executable = 1, 1
    return next(address for kind, rights, _, address in segments
                if kind == loaded and rights & executable)


def maps_nothing_writable_and_executable(checks, pid, what):
    mappings = mappings_of(pid)
    checks.check(f"{what}: no mapping is writable and executable",
                 not [one for one in mappings if "w" in one.rights and "x" in one.rights])
    executable = [one for one in mappings if "x" in one.rights]
    own = [one for one in executable if one.path.endswith("/memory-mcp-sandbox")
           or one.start == code_address()]
    checks.equal(f"{what}: its code is in one piece", len(own), 1)
    checks.check(f"{what}: what is executable, beside itself",
                 {one.path for one in executable if one not in own} <= {"[vdso]", "[vsyscall]"},
                 [vars(one) for one in executable])
    shared = {one.path for one in mappings if one.rights.endswith("s")}
    checks.check(f"{what}: its slot is the one thing shared",
                 all("memory-mcp-slot" in path for path in shared) and len(shared) == 1, shared)
    reserved = sum(one.end - one.start for one in mappings if one.rights.startswith("---"))
    checks.check(f"{what}: 8 GiB of nothing lie behind each linear memory",
                 reserved > 2 * 7.5 * 2**30, reserved)


def is_limited(checks, pid, what):
    lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()[1:]
    limits = {line[:26].strip(): line[26:].split()[:2] for line in lines}
    for name, most in {"Max core file size": 0, "Max file size": 0, "Max processes": 0,
                       "Max locked memory": 0, "Max open files": 4, "Max cpu time": 660,
                       "Max stack size": 64 << 20, "Max data size": (128 + 32) << 20}.items():
        checks.equal(f"{what}: {name}", limits.get(name), [str(most)] * 2)


def idle(checks, server):
    """A child that waits for its job has all its walls already."""
    children = idle_children(server)
    checks.equal("children that wait", len(children), 4)
    for number, pid in enumerate(children[:2]):
        what = f"waiting child {number + 1}"
        for look in (has_walls, sees_only_its_root, holds_only_its_socket,
                     maps_nothing_writable_and_executable, is_limited):
            look(checks, pid, what)


def running(checks, server):
    """A child that runs has the same ones."""
    runner = threading.Thread(target=execute, args=(server, SPIN), kwargs={"timeout_ms": 1000})
    runner.start()
    children = wait_for(lambda: busy_children(server))
    checks.check("a child runs", children)
    for pid in children[:1]:
        for look in (has_walls, sees_only_its_root, holds_only_its_socket,
                     maps_nothing_writable_and_executable, is_limited):
            look(checks, pid, "running child")
    runner.join()


def makers(checks, server):
    """The zygote has walls too, and knows nothing of the server."""
    has_walls(checks, zygote(server), "zygote")
    sees_only_its_root(checks, zygote(server), "zygote")
    checks.equal("zygote: descriptors", sorted(descriptors_of(zygote(server))), [3])
    checks.check("zygote: nothing but its control socket",
                 descriptors_of(zygote(server))[3].startswith("socket:"))
    outer = outer_zygote(server)
    if outer != zygote(server):
        files = {path for path in descriptors_of(outer).values()
                 if not path.endswith("/dev/null")}
        log = os.readlink(f"/proc/{server.process.pid}/fd/2")
        checks.check("the process that waits for it: no descriptor but the log", files <= {log},
                     files)
        checks.equal("the process that waits for it: environment",
                     Path(f"/proc/{outer}/environ").read_bytes(), b"")
        checks.check("the process that waits for it: not root's",
                     "0" not in status_of(outer)["Uid"].split())
    for pid in descendants(server.process.pid):
        checks.check(f"{name_of(pid)}: the server's secret is not in its environment",
                     SECRET not in Path(f"/proc/{pid}/environ").read_text(encoding="utf-8"))


def all_walls(checks, scratch, before):
    with Server(scratch / "data", environment={"CANARY": SECRET},
                before=before) as server:
        checks.equal("a script runs", execute(server, "return 1")["status"], "success")
        for part in (idle, running, makers):
            checks.group(part, checks, server)
        checks.equal("the server ends cleanly", server.close(), 0)


def as_somebody(scratch):
    """A command that runs another as an ordinary user, for whom `scratch` then is."""
    somebody = pwd.getpwnam("nobody")
    os.chmod(scratch, 0o777)
    return ["setpriv", f"--reuid={somebody.pw_uid}", f"--regid={somebody.pw_gid}",
            "--clear-groups"]


@contextmanager
def changed_root(place):
    """This machine's files seen from another root, as installers and build farms start programs:
    a kernel refuses a user namespace to a process that has one."""
    place.mkdir()
    subprocess.run(["mount", "--rbind", "--make-rslave", "/", place], check=True)
    try:
        yield ["chroot", str(place)]
    finally:
        subprocess.run(["umount", "--recursive", "--lazy", place], check=True)


def main():
    if os.geteuid() != 0:
        print("skipped: looking into the sandbox's processes needs root")
        return SKIPPED
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        print("-- the server is root's")
        checks.group(all_walls, checks, Path(scratch), ())
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch, \
            changed_root(Path(scratch) / "root") as before:
        print("-- the server is root's, in a changed root")
        checks.group(all_walls, checks, Path(scratch), before)
    with tempfile.TemporaryDirectory(prefix="memory-mcp-") as scratch:
        print("-- the server is an ordinary user's")
        if os.system(f"setpriv --reuid=65534 --clear-groups test -x {program()[0]}") != 0:
            print("      (not looked at: an ordinary user may not read this build)")
        else:
            checks.group(all_walls, checks, Path(scratch), as_somebody(Path(scratch)))
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
