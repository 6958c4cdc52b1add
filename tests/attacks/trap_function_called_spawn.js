// Tries: nothing bad: a function may be called spawn, fork or exec.
// Stopped by: nothing.
// Screened: success ["salmon","spoon","42"]
// Unscreened: success ["salmon","spoon","42"]
function spawn(fish) { return fish; }
const fork = (piece) => (piece === 'fork' ? 'spoon' : piece);
const exec = (command) => String(command);
return [spawn('salmon'), fork('fork'), exec(42)];
