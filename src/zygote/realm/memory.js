// memory: one asynchronous function per tool of the server. Rights are checked there, not here.
const memory_json = (name, value) => {
  try {
    return json_text(value);
  } catch (error) {
    throw new TypeError(
      'memory.' + name + ': the argument cannot be written as JSON (' + thrown_title(error) + ')',
    );
  }
};
const memory_arguments = (name, value) => {
  if (value === undefined) return '{}';
  const is_plain = typeof value === 'object' && value !== null && !is_array(value);
  const text = is_plain ? memory_json(name, value) : undefined;
  if (text === undefined || char_at(text, 0) !== '{') {
    throw new TypeError(
      'memory.' +
        name +
        ": the argument must be an object of the tool's fields, got " +
        type_name(value) +
        '; for example memory.' +
        name +
        '({ … })',
    );
  }
  return json_well_formed(text);
};
const memory_function = (name) => {
  const functions = {
    [name](fields = undefined) {
      try {
        return call_host('MemoryError', 'memory.' + name, memory_arguments(name, fields), as_given);
      } catch (error) {
        return rejected(error);
      }
    },
  };
  reflect_define(functions[name], 'length', { __proto__: null, value: 1 });
  return functions[name];
};
const memory_object = {};
for (let i = 0; i < config.tools.length; i++) {
  define(memory_object, config.tools[i], memory_function(config.tools[i]), true);
}
reflect_define(memory_object, symbol_tag, { __proto__: null, value: 'Memory', configurable: true });
