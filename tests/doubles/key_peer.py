#!/usr/bin/env python3
"""An authorization server's key set, for tests: GET /keys answers what was last set by POST /set,
{"body": …, "status": …, "cache_control": …, "hold": …}. With "hold" answers wait until the next
POST /set; GET /count tells how often /keys was asked. Listens on a free loopback port, which it
prints, and ends when its standard input does."""
import http.server
import json
import os
import sys
import threading

changed = threading.Condition()
page = {"body": "", "status": 200, "cache_control": None, "hold": False}
asked = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, cache_control=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if cache_control:
            self.send_header("Cache-Control", cache_control)
        try:
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # Whoever asked has given up.

    def do_GET(self):
        global asked
        if self.path == "/count":
            return self.answer(200, str(asked).encode())
        with changed:
            asked += 1
            changed.wait_for(lambda: not page["hold"])
            now = dict(page)
        return self.answer(now["status"], now["body"].encode(), now["cache_control"])

    def do_POST(self):
        new = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with changed:
            page.update(new)
            changed.notify_all()
        self.answer(200, b"set")


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
