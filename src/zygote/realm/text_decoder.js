// TextDecoder for utf-8, utf-16le, utf-16be and windows-1252 with the labels of the Encoding
// standard.
const encoding_labels = { __proto__: null };
const encoding_table = [
  ['utf-8', 'unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8'],
  ['utf-16le', 'csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le'],
  ['utf-16be', 'unicodefffe utf-16be'],
  [
    'windows-1252',
    'ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 ' +
      'iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252',
  ],
];
for (const [name, labels] of encoding_table)
  for (const label of labels.split(' ')) encoding_labels[label] = name;
// What windows-1252 has at 0x80 to 0x9f; the five bytes it leaves open stand for themselves.
const windows_1252_high =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const trim_ascii = (text) => {
  const is_space = (unit) =>
    unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0c || unit === 0x0d;
  let begin = 0;
  let end = text.length;
  while (begin < end && is_space(string_at(text, begin))) begin++;
  while (end > begin && is_space(string_at(text, end - 1))) end--;
  return string_slice(text, begin, end);
};
const decode_windows_1252 = (bytes) => {
  const binary = binary_string(bytes);
  let text = '';
  let from = 0;
  for (let i = 0; i < binary.length; i++) {
    const unit = string_at(binary, i);
    if (unit < 0x80 || unit > 0x9f) continue;
    text += string_slice(binary, from, i) + windows_1252_high[unit - 0x80];
    from = i + 1;
  }
  return text + string_slice(binary, from);
};
// One argument list for String.fromCharCode; far below the engine's stack.
const units_per_call = 4096;
const decode_utf16 = (bytes, end, is_little) => {
  let text = '';
  for (let at = 0; at < end;) {
    const units = list();
    const stop = min(end, at + 2 * units_per_call);
    for (; at < stop; at += 2) {
      push(units, is_little ? bytes[at] | (bytes[at + 1] << 8) : (bytes[at] << 8) | bytes[at + 1]);
    }
    text += reflect_apply(from_char_code, undefined, units);
  }
  return text;
};
const joined_bytes = (first, second) => {
  const head = typed_array_length(first);
  if (head === 0) return second;
  const all = new Uint8Array(head + typed_array_length(second));
  typed_array_set(all, first);
  typed_array_set(all, second, head);
  return all;
};
const bytes_between = (bytes, begin, end) =>
  new Uint8Array(typed_array_buffer(bytes), typed_array_offset(bytes) + begin, end - begin);
const copied = (bytes) => {
  const copy = new Uint8Array(typed_array_length(bytes));
  typed_array_set(copy, bytes);
  return copy;
};

const options_object = (options, where) => {
  if (options === undefined || options === null) return { __proto__: null };
  if (!is_object(options))
    throw new TypeError(where + ': the options must be an object, got ' + type_name(options));
  return options;
};

const TextDecoder = as_web_interface(
  class TextDecoder {
    #encoding;
    #is_fatal;
    #ignores_bom;
    #pending = new Uint8Array(0);
    #has_begun = false;
    constructor(label = 'utf-8', options = undefined) {
      const name = to_text(label);
      const encoding = encoding_labels[string_lower(trim_ascii(name))];
      if (encoding === undefined) {
        throw new RangeError(
          'The "' +
            name +
            '" encoding is not supported; use utf-8, utf-16le, utf-16be or windows-1252',
        );
      }
      const { fatal = false, ignoreBOM = false } = options_object(options, 'TextDecoder');
      this.#encoding = encoding;
      this.#is_fatal = !!fatal;
      this.#ignores_bom = !!ignoreBOM;
    }
    get encoding() {
      return this.#encoding;
    }
    get fatal() {
      return this.#is_fatal;
    }
    get ignoreBOM() {
      return this.#ignores_bom;
    }
    decode(input = undefined, options = undefined) {
      const given = input === undefined ? new Uint8Array(0) : bytes_of(input);
      if (given === undefined) {
        throw new TypeError(
          'TextDecoder.decode: the input must be an ArrayBuffer or a view, got ' + type_name(input),
        );
      }
      const is_stream = !!options_object(options, 'TextDecoder.decode').stream;
      const bytes = joined_bytes(this.#pending, given);
      this.#pending = new Uint8Array(0);
      const text =
        this.#encoding === 'windows-1252'
          ? decode_windows_1252(bytes)
          : this.#decode(bytes, is_stream);
      const starts_with_bom =
        !this.#has_begun &&
        !this.#ignores_bom &&
        this.#encoding !== 'windows-1252' &&
        text.length > 0 &&
        string_at(text, 0) === 0xfeff;
      this.#has_begun = is_stream && (this.#has_begun || text.length > 0);
      return starts_with_bom ? string_slice(text, 1) : text;
    }
    #decode(bytes, is_stream) {
      const length = typed_array_length(bytes);
      const is_utf8 = this.#encoding === 'utf-8';
      const open = is_utf8
        ? utf8_incomplete(bytes, length)
        : this.#open_utf16(bytes, length, is_stream);
      const end = is_stream ? length - open : length;
      if (is_stream && open > 0) this.#pending = copied(bytes_between(bytes, end, length));
      try {
        return is_utf8
          ? utf8_decode(bytes_between(bytes, 0, end), this.#is_fatal)
          : this.#utf16(bytes, end);
      } catch (error) {
        this.#pending = new Uint8Array(0);
        this.#has_begun = false;
        if (!is_error(error) || get_prototype_of(error) !== URIError.prototype) throw error;
        throw new TypeError('The encoded data was not valid for encoding ' + this.#encoding);
      }
    }
    // An odd byte, or a high surrogate at the end whose other half may still come.
    #open_utf16(bytes, length, is_stream) {
      const odd = length % 2;
      if (!is_stream || length - odd < 2) return odd;
      const high =
        this.#encoding === 'utf-16le' ? bytes[length - odd - 1] : bytes[length - odd - 2];
      return (high & 0xfc) === 0xd8 ? odd + 2 : odd;
    }
    // What is open at the end, a high surrogate and an odd byte together, is one error.
    #utf16(bytes, end) {
      const is_odd = end % 2 === 1;
      const text = decode_utf16(bytes, end - (end % 2), this.#encoding === 'utf-16le');
      const whole = string_well_formed(text);
      if (this.#is_fatal && (is_odd || whole !== text)) throw new URIError('not UTF-16');
      const ends_high = text !== '' && (string_at(text, text.length - 1) & 0xfc00) === 0xd800;
      return is_odd && !ends_high ? whole + '\ufffd' : whole;
    }
  },
  'TextDecoder',
);
