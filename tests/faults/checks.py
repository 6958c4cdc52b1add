"""Prints one line per check and a summary at the end; the exit code of a test comes from here."""
import time
import traceback

SKIPPED = 77


class Checks:
    """Counts what held and what did not. A check that fails does not stop the others."""

    def __init__(self):
        self.passed, self.failed, self.started = 0, [], time.monotonic()

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
            print(f"ok    {name}", flush=True)
        else:
            self.failed.append(name)
            print(f"FAIL  {name}" + (f": {str(detail)[:600]}" if detail != "" else ""), flush=True)
        return bool(holds)

    def equal(self, name, actual, expected):
        return self.check(name, actual == expected, f"expected {expected!r}, got {actual!r}")

    def group(self, function, *arguments):
        """Runs a function that checks; an exception in it is one failed check."""
        try:
            return function(*arguments)
        except Exception as error:  # whatever stops a group must not hide the groups after it
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.check(function.__name__, False,
                       f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})")
            return None

    def summary(self):
        """Prints the summary and returns the exit code."""
        seconds = time.monotonic() - self.started
        print(f"{self.passed} passed, {len(self.failed)} failed in {seconds:.1f} s")
        for name in self.failed:
            print(f"  failed: {name}")
        return 1 if self.failed else 0
