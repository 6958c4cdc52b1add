// Tries: every function that can be reached from the global object, with the path of a file.
// Stopped by: realm: none of them leads to files.
// Screened: success "nothing"
// Unscreened: success "nothing"
const seen = new Set();
const harmless = /^(setTimeout|setInterval|queueMicrotask)$/;
const found = [];
function visit(value, depth) {
  if (depth > 4 || value === null || !['object', 'function'].includes(typeof value)) return;
  if (seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'string' && harmless.test(key)) continue;
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    for (const member of [property.value, property.get]) {
      if (typeof member === 'function') {
        try {
          const text = String(member.call(undefined, input.secret_file, 'utf8'));
          if (text.includes(input.secret_start)) found.push(String(key));
        } catch {
          // As it should be.
        }
      }
      visit(member, depth + 1);
    }
  }
}
const roots = [Object, Array, JSON, Math, Reflect, console, crypto, performance, URL, TextEncoder];
for (const root of roots) visit(root, 0);
return found.length === 0 ? 'nothing' : found;
