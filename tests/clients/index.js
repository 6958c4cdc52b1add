// Makes the folder itself a test: `node --test tests/clients/` runs every *.test.mjs in it.

import { readdirSync } from 'node:fs';

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.mjs'));
for (const file of files.sort()) await import(`./${file}`);
