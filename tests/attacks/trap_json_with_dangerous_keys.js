// Tries: nothing bad: data may have members called __proto__ and constructor.
// Stopped by: nothing.
// Screened: success ["__proto__","constructor"]
// Unscreened: success ["__proto__","constructor"]
const data = JSON.parse('{"__proto__": 1, "constructor": 2}');
return Object.keys(data);
