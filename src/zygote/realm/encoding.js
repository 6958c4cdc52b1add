// UTF-8 and base64 between strings and bytes. Whole buffers go through native functions (base64,
// escape, URI coding), some fifteen times faster here than a loop over the bytes.
const utf8_piece_bytes = 49152;

const binary_string = (bytes) => native_atob(bytes_to_base64(bytes));
const utf8_encode = (text) =>
  bytes_from_base64(native_btoa(unescape(encodeURIComponent(string_well_formed(text)))));
// Throws a URIError at the first byte that is not UTF-8; a byte order mark is kept as a character.
const utf8_decode_strict = (bytes) => decodeURIComponent(escape(binary_string(bytes)));

const replacement = 0xfffd;
const is_continuation = (byte) => (byte & 0xc0) === 0x80;
// How many bytes a sequence that starts with this byte has; 0 for a byte that starts none.
const utf8_length = (lead) => {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
};
const is_second_byte = (lead, byte) => {
  if (lead === 0xe0) return byte >= 0xa0 && byte <= 0xbf;
  if (lead === 0xed) return byte >= 0x80 && byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90 && byte <= 0xbf;
  if (lead === 0xf4) return byte >= 0x80 && byte <= 0x8f;
  return is_continuation(byte);
};
// How many bytes from `at` on belong to one character or to the longest beginning of one.
const utf8_run = (bytes, at, end) => {
  const length = utf8_length(bytes[at]);
  if (length < 2) return 1;
  if (at + 1 >= end || !is_second_byte(bytes[at], bytes[at + 1])) return 1;
  let run = 2;
  while (run < length && at + run < end && is_continuation(bytes[at + run])) run++;
  return run;
};
const code_point_of = (bytes, at, length) => {
  if (length === 1) return bytes[at];
  if (length === 2) return ((bytes[at] & 0x1f) << 6) | (bytes[at + 1] & 0x3f);
  if (length === 3)
    return ((bytes[at] & 0x0f) << 12) | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f);
  return (
    ((bytes[at] & 0x07) << 18) |
    ((bytes[at + 1] & 0x3f) << 12) |
    ((bytes[at + 2] & 0x3f) << 6) |
    (bytes[at + 3] & 0x3f)
  );
};
const utf8_decode_replacing = (bytes, begin, end) => {
  let text = '';
  for (let at = begin; at < end;) {
    const run = utf8_run(bytes, at, end);
    text += from_code_point(
      run === utf8_length(bytes[at]) ? code_point_of(bytes, at, run) : replacement,
    );
    at += run;
  }
  return text;
};
// Where a piece may end without cutting a character: before a byte that continues nothing.
const piece_end = (bytes, begin, end) => {
  const wished = begin + utf8_piece_bytes;
  if (wished >= end) return end;
  for (let back = 0; back < 4; back++)
    if (!is_continuation(bytes[wished - back])) return wished - back;
  return wished;
};
// Decodes all of `bytes`; what is not UTF-8 becomes U+FFFD, or a URIError if `is_fatal`.
const utf8_decode = (bytes, is_fatal = false) => {
  const end = typed_array_length(bytes);
  const buffer = typed_array_buffer(bytes);
  const offset = typed_array_offset(bytes);
  let text = '';
  for (let begin = 0; begin < end;) {
    const stop = piece_end(bytes, begin, end);
    try {
      text += utf8_decode_strict(new Uint8Array(buffer, offset + begin, stop - begin));
    } catch (error) {
      if (is_fatal || !is_error(error) || get_prototype_of(error) !== URIError.prototype)
        throw error;
      text += utf8_decode_replacing(bytes, begin, stop);
    }
    begin = stop;
  }
  return text;
};
// How many bytes at the end are the beginning of a character whose rest may still come.
const utf8_incomplete = (bytes, end) => {
  for (let back = 1; back <= min(3, end); back++) {
    const at = end - back;
    if (is_continuation(bytes[at])) continue;
    return utf8_length(bytes[at]) > back && utf8_run(bytes, at, end) === back ? back : 0;
  }
  return 0;
};

const TextEncoder = as_web_interface(
  class TextEncoder {
    #is_encoder = true;
    get encoding() {
      this.#is_encoder;
      return 'utf-8';
    }
    encode(input = '') {
      this.#is_encoder;
      return utf8_encode(to_text(input));
    }
    encodeInto(source, destination) {
      this.#is_encoder;
      if (typed_array_name(destination) !== 'Uint8Array') {
        throw new TypeError('TextEncoder.encodeInto: the destination must be a Uint8Array');
      }
      const text = string_well_formed(to_text(source));
      const room = typed_array_length(destination);
      let read = 0;
      let written = 0;
      while (read < text.length) {
        const code = string_code_point_at(text, read);
        const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        if (written + size > room) break;
        put_utf8(destination, written, code, size);
        written += size;
        read += size === 4 ? 2 : 1;
      }
      return { read, written };
    }
  },
  'TextEncoder',
);
const put_utf8 = (bytes, at, code, size) => {
  if (size === 1) {
    bytes[at] = code;
    return;
  }
  bytes[at] = ((0xf00 >> size) & 0xff) | (code >> (6 * (size - 1)));
  for (let i = 1; i < size; i++) bytes[at + i] = 0x80 | ((code >> (6 * (size - 1 - i))) & 0x3f);
};

// The native pair takes a missing argument for the text "undefined"; browsers refuse it.
const base64_functions = {
  atob(data) {
    if (arguments.length === 0)
      throw new TypeError('atob: 1 argument required, but only 0 present');
    return native_atob(to_text(data));
  },
  btoa(data) {
    if (arguments.length === 0)
      throw new TypeError('btoa: 1 argument required, but only 0 present');
    return native_btoa(to_text(data));
  },
};
