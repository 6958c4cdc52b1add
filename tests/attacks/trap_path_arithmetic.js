// Tries: nothing bad: it resolves a path in a text.
// Stopped by: nothing.
// Screened: success "/etc/passwd"
// Unscreened: success "/etc/passwd"
const parts = [];
for (const part of '/srv/data/../../etc/passwd'.split('/')) {
  if (part === '..') parts.pop();
  else if (part !== '') parts.push(part);
}
return '/' + parts.join('/');
