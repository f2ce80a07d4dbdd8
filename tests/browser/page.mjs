// The page in a real browser: node tests/browser/page.mjs [BINARY | --stub]
//
// Starts `BINARY serve --demo` (build/run/auric) on a free port and reads what
// it prints, or uses a server that runs already: AURIC_URL and AURIC_SIGN_INS
// ("role user password", separated by commas), or the stand-in of
// ui/dev/stub.mjs. With AURIC_EXPECT the figure of the main question must be
// that. Prints a line per case and "N passed, N failed"; pictures land in
// build/screens (AURIC_SCREENS).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';
import { pureCases } from './pure.mjs';
import { openBrowser } from './browser.mjs';
import { findServer } from './server.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const screens = process.env.AURIC_SCREENS || path.join(root, 'build/screens');

async function runAll(site) {
  let passed = 0;
  let failed = 0;
  for (const [name, run] of [...pureCases, ...cases]) {
    try {
      await run(site);
      site.browser.expectQuiet();
      console.log(`ok ${name}`);
      passed += 1;
    } catch (reason) {
      site.browser.forget();
      await site.browser.picture(`failed-${name.replace(/\W+/g, '-')}`)?.catch(() => {});
      console.log(`FAILED ${name} ${String(reason.message).split('\n').slice(0, 12).join(' | ')}`);
      failed += 1;
    }
  }
  return { passed, failed };
}

const server = await findServer(process.argv.slice(2), root);
fs.mkdirSync(screens, { recursive: true });
for (const old of fs.readdirSync(screens)) {
  if (old.startsWith('failed-')) fs.rmSync(path.join(screens, old));
}
const browser = await openBrowser(server.address, screens);
const { passed, failed } = await runAll({ ...server, browser });
await browser.close();
await server.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
