// Tries: the engine's own modules by the names that a loader would know them under.
// Stopped by: realm: the module loader refuses every module.
// Screened: error/runtime or security_violation/*
// Unscreened: error/runtime or security_violation/*
const found = [];
for (const name of ['qjs:std', 'qjs:os', 'qjs:bjson', 'std', 'bjson']) {
  try {
    found.push((await import(name)).loadFile(input.secret_file));
  } catch {
    found.push(null);
  }
}
if (found.every((text) => text === null)) throw new Error('no module of the engine is there');
return found;
