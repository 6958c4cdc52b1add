// Tries: nothing bad: the loop is left from within a function that it awaits.
// Stopped by: nothing.
// Screened: success 3
// Unscreened: success 3
let rounds = 0;
async function step() {
  rounds += 1;
  if (rounds === 3) throw new RangeError('enough');
}
try {
  while (true) await step();
} catch {
  return rounds;
}
