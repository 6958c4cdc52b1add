// The basic URL parser of the URL standard. A record is {scheme, username, password, host, port,
// path, query, fragment}: host null or text, port null or number, path a list of segments or, when
// opaque, one text.
const special_ports = {
  __proto__: null,
  ftp: 21,
  file: null,
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
};
const is_special = (url) => special_ports[url.scheme] !== undefined;
const new_url_record = () => ({
  __proto__: null,
  scheme: '',
  username: '',
  password: '',
  host: null,
  port: null,
  path: list(),
  query: null,
  fragment: null,
});
const has_opaque_path = (url) => typeof url.path === 'string';
const copied_list = (items) => {
  const copy = list();
  append_all(copy, items);
  return copy;
};
const has_credentials = (url) => url.username !== '' || url.password !== '';

const is_drive_letter = (text) =>
  text.length === 2 && is_alpha(string_at(text, 0)) && (text[1] === ':' || text[1] === '|');
const starts_with_drive_letter = (text, at) =>
  is_drive_letter(string_slice(text, at, at + 2)) &&
  (at + 2 === text.length || string_index_of('/\\?#', text[at + 2]) >= 0);
const shorten_path = (url) => {
  const { path } = url;
  const is_drive = path.length === 1 && is_drive_letter(path[0]) && path[0][1] === ':';
  if ((url.scheme === 'file' && is_drive) || path.length === 0) return;
  path.length--;
};
const dot_segments = {
  __proto__: null,
  '.': 1,
  '%2e': 1,
  '..': 2,
  '.%2e': 2,
  '%2e.': 2,
  '%2e%2e': 2,
};

// A state reads from parser.at and returns the next state, `done`, or `failed`. Every state but
// those that look for a delimiter reads one character.
const done = 'done';
const failed = 'failed';
const take_from_base = (parser, keeps_query) => {
  const { url, base } = parser;
  url.username = base.username;
  url.password = base.password;
  url.host = base.host;
  url.port = base.port;
  url.path = copied_list(base.path);
  url.query = keeps_query ? base.query : null;
};
const after_query_mark = (parser, character) => {
  parser.at++;
  if (character === '?') {
    parser.url.query = '';
    return 'query';
  }
  parser.url.fragment = '';
  return 'fragment';
};
// The index of the first of `delimiters` from parser.at on, or the end.
const find_delimiter = (parser, delimiters) => {
  let at = parser.at;
  while (at < parser.input.length && string_index_of(delimiters, parser.input[at]) < 0) at++;
  return at;
};
const next_char = (parser) => char_at(parser.input, parser.at);
const is_slash = (parser, character) =>
  character === '/' || (character === '\\' && is_special(parser.url));

