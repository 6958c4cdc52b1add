// Tries: nothing bad: a generator that never ends is asked for five values.
// Stopped by: nothing.
// Screened: success [1,1,2,3,5]
// Unscreened: success [1,1,2,3,5]
function* fibonacci() {
  let [a, b] = [1, 1];
  while (true) {
    yield a;
    [a, b] = [b, a + b];
  }
}
return fibonacci().take(5).toArray();
