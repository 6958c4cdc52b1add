// Tries: to compute, as most scripts do.
// Stopped by: nothing.
// Screened: success {"mean":5.5,"median":5.5,"largest":10}
// Unscreened: success {"mean":5.5,"median":5.5,"largest":10}
const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
const sorted = numbers.toSorted((a, b) => a - b);
const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const median = (sorted[4] + sorted[5]) / 2;
return { mean, median, largest: Math.max(...numbers) };
