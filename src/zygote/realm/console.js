// console: log, info and debug go to stdout, everything that warns to stderr.
const builtin_to_string_holders = new Set();
for (const holder of [
  Object,
  Function,
  Error,
  Date,
  RegExp,
  Array,
  Symbol,
  Map,
  Set,
  Promise,
  typed_array_prototype,
]) {
  set_add(builtin_to_string_holders, holder.prototype ?? holder);
}
// As node: %s asks a toString() that the user wrote, and shows everything else as an object.
const has_own_text = (value) => {
  for (
    let holder = value, i = 0;
    holder !== null && i < prototypes_max;
    holder = get_prototype_of(holder), i++
  ) {
    if (has_own(holder, 'toString')) return !set_has(builtin_to_string_holders, holder);
  }
  return false;
};
const format_string = (value) => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return primitive_text_or_function(value);
  return has_own_text(value) ? String(value) : inspect(value, 0);
};
const primitive_text_or_function = (value) =>
  typeof value === 'function' ? function_text(value) : primitive_text(value);
const format_number = (value, convert) => {
  if (typeof value === 'bigint') return String(value) + 'n';
  return typeof value === 'symbol' ? 'NaN' : number_text(convert(value));
};
const format_json = (value) => {
  try {
    return String(json_text(value));
  } catch (error) {
    return is_error_like(error) && member_text(error, 'message') === 'circular reference'
      ? '[Circular]'
      : '[Thrown]';
  }
};
const formatters = {
  __proto__: null,
  s: format_string,
  d: (value) => format_number(value, Number),
  i: (value) => (is_object(value) ? 'NaN' : format_number(value, parse_int)),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : number_text(parse_float(value))),
  j: format_json,
  o: (value) => inspect(value),
  O: (value) => inspect(value),
  c: () => '',
};
const format_one = (formatter, value) => {
  try {
    return formatter(value);
  } catch {
    return '[Thrown]';
  }
};
const shown = (value) => (typeof value === 'string' ? value : inspect(value));
// Returns how many of the values the first one used up, and the text so far.
const format_pattern = (values) => {
  const pattern = values[0];
  let used = 1;
  let text = '';
  let from = 0;
  for (let i = 0; i < pattern.length - 1; i++) {
    if (string_at(pattern, i) !== 0x25) continue;
    const letter = char_at(pattern, i + 1);
    if (letter === '%') {
      text += string_slice(pattern, from, i) + '%';
    } else {
      if (formatters[letter] === undefined || used === values.length) continue;
      text += string_slice(pattern, from, i) + format_one(formatters[letter], values[used++]);
    }
    from = i + 2;
    i++;
  }
  return { __proto__: null, used, text: text + string_slice(pattern, from) };
};
const format_line = (values) => {
  if (values.length === 0) return '';
  let text;
  let next = 1;
  if (typeof values[0] === 'string' && values.length > 1)
    ({ used: next, text } = format_pattern(values));
  else text = shown(values[0]);
  for (; next < values.length; next++) text += ' ' + shown(values[next]);
  return text;
};

let group_indentation = '';
const indented = (text) => {
  if (group_indentation === '') return text;
  let result = group_indentation;
  for (let i = 0; i < text.length; i++) {
    result += text[i];
    if (string_at(text, i) === 0x0a) result += group_indentation;
  }
  return result;
};
const print = (target, text) => write_line(target, indented(text));

let counts = new Map();
let started = new Map();
const reset_console = () => {
  group_indentation = '';
  counts = new Map();
  started = new Map();
};
const label_of = (label) => (label === undefined ? 'default' : String(label));
const elapsed = (label) =>
  label + ': ' + (floor(host(operation.now)) - map_get(started, label)) + 'ms';
// A name nobody started is the caller's slip, not a reason to end the run.
const is_started = (label, method) => {
  if (map_has(started, label)) return true;
  print(stream.error, 'Warning: no such label "' + label + '" for console.' + method + '()');
  return false;
};
const open_group = (values) => {
  if (values.length > 0) print(stream.out, format_line(values));
  group_indentation += '  ';
};

const console_object = {
  log(...values) {
    print(stream.out, format_line(values));
  },
  info(...values) {
    print(stream.out, format_line(values));
  },
  debug(...values) {
    print(stream.out, format_line(values));
  },
  warn(...values) {
    print(stream.error, format_line(values));
  },
  error(...values) {
    print(stream.error, format_line(values));
  },
  trace(...values) {
    const line = format_line(values);
    print(
      stream.error,
      'Trace' + (line === '' ? '' : ': ') + line + '\n' + user_frames(error_stack(new Error())),
    );
  },
  assert(condition, ...values) {
    if (condition) return;
    const line = format_line(values);
    print(stream.error, 'Assertion failed' + (line === '' ? '' : ': ') + line);
  },
  dir(value) {
    print(stream.out, inspect(value));
  },
  dirxml(...values) {
    print(stream.out, format_line(values));
  },
  table(data, columns) {
    const is_tabular = is_object(data) && (columns === undefined || is_array(columns));
    print(stream.out, is_tabular ? format_one(() => table_text(data, columns)) : shown(data));
  },
  group(...values) {
    open_group(values);
  },
  groupCollapsed(...values) {
    open_group(values);
  },
  groupEnd() {
    group_indentation = string_slice(group_indentation, 2);
  },
  count(label) {
    const name = label_of(label);
    const count = (map_get(counts, name) ?? 0) + 1;
    map_set(counts, name, count);
    print(stream.out, name + ': ' + count);
  },
  countReset(label) {
    map_delete(counts, label_of(label));
  },
  time(label) {
    const name = label_of(label);
    if (map_has(started, name))
      print(stream.error, 'Warning: label "' + name + '" already exists for console.time()');
    else map_set(started, name, floor(host(operation.now)));
  },
  timeLog(label, ...values) {
    const name = label_of(label);
    if (!is_started(name, 'timeLog')) return;
    print(stream.out, elapsed(name) + (values.length === 0 ? '' : ' ' + format_line(values)));
  },
  timeEnd(label) {
    const name = label_of(label);
    if (!is_started(name, 'timeEnd')) return;
    print(stream.out, elapsed(name));
    map_delete(started, name);
  },
};
reflect_define(console_object, symbol_tag, {
  __proto__: null,
  value: 'console',
  configurable: true,
});
// Web namespaces count only required parameters.
for (const name of [
  'assert',
  'count',
  'countReset',
  'dir',
  'table',
  'time',
  'timeEnd',
  'timeLog',
]) {
  reflect_define(console_object[name], 'length', { __proto__: null, value: 0 });
}
