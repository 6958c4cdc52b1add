// Tries: nothing bad: import and eval are names of members.
// Stopped by: nothing.
// Screened: success [3,"x*2"]
// Unscreened: success [3,"x*2"]
const trade = { import: 3, export: 5, eval: 'x*2' };
return [trade.import, trade.eval];
