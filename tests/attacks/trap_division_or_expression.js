// Tries: nothing bad: what looks like a regular expression divides.
// Stopped by: nothing.
// Screened: success [2,true]
// Unscreened: success [2,true]
const g = 2;
const i = 4;
const quotient = 16 / i / g;
return [quotient, /\/eval\(/.test('/eval(')];
