"""A TCP proxy before PostgreSQL that understands enough of the protocol to cut a connection at a
chosen moment of a transaction."""
import socket
import struct
import threading

# When to cut: before the server hears of the commit, after it answered (the answer is swallowed),
# or at the first statement behind BEGIN.
BEFORE_COMMIT, AFTER_COMMIT, IN_TRANSACTION = "before COMMIT", "after COMMIT", "in a transaction"


class Proxy:
    """`arm(moment)` lets the next connection that comes to that moment be cut there, once."""

    def __init__(self, port):
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.armed, self.cuts = None, threading.Semaphore(0)
        self.lock, self.pairs = threading.Lock(), []
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.cut_all()

    def arm(self, moment):
        with self.lock:
            self.armed = moment

    def take(self, *moments):
        """Whether one of them was armed; it counts once."""
        with self.lock:
            if self.armed not in moments:
                return None
            moment, self.armed = self.armed, None
            return moment

    def cut_all(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            close(*pair)

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.pairs.append((client, server))
            swallow = threading.Event()
            threading.Thread(target=self.forward, args=(client, server, swallow), daemon=True).start()
            threading.Thread(target=self.answer, args=(server, client, swallow), daemon=True).start()

    def forward(self, client, server, swallow):
        """Message by message from the client to the server."""
        commits, in_transaction = set(), False
        try:
            server.sendall(startup(client))
            while True:
                kind, body = message(client)
                if kind == b"P":
                    name, sql = body.split(b"\0")[:2]
                    if sql == b"COMMIT":
                        commits.add(name)
                    if in_transaction and self.take(IN_TRANSACTION):
                        break
                    in_transaction = sql.startswith(b"BEGIN") or in_transaction
                is_commit = kind == b"B" and body.split(b"\0")[1] in commits
                if is_commit and self.take(BEFORE_COMMIT):
                    break
                if is_commit and self.take(AFTER_COMMIT):
                    swallow.set()
                server.sendall(kind + struct.pack("!I", len(body) + 4) + body)
        except (OSError, EOFError):
            close(client, server)
            return
        close(client, server)
        self.cuts.release()

    def answer(self, server, client, swallow):
        try:
            while data := server.recv(65536):
                if swallow.is_set():  # The commit is done; nobody learns of it.
                    close(client, server)
                    self.cuts.release()
                    return
                client.sendall(data)
        except OSError:
            pass
        close(client, server)


def close(*ends):
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()


def exactly(end, size):
    data = b""
    while len(data) < size:
        part = end.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def startup(end):
    head = exactly(end, 4)
    return head + exactly(end, struct.unpack("!I", head)[0] - 4)


def message(end):
    kind = exactly(end, 1)
    return kind, exactly(end, struct.unpack("!I", exactly(end, 4))[0] - 4)
