// Tries: nothing bad: fs is short for factors.
// Stopped by: nothing.
// Screened: success [2,3,7]
// Unscreened: success [2,3,7]
const fs = [];
let rest = 42;
for (let factor = 2; rest > 1; ++factor) {
  while (rest % factor === 0) {
    fs.push(factor);
    rest /= factor;
  }
}
return fs;
