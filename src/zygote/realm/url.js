// The URL interface over the parser.
const url_error = (text, base) => {
  const error = new TypeError(
    'Invalid URL: ' + quote(text) + (base === undefined ? '' : ' with base ' + quote(base)),
  );
  define(error, 'code', 'ERR_INVALID_URL', true);
  define(error, 'input', text, true);
  if (base !== undefined) define(error, 'base', base, true);
  return error;
};
const record_of = (text, base_text) => {
  if (base_text === undefined) return parse_url(text);
  const base = parse_url(base_text);
  return base === undefined ? undefined : parse_url(text, base);
};
const cannot_have_port = (url) => url.host === null || url.host === '' || url.scheme === 'file';
const origin_of = (url) => {
  if (url.scheme === 'blob') {
    const inner = has_opaque_path(url) ? parse_url(url.path) : undefined;
    return inner !== undefined && (inner.scheme === 'http' || inner.scheme === 'https')
      ? origin_of(inner)
      : 'null';
  }
  return is_special(url) && url.scheme !== 'file' ? url.scheme + '://' + host_text(url) : 'null';
};
const without_mark = (text, mark) => (char_at(text, 0) === mark ? string_slice(text, 1) : text);

const URL = as_web_interface(
  class URL {
    #url;
    #params = undefined;
    static {
      push(interface_parts, (value) =>
        #url in value ? list_of('href: ' + quote(url_text(value.#url))) : undefined,
      );
    }
    static canParse(url, base = undefined) {
      need_arguments(arguments.length, 1, 'URL.canParse');
      return record_of(to_text(url), base === undefined ? undefined : to_text(base)) !== undefined;
    }
    static parse(url, base = undefined) {
      need_arguments(arguments.length, 1, 'URL.parse');
      const text = to_text(url);
      const base_text = base === undefined ? undefined : to_text(base);
      return record_of(text, base_text) === undefined ? null : new URL(text, base_text);
    }
    constructor(url, base = undefined) {
      need_arguments(arguments.length, 1, 'URL');
      const text = to_text(url);
      const base_text = base === undefined ? undefined : to_text(base);
      const record = record_of(text, base_text);
      if (record === undefined) throw url_error(text, base_text);
      this.#url = record;
    }
    #set_query(query) {
      this.#url.query = query;
    }
    #refresh_params() {
      if (this.#params !== undefined) set_params(this.#params, this.#url.query ?? '');
    }
    get href() {
      return url_text(this.#url);
    }
    set href(value) {
      this.#url;
      const text = to_text(value);
      const record = parse_url(text);
      if (record === undefined) throw url_error(text, undefined);
      this.#url = record;
      this.#refresh_params();
    }
    get origin() {
      return origin_of(this.#url);
    }
    get protocol() {
      return this.#url.scheme + ':';
    }
    set protocol(value) {
      this.#url = modified_url(this.#url, to_text(value) + ':', 'scheme_start');
    }
    get username() {
      return this.#url.username;
    }
    set username(value) {
      const text = web_string(value);
      if (!cannot_have_port(this.#url))
        this.#url.username = percent_encode(text, percent_set.userinfo);
    }
    get password() {
      return this.#url.password;
    }
    set password(value) {
      const text = web_string(value);
      if (!cannot_have_port(this.#url))
        this.#url.password = percent_encode(text, percent_set.userinfo);
    }
    get host() {
      return host_text(this.#url);
    }
    set host(value) {
      const text = to_text(value);
      if (!has_opaque_path(this.#url)) this.#url = modified_url(this.#url, text, 'host');
    }
    get hostname() {
      return this.#url.host ?? '';
    }
    set hostname(value) {
      const text = to_text(value);
      if (!has_opaque_path(this.#url))
        this.#url = modified_url(this.#url, text, 'host', 'hostname');
    }
    get port() {
      return this.#url.port === null ? '' : String(this.#url.port);
    }
    set port(value) {
      const text = to_text(value);
      if (cannot_have_port(this.#url)) return;
      if (text === '') this.#url.port = null;
      else this.#url = modified_url(this.#url, text, 'port');
    }
    get pathname() {
      return path_text(this.#url);
    }
    set pathname(value) {
      const text = to_text(value);
      if (has_opaque_path(this.#url)) return;
      this.#url = modified_url({ __proto__: null, ...this.#url, path: list() }, text, 'path_start');
    }
    get search() {
      return this.#url.query === null || this.#url.query === '' ? '' : '?' + this.#url.query;
    }
    set search(value) {
      const text = to_text(value);
      this.#url =
        text === ''
          ? { __proto__: null, ...this.#url, query: null }
          : modified_url(
              { __proto__: null, ...this.#url, query: '' },
              without_mark(text, '?'),
              'query',
            );
      this.#refresh_params();
    }
    get searchParams() {
      this.#params ??= params_of_url(this.#url.query ?? '', (query) =>
        this.#set_query(query === '' ? null : query),
      );
      return this.#params;
    }
    get hash() {
      return this.#url.fragment === null || this.#url.fragment === ''
        ? ''
        : '#' + this.#url.fragment;
    }
    set hash(value) {
      const text = to_text(value);
      this.#url =
        text === ''
          ? { __proto__: null, ...this.#url, fragment: null }
          : modified_url(
              { __proto__: null, ...this.#url, fragment: '' },
              without_mark(text, '#'),
              'fragment',
            );
    }
    toString() {
      return url_text(this.#url);
    }
    toJSON() {
      return url_text(this.#url);
    }
  },
  'URL',
);
for (const name of ['canParse', 'parse'])
  reflect_define(URL, name, { __proto__: null, enumerable: true });
