// The states after the authority: files, paths, query and fragment; then the entry into the parser.
url_states.file = (parser) => {
  const { input, url, base } = parser;
  url.scheme = 'file';
  url.host = '';
  const character = next_char(parser);
  if (character === '/' || character === '\\') {
    parser.at++;
    return 'file_slash';
  }
  if (base === null || base.scheme !== 'file') return 'path';
  url.host = base.host;
  url.path = copied_list(base.path);
  url.query = base.query;
  if (character === undefined) return done;
  if (character === '#') return after_query_mark(parser, character);
  url.query = null;
  if (character === '?') return after_query_mark(parser, character);
  if (starts_with_drive_letter(input, parser.at)) url.path = list();
  else shorten_path(url);
  return 'path';
};
url_states.file_slash = (parser) => {
  const { input, url, base } = parser;
  if (next_char(parser) === '/' || next_char(parser) === '\\') {
    parser.at++;
    return 'file_host';
  }
  if (base !== null && base.scheme === 'file') {
    url.host = base.host;
    const first = base.path[0];
    if (
      !starts_with_drive_letter(input, parser.at) &&
      first !== undefined &&
      is_drive_letter(first) &&
      first[1] === ':'
    ) {
      push(url.path, first);
    }
  }
  return 'path';
};
url_states.file_host = (parser) => {
  const { input, url, override } = parser;
  const end = find_delimiter(parser, '/\\?#');
  const text = string_slice(input, parser.at, end);
  if (override === undefined && is_drive_letter(text)) return 'path';
  parser.at = end;
  if (text === '') {
    url.host = '';
    return override === undefined ? 'path_start' : done;
  }
  const host = parse_host(text, true);
  if (host === undefined) return failed;
  url.host = host === 'localhost' ? '' : host;
  return override === undefined ? 'path_start' : done;
};
url_states.path_start = (parser) => {
  const { input, url, override } = parser;
  const character = next_char(parser);
  if (is_special(url)) {
    if (character === '/' || character === '\\') parser.at++;
    return 'path';
  }
  if (override === undefined && (character === '?' || character === '#'))
    return after_query_mark(parser, character);
  if (character !== undefined) {
    if (character === '/') parser.at++;
    return 'path';
  }
  if (override !== undefined && url.host === null) push(url.path, '');
  return done;
};
const path_delimiters = (parser) =>
  (is_special(parser.url) ? '/\\' : '/') + (parser.override === undefined ? '?#' : '');
const add_segment = (url, raw, is_followed_by_slash) => {
  const segment = percent_encode(raw, percent_set.path);
  const dots = segment.length <= 6 ? dot_segments[string_lower(segment)] : undefined;
  if (dots === 2) shorten_path(url);
  if (dots !== undefined) {
    if (!is_followed_by_slash) push(url.path, '');
    return;
  }
  const is_drive = url.scheme === 'file' && url.path.length === 0 && is_drive_letter(segment);
  push(url.path, is_drive ? segment[0] + ':' : segment);
};
url_states.path = (parser) => {
  const { input, url } = parser;
  const delimiters = path_delimiters(parser);
  for (;;) {
    const end = find_delimiter(parser, delimiters);
    const character = char_at(input, end);
    const has_slash = is_slash(parser, character);
    add_segment(url, string_slice(input, parser.at, end), has_slash);
    parser.at = end;
    if (character === undefined) return done;
    if (!has_slash) return after_query_mark(parser, character);
    parser.at++;
  }
};
url_states.opaque_path = (parser) => {
  const { input, url } = parser;
  const end = find_delimiter(parser, '?#');
  url.path = opaque_path_text(string_slice(input, parser.at, end), end < input.length);
  parser.at = end;
  return end === input.length ? done : after_query_mark(parser, input[end]);
};
// Trailing spaces would vanish when the URL is read again, so the last one before a query is
// written as %20.
const opaque_path_text = (raw, is_followed) => {
  const text = percent_encode(raw, percent_set.control);
  return is_followed && string_ends_with(text, ' ') ? string_slice(text, 0, -1) + '%20' : text;
};
url_states.query = (parser) => {
  const { input, url } = parser;
  const end = parser.override === undefined ? find_delimiter(parser, '#') : input.length;
  const set = is_special(url) ? percent_set.special_query : percent_set.query;
  url.query += percent_encode(string_slice(input, parser.at, end), set);
  parser.at = end;
  return end === input.length ? done : after_query_mark(parser, '#');
};
url_states.fragment = (parser) => {
  parser.url.fragment += percent_encode(
    string_slice(parser.input, parser.at),
    percent_set.fragment,
  );
  return done;
};

const without_tabs = (text) => {
  let kept = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = string_at(text, i);
    if (unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) continue;
    kept += string_slice(text, from, i);
    from = i + 1;
  }
  return from === 0 ? text : kept + string_slice(text, from);
};
const trimmed_controls = (text) => {
  let begin = 0;
  let end = text.length;
  while (begin < end && string_at(text, begin) <= 0x20) begin++;
  while (end > begin && string_at(text, end - 1) <= 0x20) end--;
  return string_slice(text, begin, end);
};
const run_url_states = (parser, first) => {
  let state = first;
  while (state !== done && state !== failed) state = url_states[state](parser);
  return state === done;
};
// The record of `text`, or undefined when it is no URL.
const parse_url = (text, base = null) => {
  const input = without_tabs(trimmed_controls(string_well_formed(text)));
  const parser = {
    __proto__: null,
    input,
    at: 0,
    url: new_url_record(),
    base,
    override: undefined,
  };
  return run_url_states(parser, 'scheme_start') ? parser.url : undefined;
};
// Setters: reads `text` from a state on into a copy, so that a refused value changes nothing.
const modified_url = (url, text, state, override = state) => {
  const copy = { __proto__: null, ...url };
  if (!has_opaque_path(url)) copy.path = copied_list(url.path);
  const input = without_tabs(string_well_formed(text));
  const parser = { __proto__: null, input, at: 0, url: copy, base: null, override };
  return run_url_states(parser, state) ? copy : url;
};

const path_text = (url) =>
  has_opaque_path(url) ? url.path : url.path.length === 0 ? '' : '/' + join(url.path, '/');
const host_text = (url) =>
  url.host === null ? '' : url.port === null ? url.host : url.host + ':' + url.port;
const url_text = (url) => {
  let text = url.scheme + ':';
  if (url.host !== null) {
    text += '//';
    if (has_credentials(url))
      text += url.username + (url.password === '' ? '' : ':' + url.password) + '@';
    text += host_text(url);
  } else if (!has_opaque_path(url) && url.path.length > 1 && url.path[0] === '') {
    text += '/.';
  }
  text += path_text(url);
  if (url.query !== null) text += '?' + url.query;
  return url.fragment === null ? text : text + '#' + url.fragment;
};
