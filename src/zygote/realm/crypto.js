// crypto and performance: randomness comes from the host for every call, so no two runs can share
// any.
const random_quota_bytes = 65536;
const integer_arrays = {
  __proto__: null,
  Int8Array: 1,
  Uint8Array: 1,
  Uint8ClampedArray: 1,
  Int16Array: 1,
  Uint16Array: 1,
  Int32Array: 1,
  Uint32Array: 1,
  BigInt64Array: 1,
  BigUint64Array: 1,
};

const fill_random = (bytes) => {
  const length = typed_array_length(bytes);
  for (let i = 0; i < length;) {
    let word = host(operation.random);
    for (let k = 0; k < 4 && i < length; k++) {
      bytes[i++] = word & 0xff;
      word >>>= 8;
    }
  }
  return bytes;
};
const crypto_object = {
  getRandomValues(array) {
    if (!is_view(array) || integer_arrays[typed_array_name(array)] === undefined) {
      throw new DOMException(
        'crypto.getRandomValues: the argument must be an integer typed array',
        'TypeMismatchError',
      );
    }
    const size = typed_array_bytes(array);
    if (size > random_quota_bytes) {
      throw new DOMException(
        'crypto.getRandomValues: ' +
          size +
          ' bytes asked for, at most ' +
          random_quota_bytes +
          ' are ' +
          'given at once; call it several times',
        'QuotaExceededError',
      );
    }
    fill_random(new Uint8Array(typed_array_buffer(array), typed_array_offset(array), size));
    return array;
  },
  randomUUID() {
    const bytes = fill_random(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let text = '';
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
      text += string_pad_start(number_to_string(bytes[i], 16), 2, '0');
    }
    return text;
  },
};
reflect_define(crypto_object, symbol_tag, { __proto__: null, value: 'Crypto', configurable: true });

let run_started_ms = 0;
const reset_performance = () => {
  run_started_ms = floor(host(operation.now));
};
const performance_object = {
  now() {
    return floor(host(operation.now)) - run_started_ms;
  },
};
reflect_define(performance_object, symbol_tag, {
  __proto__: null,
  value: 'Performance',
  configurable: true,
});
