// Chromium, watched: any console error, uncaught error, CSP report or request
// to another host fails the case in which it happened.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const ANSWER_WITHIN_MS = 20000;

export async function openBrowser(address, screens) {
  const chrome = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  let faults = [];
  let allowed = null;
  let page = null;

  const note = (text) => { if (!allowed?.test(text)) faults.push(text); };

  function watch(fresh) {
    fresh.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) note(`console: ${message.text()}`);
    });
    fresh.on('pageerror', (error) => note(`page error: ${error.message}`));
    fresh.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(data|blob):/.test(url)) note(`foreign request: ${url}`);
    });
    return fresh.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }

  const self = {
    get page() { return page; },

    /** A new browser profile: nothing of the one before is in it. */
    async fresh({ width = 1280, height = 860, ...options } = {}) {
      await page?.context().close();
      const context = await chrome.newContext({
        viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'],
        locale: 'en-GB', reducedMotion: 'reduce', ...options,
      });
      page = await context.newPage();
      await watch(page);
      await page.goto(address);
      return page;
    },

    /** Chromium itself reports refused requests as errors: says which are meant. */
    expect(pattern) { allowed = pattern; },

    expectQuiet() {
      const found = faults;
      self.forget();
      if (found.length) throw new Error(found.join('\n'));
    },
    forget() {
      faults = [];
      allowed = null;
    },

    async signIn({ user, password }) {
      await page.getByLabel('User name').fill(user);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('#question').waitFor();
    },

    /** Asks and waits until the page has an answer or a refusal for it. */
    async ask(question) {
      const turns = await page.locator('.turn').count();
      await page.locator('#question').fill(question);
      await page.keyboard.press('Enter');
      const turn = page.locator('.turn').nth(turns);
      await turn.locator('.answer, .notice').first().waitFor({ timeout: ANSWER_WITHIN_MS });
      return turn;
    },

    async expectAccessible(what) {
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(
        (tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), TAGS);
      if (!violations.length) return;
      throw new Error(violations.map((v) => `${what}: ${v.id} at ${v.nodes.slice(0, 3)
        .map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join('; ')}`).join('\n'));
    },

    async expectNoSidewaysScroll() {
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if (wide > room) throw new Error(`the page is ${wide} px wide in a window of ${room} px`);
    },

    picture: (name, options = {}) =>
      page?.screenshot({ path: path.join(screens, `${name}.png`), ...options }),
    close: () => chrome.close(),
  };
  return self;
}
