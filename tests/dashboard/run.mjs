// Exit code 77 where there is no browser; otherwise what the tests say.

import { spawnSync } from 'node:child_process';

import { repository } from '../clients/server_under_test.mjs';
import { browser_path } from './browser.mjs';

if (!browser_path) {
  console.log('skipped: there is no Chromium; scripts/setup browser installs it');
  process.exit(77);
}
const flags = ['--test', '--test-force-exit', '--test-timeout=300000'];
const { status } = spawnSync(process.execPath, [...flags, 'tests/dashboard/dashboard.test.mjs'],
  { cwd: repository, stdio: 'inherit' });
process.exit(status ?? 1);
