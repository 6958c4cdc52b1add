// Tries: nothing bad: the loop has an end, further down.
// Stopped by: nothing.
// Screened: success 10
// Unscreened: success 10
let count = 0;
while (true) {
  count += 1;
  if (count === 10) break;
}
return count;
