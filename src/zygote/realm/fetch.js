// fetch: one request through the server, which owns the list of hosts. The answer comes whole;
// still, as everywhere, reading its body uses it up.
const is_token = (text) => {
  for (let i = 0; i < text.length; i++) {
    const unit = string_at(text, i);
    if (!is_alpha(unit) && !is_digit(unit) && string_index_of("!#$%&'*+-.^_`|~", text[i]) < 0)
      return false;
  }
  return text !== '';
};
const header_value = (name, value) => {
  const text = trim_ascii(value);
  for (let i = 0; i < text.length; i++) {
    const unit = string_at(text, i);
    if (unit === 0 || unit === 0x0a || unit === 0x0d || unit > 0xff) {
      throw new TypeError(
        'fetch: the value of header ' +
          quote(name) +
          ' contains a character that no header may have',
      );
    }
  }
  return text;
};
// Lower-case names in order; values of one name are joined, but cookies, which may hold commas,
// stay apart.
const combined_headers = (pairs) => {
  const headers = list();
  for (let i = 0; i < pairs.length; i++) {
    const name = string_lower(pairs[i][0]);
    if (!is_token(name))
      throw new TypeError('fetch: ' + quote(pairs[i][0]) + ' is not a header name');
    const value = header_value(name, pairs[i][1]);
    const known = name === 'set-cookie' ? undefined : find_header(headers, name);
    if (known === undefined) push(headers, list_of(name, value));
    else known[1] += ', ' + value;
  }
  return array_sort(headers, (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
};
const find_header = (headers, name) => {
  for (let i = 0; i < headers.length; i++) if (headers[i][0] === name) return headers[i];
  return undefined;
};

// What a response has for its own way through the network, and no request may set
// (sandbox/grants/fetch_request.cpp).
const travelling_headers = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
const stays_behind = (name) =>
  set_has(travelling_headers, name) || string_starts_with(name, 'proxy-');

let pairs_of_response;
const headers_iterator = make_pair_iterator('Headers Iterator');
// Made by fetch alone: the secret stands between user code and the constructors of its answers.
const fetch_secret = {};
const only_by_fetch = (secret) => {
  if (secret !== fetch_secret)
    throw new TypeError('Illegal constructor: only fetch makes these objects');
};
const Headers = as_web_interface(
  class Headers {
    #pairs;
    static {
      push(interface_parts, (value) => (#pairs in value ? pair_parts(value.#pairs) : undefined));
      pairs_of_response = (value) => (#pairs in value ? value.#pairs : undefined);
    }
    constructor(secret = undefined, pairs = undefined) {
      only_by_fetch(secret);
      this.#pairs = pairs;
    }
    get(name) {
      const wanted = string_lower(to_text(name));
      const values = list();
      for (let i = 0; i < this.#pairs.length; i++)
        if (this.#pairs[i][0] === wanted) push(values, this.#pairs[i][1]);
      return values.length === 0 ? null : join(values, ', ');
    }
    getSetCookie() {
      const values = list();
      for (let i = 0; i < this.#pairs.length; i++) {
        if (this.#pairs[i][0] === 'set-cookie') push(values, this.#pairs[i][1]);
      }
      return as_array(values);
    }
    has(name) {
      return find_header(this.#pairs, string_lower(to_text(name))) !== undefined;
    }
    entries() {
      return this.#iterate('entries');
    }
    keys() {
      return this.#iterate('keys');
    }
    values() {
      return this.#iterate('values');
    }
    #iterate(kind) {
      const pairs = this.#pairs;
      return headers_iterator((index) => pairs[index], kind);
    }
    forEach(callback, receiver = undefined) {
      const pairs = this.#pairs;
      need_callback(callback, 'Headers.forEach');
      for (let i = 0; i < pairs.length; i++)
        reflect_apply(callback, receiver, [pairs[i][1], pairs[i][0], this]);
    }
  },
  'Headers',
);
define(Headers.prototype, symbol_iterator, Headers.prototype.entries);

const is_success = (status) => status >= 200 && status <= 299;
const body_text = (body) => {
  const text = utf8_decode(body);
  return string_starts_with(text, '\ufeff') ? string_slice(text, 1) : text;
};
const Response = as_web_interface(
  class Response {
    #reply;
    #headers;
    #is_used = false;
    static {
      push(interface_parts, (value) =>
        #reply in value
          ? list_of(
              'status: ' + value.#reply.status,
              'ok: ' + is_success(value.#reply.status),
              'url: ' + quote(value.#reply.url),
            )
          : undefined,
      );
    }
    constructor(secret = undefined, reply = undefined) {
      only_by_fetch(secret);
      this.#reply = reply;
      this.#headers = new Headers(fetch_secret, reply.headers);
    }
    get status() {
      return this.#reply.status;
    }
    get statusText() {
      return this.#reply.status_text;
    }
    get ok() {
      return is_success(this.#reply.status);
    }
    get url() {
      return this.#reply.url;
    }
    get headers() {
      return this.#headers;
    }
    get bodyUsed() {
      return this.#is_used;
    }
    #read(convert) {
      return new Promise((resolve) => {
        if (this.#is_used) throw new TypeError('Response: the body has been read already');
        this.#is_used = true;
        resolve(convert(this.#reply.body));
      });
    }
    text() {
      return this.#read(body_text);
    }
    json() {
      return this.#read((body) => json_parse(body_text(body)));
    }
    bytes() {
      return this.#read(as_given);
    }
    arrayBuffer() {
      return this.#read(typed_array_buffer);
    }
  },
  'Response',
);

const reply_pairs = (headers) => {
  const pairs = list();
  for (let i = 0; is_array(headers) && i < headers.length; i++) {
    push(pairs, list_of(to_text(headers[i][0]), to_text(headers[i][1])));
  }
  return combined_headers(pairs);
};
const response_of = (reply) =>
  new Response(fetch_secret, {
    __proto__: null,
    status: Number(own_value(reply, 'status')),
    status_text: to_text(own_value(reply, 'status_text') ?? ''),
    url: to_text(own_value(reply, 'url') ?? ''),
    headers: reply_pairs(own_value(reply, 'headers')),
    body: bytes_from_base64(own_value(reply, 'body_base64') ?? ''),
  });

// Methods the standard writes in capitals whatever the caller wrote, and those it forbids.
const known_methods = { __proto__: null, DELETE: 1, GET: 1, HEAD: 1, OPTIONS: 1, POST: 1, PUT: 1 };
const forbidden_methods = { __proto__: null, CONNECT: 1, TRACE: 1, TRACK: 1 };
const method_of = (value) => {
  if (value === undefined) return 'GET';
  const text = to_text(value);
  const upper = string_upper(text);
  if (!is_token(text) || forbidden_methods[upper])
    throw new TypeError('fetch: ' + quote(text) + ' is not a method to use');
  return known_methods[upper] ? upper : text;
};
// The bytes of a body and the content type that goes with it when the caller names none.
const body_of = (body) => {
  if (typeof body === 'string') {
    return { __proto__: null, bytes: utf8_encode(body), type: 'text/plain;charset=UTF-8' };
  }
  const form = is_object(body) ? form_text(body) : undefined;
  if (form !== undefined) {
    return {
      __proto__: null,
      bytes: utf8_encode(form),
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
    };
  }
  const bytes = bytes_of(body);
  if (bytes !== undefined) return { __proto__: null, bytes, type: undefined };
  throw new TypeError(
    'fetch: the body must be a string, URLSearchParams, an ArrayBuffer or a view, got ' +
      type_name(body) +
      '; for an object use JSON.stringify',
  );
};
const refuse_options = (options) => {
  if (options.signal !== undefined && options.signal !== null) {
    throw new TypeError(
      'fetch: `signal` is not supported; the time limit of the run bounds every request',
    );
  }
  if (options.redirect !== undefined && options.redirect !== 'follow') {
    throw new TypeError(
      'fetch: `redirect` can only be "follow"; the server checks every hop against its hosts',
    );
  }
};
// The headers of a response may be passed on: without those that were about its own way.
const request_pairs = (value) => {
  const given = options_object(value, 'fetch headers');
  const pairs = pairs_of_response(given);
  if (pairs === undefined) return pairs_from(given, 'fetch headers');
  const passed_on = list();
  for (let i = 0; i < pairs.length; i++) if (!stays_behind(pairs[i][0])) push(passed_on, pairs[i]);
  return passed_on;
};
const request_json = (resource, options) => {
  const url = parse_url(to_text(resource));
  if (url === undefined) throw url_error(to_text(resource), undefined);
  if (has_credentials(url))
    throw new TypeError('fetch: a URL with a user name or password cannot be requested');
  url.fragment = null;
  refuse_options(options);
  const method = method_of(options.method);
  const headers = combined_headers(request_pairs(options.headers));
  const content = options.body;
  let body_json = '';
  if (content !== undefined && content !== null) {
    if (method === 'GET' || method === 'HEAD')
      throw new TypeError('fetch: a ' + method + ' request cannot have a body');
    const { bytes, type } = body_of(content);
    if (type !== undefined && find_header(headers, 'content-type') === undefined) {
      push(headers, list_of('content-type', type));
    }
    body_json = ',"body_base64":"' + bytes_to_base64(bytes) + '"';
  }
  return (
    '{"url":' +
    json_stringify(url_text(url)) +
    ',"method":' +
    json_stringify(method) +
    ',"headers":' +
    headers_json(headers) +
    body_json +
    '}'
  );
};
const headers_json = (headers) => {
  const parts = list();
  for (let i = 0; i < headers.length; i++) {
    push(parts, '[' + json_stringify(headers[i][0]) + ',' + json_stringify(headers[i][1]) + ']');
  }
  return '[' + join(parts, ',') + ']';
};
const fetch_functions = {
  fetch(resource, options = undefined) {
    try {
      need_arguments(arguments.length, 1, 'fetch');
      return call_host(
        'FetchError',
        'fetch',
        request_json(resource, options_object(options, 'fetch')),
        response_of,
      );
    } catch (error) {
      return rejected(error);
    }
  },
};
