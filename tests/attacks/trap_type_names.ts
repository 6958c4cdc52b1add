// Tries: nothing bad: types may be called anything, and are gone before the program runs.
// Stopped by: nothing.
// Screened: success 3
// Unscreened: success 3
interface process { exit: number }
type Function2 = (a: number, b: number) => number;
declare const unused: process;
const add: Function2 = (a, b) => a + b;
return add(1, 2);
