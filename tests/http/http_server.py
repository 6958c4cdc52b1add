"""Starts the real server over HTTP; shared by the scripts of this folder and tests/conformance."""
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "faults")]

from checks import SKIPPED, Checks  # noqa: E402,F401  (what the scripts use, too)
from server import PATIENCE_S, ROOT, program, wait_until  # noqa: E402,F401

URL = re.compile(r"\bserving .*\burl=(https?)://[^/]+:(\d+)(/\S*)")


def listening(*options, guarded=False, address="localhost"):
    """The flags of a server on a free port of this machine; unless guarded, for whoever comes."""
    return ["--http", f"{address}:0", *([] if guarded else ["--http_no_auth"]), *options]


class HttpServer:
    """One server process; `port` is where it listens. Its stderr is read as it comes."""

    def __init__(self, data_dir, *options, environment=None, guarded=False,
                 address="localhost"):
        self._log, self._changed, self._ended = [], threading.Condition(), False
        self.process = subprocess.Popen(
            [*program(), "serve", "--data_dir", str(data_dir),
             *listening(*options, guarded=guarded, address=address)],
            cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=None if environment is None else {**os.environ, **environment})
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        self.scheme, port, self.path = self._wait_for_url().groups()
        self.port = int(port)

    @property
    def url(self):
        return f"{self.scheme}://localhost:{self.port}{self.path}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.wait()

    def _read_log(self):
        for line in self.process.stderr:
            with self._changed:
                self._log.append(line.decode("utf-8", "replace"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _wait_for_url(self):
        with self._changed:
            self._changed.wait_for(lambda: self._ended or URL.search(self.log()), PATIENCE_S)
            found = URL.search(self.log())
        if found:
            return found
        self.process.kill()
        raise RuntimeError(f"the server does not serve: {self.log()[-600:]}")

    def log(self):
        return "".join(self._log)

    def rss_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        kib = next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]
        return int(kib) * 1024

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, patience_s=PATIENCE_S):
        """Waits for the end; returns the exit code (negative: a signal)."""
        code = self.process.wait(patience_s)
        self._reader.join(patience_s)
        return code

    def output(self):
        """What it wrote to standard output, once it has ended."""
        return self.process.stdout.read()

    def stop(self, patience_s=PATIENCE_S):
        self.terminate()
        return self.wait(patience_s)
