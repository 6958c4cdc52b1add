// Tries: nothing bad: it looks for dangerous calls in a text, as a reviewer would.
// Stopped by: nothing.
// Screened: success ["eval(","require("]
// Unscreened: success ["eval(","require("]
const dangerous = /eval\(|require\(|while \(true\) \{\}/g;
return 'x = eval(y); z = require("fs")'.match(dangerous);
