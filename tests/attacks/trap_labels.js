// Tries: nothing bad: a label ends the outer loop from the inner one.
// Stopped by: nothing.
// Screened: success [2,6]
// Unscreened: success [2,6]
let a = 0;
let b = 0;
outer: while (true) {
  a += 1;
  b = 0;
  for (;;) {
    b += 1;
    if (a * b === 12) break outer;
    if (b > 5) continue outer;
  }
}
return [a, b];
