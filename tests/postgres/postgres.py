"""A PostgreSQL of our own: made in a temporary folder, on a free port of the loopback interface, by a
user who is not root, and gone afterwards."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

# initdb refuses root: these users are in every Debian, the first one once PostgreSQL is.
USERS = ("postgres", "nobody")
SKIPPED = 77


def programs():
    """The folder of initdb and postgres, the newest first; None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"),
                     key=lambda path: int(path.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found and shutil.which("postgres") else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """`with Postgres() as postgres:` runs one; `postgres.url` is what the server is given."""

    def __init__(self, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="memory-mcp-postgres-"))
        self.data = self.folder / "data"
        self.bin = programs()
        self.port = free_port()
        self.settings = {"listen_addresses": "127.0.0.1", "port": self.port,
                         "unix_socket_directories": str(self.folder), "shared_buffers": "16MB",
                         "max_connections": 100, "logging_collector": "off", **settings}
        self.process = None

    @property
    def url(self):
        return self.url_at(self.port)

    @staticmethod
    def url_at(port, database="postgres"):
        return f"postgresql://memory@127.0.0.1:{port}/{database}"

    def as_user(self, command):
        if os.geteuid() != 0:
            return command
        known = [user for user in USERS if subprocess.run(
            ["id", "-u", user], capture_output=True, check=False).returncode == 0]
        return ["setpriv", f"--reuid={known[0]}", "--regid=nogroup", "--clear-groups", *command]

    def __enter__(self):
        try:
            self.folder.chmod(0o755)
            self.data.mkdir(0o700)
            if os.geteuid() == 0:
                owner = self.as_user(["id", "-u"])
                uid = int(subprocess.run(owner, capture_output=True, text=True, check=True).stdout)
                os.chown(self.folder, uid, -1)
                os.chown(self.data, uid, -1)
            made = subprocess.run(
                self.as_user([str(self.bin / "initdb"), "-D", str(self.data), "-U", "memory",
                              "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]),
                capture_output=True, text=True, check=False, cwd="/")
            if made.returncode != 0:
                raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, patience_s=60):
        """Processes of a postmaster that was killed end by themselves; until then it cannot start."""
        end = time.monotonic() + patience_s
        while not self.start_once():
            if time.monotonic() > end:
                raise RuntimeError("postgres does not start: " + self.log()[-2000:])
            time.sleep(0.05)

    def start_once(self):
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.as_user([str(self.bin / "postgres"), "-D", str(self.data), *options]),
                stdout=log, stderr=log, cwd="/")
        while self.process.poll() is None:
            ready = subprocess.run([str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1",
                                    "-p", str(self.port)], check=False)
            if ready.returncode == 0:
                return True
            time.sleep(0.02)
        self.process = None
        return False

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def stop(self, how=signal.SIGINT):
        """SIGINT is a fast shutdown, SIGQUIT an immediate one, SIGKILL a crash of the postmaster."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=60)
        self.process = None

    def restart(self, how=signal.SIGINT):
        self.stop(how)
        self.start()

    @contextlib.contextmanager
    def frozen(self):
        """All of its processes are there, hold their connections, and do nothing."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        pids = [self.process.pid, *map(int, children.split())]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def sql(self, statement, database="postgres"):
        run = subprocess.run([str(self.bin / "psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                              "127.0.0.1", "-p", str(self.port), "-U", "memory", "-d", database,
                              "-c", statement], capture_output=True, text=True, check=True)
        return run.stdout.strip()
