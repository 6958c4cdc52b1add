// fs: files below the paths the operator allows. Content travels as text or base64 inside the JSON
// of the call.
const path_of = (name, path) => {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(
      'fs.' +
        name +
        ': the path must be a non-empty string, got ' +
        (path === '' ? 'an empty one' : type_name(path)),
    );
  }
  if (string_index_of(path, '\0') >= 0)
    throw new TypeError('fs.' + name + ': the path contains a NUL character');
  return '"path":' + json_stringify(string_well_formed(path));
};
const content_of = (name, data) => {
  if (typeof data === 'string') return ',"text":' + json_stringify(string_well_formed(data));
  const bytes = bytes_of(data);
  if (bytes === undefined) {
    throw new TypeError(
      'fs.' +
        name +
        ': the data must be a string, an ArrayBuffer or a view, got ' +
        type_name(data) +
        '; ' +
        'for an object use JSON.stringify',
    );
  }
  return ',"base64":"' + bytes_to_base64(bytes) + '"';
};
const wants_text = (options) => {
  const encoding = is_object(options) ? options.encoding : options;
  if (encoding === undefined || encoding === null) return false;
  const label = typeof encoding === 'string' ? string_lower(encoding) : '';
  if (label === 'utf8' || label === 'utf-8') return true;
  throw new TypeError(
    'fs.readFile: the encoding must be "utf8", got ' +
      inspect(encoding, 0) +
      '; without one the bytes ' +
      'come as a Uint8Array, which a TextDecoder can read',
  );
};
const wants_parents = (options) => is_object(options) && Boolean(options.recursive);
const file_call = (name, build, convert) => {
  try {
    return call_host('FileSystemError', 'fs.' + name, '{' + build() + '}', convert);
  } catch (error) {
    return rejected(error);
  }
};
const file_bytes = (reply) => bytes_from_base64(own_value(reply, 'base64'));
const file_text = (reply) => {
  const text = utf8_decode(file_bytes(reply));
  return string_starts_with(text, '\ufeff') ? string_slice(text, 1) : text;
};

// The host's replies in the words of JavaScript.
const file_names = (reply) => {
  const omitted = own_value(reply, 'omitted_not_utf8');
  if (omitted !== undefined)
    write_line(stream.error, 'fs.readdir: ' + omitted + ' names that are not UTF-8 are left out');
  return own_value(reply, 'names');
};
const file_exists = (reply) => own_value(reply, 'exists');
const file_stat = (reply) => ({
  size: own_value(reply, 'size'),
  isFile: own_value(reply, 'is_file'),
  isDirectory: own_value(reply, 'is_directory'),
  mtime_ms: own_value(reply, 'mtime_ms'),
});

const file_system_object = {
  readFile(path, options = undefined) {
    let is_text = false;
    return file_call(
      'readFile',
      () => {
        is_text = wants_text(options);
        return path_of('readFile', path);
      },
      (reply) => (is_text ? file_text(reply) : file_bytes(reply)),
    );
  },
  writeFile(path, data) {
    return file_call(
      'writeFile',
      () => path_of('writeFile', path) + content_of('writeFile', data),
      as_nothing,
    );
  },
  appendFile(path, data) {
    return file_call(
      'appendFile',
      () => path_of('appendFile', path) + content_of('appendFile', data),
      as_nothing,
    );
  },
  readdir(path) {
    return file_call('readdir', () => path_of('readdir', path), file_names);
  },
  stat(path) {
    return file_call('stat', () => path_of('stat', path), file_stat);
  },
  mkdir(path, options = undefined) {
    return file_call(
      'mkdir',
      () => path_of('mkdir', path) + (wants_parents(options) ? ',"recursive":true' : ''),
      as_nothing,
    );
  },
  rm(path) {
    return file_call('rm', () => path_of('rm', path), as_nothing);
  },
  exists(path) {
    return file_call('exists', () => path_of('exists', path), file_exists);
  },
};
reflect_define(file_system_object, symbol_tag, {
  __proto__: null,
  value: 'FileSystem',
  configurable: true,
});