const url_states = {
  __proto__: null,
  scheme_start(parser) {
    if (parser.at < parser.input.length && is_alpha(string_at(parser.input, parser.at)))
      return 'scheme';
    return parser.override === undefined ? 'no_scheme' : failed;
  },
  scheme(parser) {
    const { input, url, base } = parser;
    let at = parser.at;
    while (at < input.length && is_scheme_unit(string_at(input, at))) at++;
    if (char_at(input, at) !== ':') return parser.override === undefined ? 'no_scheme' : failed;
    const scheme = string_lower(string_slice(input, parser.at, at));
    if (parser.override !== undefined) return override_scheme(url, scheme);
    url.scheme = scheme;
    parser.at = at + 1;
    if (scheme === 'file') return 'file';
    if (is_special(url)) {
      if (base === null || base.scheme !== scheme) return 'authority_slashes';
      return string_starts_with(input, '//', parser.at) ? 'authority_slashes' : 'relative';
    }
    if (char_at(input, parser.at) === '/') {
      parser.at++;
      return 'path_or_authority';
    }
    url.path = '';
    return 'opaque_path';
  },
  no_scheme(parser) {
    const { base, url, input } = parser;
    if (base === null || (has_opaque_path(base) && char_at(input, parser.at) !== '#'))
      return failed;
    url.scheme = base.scheme;
    if (!has_opaque_path(base)) return base.scheme === 'file' ? 'file' : 'relative';
    url.path = base.path;
    url.query = base.query;
    url.fragment = '';
    parser.at++;
    return 'fragment';
  },
  path_or_authority(parser) {
    if (next_char(parser) !== '/') return 'path';
    parser.at++;
    return 'authority';
  },
  relative(parser) {
    const character = next_char(parser);
    if (is_slash(parser, character)) {
      parser.at++;
      return 'relative_slash';
    }
    take_from_base(parser, character === undefined || character === '#');
    if (character === undefined) return done;
    if (character === '?' || character === '#') return after_query_mark(parser, character);
    shorten_path(parser.url);
    return 'path';
  },
  relative_slash(parser) {
    const { url, base } = parser;
    const character = next_char(parser);
    if (is_slash(parser, character)) {
      parser.at++;
      return is_special(url) ? 'authority_ignore_slashes' : 'authority';
    }
    const { username, password, host, port } = base;
    url.username = username;
    url.password = password;
    url.host = host;
    url.port = port;
    return 'path';
  },
  authority_slashes(parser) {
    if (string_starts_with(parser.input, '//', parser.at)) parser.at += 2;
    return 'authority_ignore_slashes';
  },
  authority_ignore_slashes(parser) {
    while (next_char(parser) === '/' || next_char(parser) === '\\') parser.at++;
    return 'authority';
  },
  authority(parser) {
    const { input, url } = parser;
    const end = find_delimiter(parser, is_special(url) ? '/\\?#' : '/?#');
    const mark = string_last_index_of(string_slice(input, parser.at, end), '@');
    if (mark < 0) return 'host';
    const credentials = string_slice(input, parser.at, parser.at + mark);
    const colon = string_index_of(credentials, ':');
    url.username = percent_encode(
      colon < 0 ? credentials : string_slice(credentials, 0, colon),
      percent_set.userinfo,
    );
    url.password =
      colon < 0 ? '' : percent_encode(string_slice(credentials, colon + 1), percent_set.userinfo);
    parser.at += mark + 1;
    return parser.at === end ? failed : 'host';
  },
  host(parser) {
    const { input, url, override } = parser;
    if (override !== undefined && url.scheme === 'file') return 'file_host';
    const end = host_end(parser);
    const text = string_slice(input, parser.at, end);
    const has_port = char_at(input, end) === ':';
    if (has_port && override === 'hostname') return failed;
    if (text === '' && (has_port || is_special(url))) return failed;
    if (text === '' && override !== undefined && (has_credentials(url) || url.port !== null))
      return failed;
    const host = text === '' ? '' : parse_host(text, is_special(url));
    if (host === undefined) return failed;
    url.host = host;
    parser.at = end;
    if (has_port) {
      parser.at++;
      return 'port';
    }
    return override === undefined ? 'path_start' : done;
  },
  // A setter that got this far has set the host; a bad port does not undo that.
  port(parser) {
    const { input, url, override } = parser;
    let at = parser.at;
    let port = 0;
    while (at < input.length && is_digit(string_at(input, at))) {
      port = port * 10 + string_at(input, at++) - 0x30;
      if (port > 65535) return override === undefined ? failed : done;
    }
    const is_end =
      at === input.length || input[at] === '?' || input[at] === '#' || is_slash(parser, input[at]);
    if (!is_end && override === undefined) return failed;
    if (at > parser.at) url.port = port === special_ports[url.scheme] ? null : port;
    parser.at = at;
    return override === undefined ? 'path_start' : done;
  },
};
const is_scheme_unit = (unit) =>
  is_alpha(unit) || is_digit(unit) || unit === 0x2b || unit === 0x2d || unit === 0x2e;
const override_scheme = (url, scheme) => {
  if ((special_ports[url.scheme] === undefined) !== (special_ports[scheme] === undefined))
    return done;
  if (scheme === 'file' && (has_credentials(url) || url.port !== null)) return done;
  if (url.scheme === 'file' && url.host === '') return done;
  url.scheme = scheme;
  if (url.port === special_ports[scheme]) url.port = null;
  return done;
};
// A colon inside brackets belongs to the address, not to the port.
const host_end = (parser) => {
  const { input } = parser;
  let is_bracketed = false;
  let at = parser.at;
  for (; at < input.length; at++) {
    const character = input[at];
    if (character === '[') is_bracketed = true;
    else if (character === ']') is_bracketed = false;
    else if (character === ':' && !is_bracketed) break;
    else if (character === '?' || character === '#' || is_slash(parser, character)) break;
  }
  return at;
};
