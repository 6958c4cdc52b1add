// Tries: nothing bad: the loop ends by returning.
// Stopped by: nothing.
// Screened: success 128
// Unscreened: success 128
let value = 1;
for (;;) {
  value *= 2;
  if (value > 100) return value;
}
