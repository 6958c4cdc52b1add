// Tries: nothing bad: it speaks of fs.readFile and require('child_process') in comments only.
// Stopped by: nothing.
// Screened: success true
// Unscreened: success true
/* const fs = require('fs'); fs.readFileSync('/etc/passwd'); eval('1'); while (true) {} */
return true; // process.exit(1)
