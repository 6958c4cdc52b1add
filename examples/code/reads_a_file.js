// Reaches for what is not granted: there is nothing behind the name.
const fs = require('node:fs');
return fs.readFileSync('/etc/passwd', 'utf8');
