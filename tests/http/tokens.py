"""Tokens that the server's own command makes."""
import re
import subprocess

from http_server import PATIENCE_S, program


def static_token(data_dir, name, *flags):
    done = subprocess.run([*program(), "token", "add", name, *flags, "--data-dir", str(data_dir)],
                          check=True, capture_output=True, text=True, timeout=PATIENCE_S)
    return re.search(r"mmcp_\S+", done.stdout)[0]


def bearer(token):
    return {"Authorization": f"Bearer {token}"}
