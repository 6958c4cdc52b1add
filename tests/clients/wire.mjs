// A peer that speaks raw lines over stdio: it sends whatever it is told to, keeps every message
// the server sent in order, and remembers which request each reply belongs to.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { args, command, environment, patience_ms } from './server_under_test.mjs';

export class Wire {
  received = []; // {message, line, method}: method is that of the request a reply belongs to
  #method_of = new Map();
  #waiting = [];
  #last_id = 0;
  #log = '';
  #end = null;

  constructor(data_dir) {
    this.child = spawn(command, args, { env: { ...process.env, ...environment(data_dir) } });
    this.child.stdin.on('error', () => {}); // a server that died is told by the next wait
    this.child.stderr.on('data', (bytes) => (this.#log += bytes));
    this.child.on('error', (error) => this.#stop(`cannot start ${command}: ${error.message}`));
    this.lines = createInterface({ input: this.child.stdout });
    this.lines.on('line', (line) => this.#take(line));
    this.lines.on('close', () => this.#stop('the server closed stdout'));
  }

  send_text(text) {
    this.child.stdin.write(text + '\n');
  }

  // Sends a message as it is; a request's method is remembered for its reply.
  send(message) {
    for (const part of [message].flat()) {
      if (part.id !== undefined && part.method) this.#method_of.set(part.id, part.method);
    }
    this.send_text(JSON.stringify(message));
  }

  next_id() {
    return ++this.#last_id;
  }

  notify(method, params) {
    this.send({ jsonrpc: '2.0', method, ...(params && { params }) });
  }

  // Sends a request and returns its reply, which holds a result or an error.
  request(method, params) {
    const id = this.next_id();
    this.send({ jsonrpc: '2.0', id, method, ...(params && { params }) });
    return this.message((m) => m.id === id && !m.method, `the reply to ${method}`);
  }

  // Sends text that carries no readable id and returns the error that answers it.
  error_for(text) {
    const seen = this.received.length;
    this.send_text(text);
    const is_answer = (m) => !Array.isArray(m) && (m.id ?? null) === null && m.error;
    return this.message(is_answer, `an error for ${text.slice(0, 40)}`, seen);
  }

  // The first message, received since `from` or still to come, that `matches`.
  message(matches, what, from = 0) {
    const known = this.received.slice(from).find(({ message }) => matches(message));
    if (known) return Promise.resolve(known.message);
    if (this.#end) return Promise.reject(new Error(`no ${what}: ${this.#end}`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${what} within ${patience_ms} ms\n${this.#log}`)), patience_ms);
      this.#waiting.push({ matches, what, resolve, reject, timer });
    });
  }

  // Closes stdin, the protocol's way to say goodbye, and returns the exit code.
  async close() {
    const gone = this.child.exitCode === null ? once(this.child, 'exit') : null;
    this.child.stdin.end();
    if (gone) await gone;
    return this.child.exitCode;
  }

  kill() {
    this.child.kill('SIGKILL');
  }

  #take(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      return this.#stop(`stdout carried a line that is not JSON: ${line.slice(0, 200)}`);
    }
    this.received.push({ message, line, method: this.#method_of.get(message.id) });
    for (const wait of this.#waiting.filter(({ matches }) => matches(message))) {
      this.#waiting.splice(this.#waiting.indexOf(wait), 1);
      clearTimeout(wait.timer);
      wait.resolve(message);
    }
  }

  #stop(reason) {
    this.#end ??= `${reason}\n${this.#log}`;
    for (const { what, reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(new Error(`no ${what}: ${this.#end}`));
    }
  }
}

// A wire that lives as long as the test `t`.
export function open_wire(t, data_dir) {
  const wire = new Wire(data_dir);
  t.after(() => wire.kill());
  return wire;
}
