// Tries: nothing bad: it counts words in the text of a dangerous program.
// Stopped by: nothing.
// Screened: success 2
// Unscreened: success 2
const program = `const { exec } = require('child_process'); exec('rm -rf /'); require('fs');`;
return program.split('require').length - 1;
