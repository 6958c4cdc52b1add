// What a program in the sandbox can use besides the language (ES2025). A program is the body of an
// async function: `return` gives the result, which is written as JSON.

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Bytes = ArrayBuffer | ArrayBufferView;

/** The task and the input of this run, as given by the caller. */
declare var context: { task: string; input: any };
/** The same as context.input. */
declare var input: any;

/** Where memory is granted: every tool of the server, with its argument object; the promise gives
 *  the tool's structured content. A refusal rejects with a MemoryError, `code` "denied". */
declare const memory: {
  bulk_episodes(fields: { episode_ids: string[]; [field: string]: Json }): Promise<any>;
  [tool: string]: (fields?: { [field: string]: Json }) => Promise<any>;
};
interface HostCallError extends Error {
  name: 'MemoryError' | 'FileSystemError' | 'FetchError';
  code: string;
}

/** Where paths are granted. Errors are FileSystemErrors with `code`. */
declare const fs: {
  readFile(path: string): Promise<Uint8Array>;
  readFile(
    path: string,
    encoding: 'utf8' | 'utf-8' | { encoding: 'utf8' | 'utf-8' },
  ): Promise<string>;
  writeFile(path: string, data: string | Bytes): Promise<void>;
  appendFile(path: string, data: string | Bytes): Promise<void>;
  readdir(path: string): Promise<string[]>;
  stat(
    path: string,
  ): Promise<{ size: number; isFile: boolean; isDirectory: boolean; mtime_ms: number }>;
  mkdir(path: string, options?: { recursive?: boolean }): Promise<void>;
  rm(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
};

/** Where hosts are granted. Errors of the request are FetchErrors with `code`. */
declare function fetch(
  resource: string | URL,
  options?: {
    method?: string;
    headers?: Record<string, string> | Iterable<[string, string]>;
    body?: string | URLSearchParams | Bytes | null;
    redirect?: 'follow';
  },
): Promise<FetchResponse>;
interface FetchResponse {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url: string;
  readonly headers: FetchHeaders;
  readonly bodyUsed: boolean;
  text(): Promise<string>;
  json(): Promise<any>;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
}
interface FetchHeaders extends Iterable<[string, string]> {
  get(name: string): string | null;
  getSetCookie(): string[];
  has(name: string): boolean;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  forEach(
    callback: (value: string, name: string, headers: FetchHeaders) => void,
    receiver?: any,
  ): void;
}

declare const console: {
  log(...values: any[]): void;
  info(...values: any[]): void;
  debug(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  trace(...values: any[]): void;
  assert(condition?: any, ...values: any[]): void;
  dir(value?: any): void;
  dirxml(...values: any[]): void;
  table(data?: any, columns?: string[]): void;
  group(...values: any[]): void;
  groupCollapsed(...values: any[]): void;
  groupEnd(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: any[]): void;
  timeEnd(label?: string): void;
};

declare function setTimeout(
  callback: (...values: any[]) => void,
  delay_ms?: number,
  ...values: any[]
): number;
declare function setInterval(
  callback: (...values: any[]) => void,
  delay_ms?: number,
  ...values: any[]
): number;
declare function clearTimeout(id?: number): void;
declare function clearInterval(id?: number): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T, options?: { transfer?: Iterable<ArrayBuffer> }): T;
declare function atob(base64: string): string;
declare function btoa(binary: string): string;

declare const performance: { now(): number };
declare const crypto: {
  randomUUID(): string;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
};

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string | URL, base?: string | URL): boolean;
  static parse(url: string | URL, base?: string | URL): URL | null;
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}
declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Record<string, string> | Iterable<[string, string]>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  forEach(
    callback: (value: string, name: string, params: URLSearchParams) => void,
    receiver?: any,
  ): void;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}
declare class TextEncoder {
  readonly encoding: 'utf-8';
  encode(text?: string): Uint8Array;
  encodeInto(text: string, destination: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  /** utf-8, utf-16le, utf-16be, windows-1252, and the other names the standard has for them. */
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(bytes?: Bytes, options?: { stream?: boolean }): string;
}
