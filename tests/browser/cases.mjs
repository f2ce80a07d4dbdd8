// What the page must do, as [name, function(site)]. Cases run in this order and
// build on each other where they share a browser profile.
import assert from 'node:assert/strict';
import {
  FOLLOW_UP, FORBIDDEN, GROUP, INJECTION, LIST, MAIN, REFUSED_401,
} from './questions.mjs';
import {
  breaking, draftSurvives, offline, signOutEverywhere, stopping, withoutWebSocket,
} from './lasting.mjs';

const figure = (turn) => turn.locator('.figure').innerText();

async function signInFails({ browser }) {
  const page = await browser.fresh();
  browser.expect(REFUSED_401);
  await page.getByLabel('User name').fill('nobody');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Show' }).click();
  assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'text');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const error = await page.getByRole('alert').innerText();
  assert.match(error, /do not match|wrong|not|check/i);
  await browser.expectAccessible('sign-in with an error');
}

async function signInPage({ browser, address }) {
  await browser.fresh();
  const policy = (await browser.page.goto(address)).headers()['content-security-policy'] ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'"]) assert.ok(policy.includes(rule), `the policy has ${rule}`);
  assert.ok(!policy.includes('unsafe'), policy);
  await browser.page.getByRole('heading', { name: 'Sign in to auric' }).waitFor();
  await browser.expectAccessible('sign-in');
  await browser.picture('sign-in');
}

async function emptyChat({ browser, signIns }) {
  await browser.signIn(signIns.executive);
  await browser.page.locator('.starter').first().waitFor();
  assert.equal(await browser.page.locator('.starter').count(), 4);
  assert.equal(await browser.page.evaluate(() => document.activeElement.id), 'question');
  await browser.expectAccessible('empty chat');
  await browser.picture('empty');
}

async function mainQuestion(site) {
  const { browser } = site;
  const turn = await browser.ask(MAIN);
  const shown = await figure(turn);
  assert.match(shown, /^[\d,]+$/);
  if (process.env.AURIC_EXPECT) assert.equal(shown, process.env.AURIC_EXPECT);
  const text = await turn.locator('.headline').innerText();
  assert.ok(text.includes(shown), `the sentence "${text}" says ${shown}`);
  assert.match(await turn.locator('.chips').innerText(), /\d{1,2} \w+ – \d{1,2} \w+ \d{4}/);
  assert.match(await turn.locator('.badge').innerText(), /%|No change|from/);
  assert.equal(await browser.page.locator('.followups .pill').count(), 3);
  site.figure = shown;
  await browser.picture('answer');
}

async function howWorkedOut({ browser }) {
  const proof = browser.page.locator('.proof').last();
  await proof.locator('summary').first().click();
  assert.equal(await proof.locator('.trace > li').count(), 8);
  assert.match(await proof.locator('.facts').innerText(), /Requests sent\s+\d+[\s\S]*As of[\s\S]*Audit record\s+No\. [\d,]+/);
  for (const summary of await proof.locator('.trace summary').all()) await summary.click();
  await browser.expectAccessible('how was this worked out');
  await browser.picture('proof', { fullPage: true });
  await proof.locator('summary').first().click();
}

async function list({ browser }) {
  const turn = await browser.ask(LIST);
  assert.ok(await turn.locator('tbody tr').count() > 1);
  assert.match(await turn.locator('.table-foot').innerText(), /\d+ (of [\d,]+ )?rows?/);
  const sort = turn.locator('th .sort').first();
  await sort.click();
  assert.match(await turn.locator('th').first().getAttribute('aria-sort'), /ascending|descending/);
  const first = await turn.locator('tbody tr td:first-child').allInnerTexts();
  await sort.click();
  assert.notEqual(await turn.locator('th').first().getAttribute('aria-sort'), 'ascending');
  const second = await turn.locator('tbody tr td:first-child').allInnerTexts();
  assert.ok(new Set(first).size < 2 || first.join() !== second.join(), 'sorting changes the order');
  await browser.picture('list');
}

async function groupWithChart({ browser }) {
  const turn = await browser.ask(GROUP);
  const chart = turn.locator('.chart svg.marks');
  await chart.waitFor();
  const marks = chart.locator('.mark-group');
  assert.ok(await marks.count() > 1);
  await marks.first().focus();
  await browser.page.keyboard.press('ArrowRight');
  assert.equal(await browser.page.evaluate(() => document.activeElement.dataset.at), '1');
  assert.match(await marks.nth(1).getAttribute('aria-label'), /: [\d,]+/);
  await browser.expectAccessible('answer with chart');
  await browser.picture('chart');
}

async function followUp({ browser, figure: sony }) {
  await browser.page.getByRole('button', { name: 'New conversation' }).click();
  await browser.ask(MAIN);
  const turn = await browser.ask(FOLLOW_UP);
  assert.match(await turn.locator('.headline').innerText(), /Samsung/);
  assert.match(await figure(turn), /^[\d,]+$/);
  assert.notEqual(sony, undefined);
}

async function numbersAreCopied({ browser, figure: sony }) {
  const turn = browser.page.locator('.turn').first();
  await turn.getByRole('button', { name: 'Copy' }).click();
  const text = await browser.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(text.startsWith(MAIN) && text.includes(sony), text);
  const download = browser.page.waitForEvent('download');
  await turn.getByRole('button', { name: 'CSV' }).click();
  assert.match((await download).suggestedFilename(), /\.csv$/);
  await turn.getByRole('button', { name: 'This answer is right' }).click();
  await turn.locator('.judge[aria-pressed="true"]').waitFor();
}

async function dark({ browser }) {
  await browser.page.locator('input[name="theme"][value="dark"]').check();
  assert.equal(await browser.page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await browser.expectAccessible('dark');
  await browser.picture('dark');
  await browser.page.reload();
  await browser.page.locator('.answer').first().waitFor();
  assert.equal(await browser.page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await browser.page.locator('input[name="theme"][value="system"]').check();
}

async function reloadKeeps({ browser }) {
  const { page } = browser;
  const address = page.url();
  assert.match(address, /#\/c\/.+/);
  const before = await page.locator('.conversation').count();
  await page.reload();
  await page.locator('.turn').nth(1).locator('.answer').waitFor();
  assert.equal(await page.locator('.conversation').count(), before);
  assert.equal(page.url(), address);
}

async function manageConversations({ browser }) {
  const { page } = browser;
  const row = page.locator('.conversation.is-current');
  await row.getByRole('button', { name: /^More for/ }).click();
  await row.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('New title').fill('Launches of the quarter');
  await page.keyboard.press('Enter');
  await page.locator('.conversation', { hasText: 'Launches of the quarter' }).waitFor();
  await row.getByRole('button', { name: /^More for/ }).click();
  await row.getByRole('button', { name: 'Pin' }).click();
  await page.getByRole('heading', { name: 'Pinned' }).waitFor();
  await page.getByLabel('Search conversations').fill('zzzz');
  await page.getByText('No conversation has').waitFor();
  await page.getByLabel('Search conversations').fill('launches of');
  assert.equal(await page.locator('.conversation').count(), 1);
  await page.getByLabel('Search conversations').fill('');
}

async function panels({ browser }) {
  const { page } = browser;
  await page.getByRole('button', { name: 'What can I ask?' }).click();
  await page.locator('.model').first().waitFor();
  await page.locator('.model summary').first().click();
  await browser.expectAccessible('what can I ask');
  await browser.picture('models');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.locator('h1').first().evaluate(() => document.activeElement.blur());
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Help' }).waitFor();
  await browser.expectAccessible('help');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'question');
}

async function compose({ browser }) {
  const { page } = browser;
  const field = page.locator('#question');
  await field.fill('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  assert.equal(await field.inputValue(), 'first line\nsecond line');
  const before = await page.locator('.turn').count();
  await field.evaluate((node) => node.dispatchEvent(new KeyboardEvent('keydown', {
    key: 'Enter', isComposing: true, bubbles: true, cancelable: true,
  })));
  assert.equal(await page.locator('.turn').count(), before);
  await field.fill('');
  await page.keyboard.press('ArrowUp');
  assert.equal(await field.inputValue(), LIST);
  await field.fill('');
}

async function manager({ browser, signIns }) {
  await browser.fresh();
  await browser.signIn(signIns.manager);
  const turn = await browser.ask(LIST);
  await turn.locator('.answer').waitFor();
  assert.match(await browser.page.locator('.account').innerText(), /Manager/);
}

/** Needs the real program: the stand-in verifies nothing. */
async function administrator({ browser, signIns, stub }) {
  if (stub) return;
  await browser.fresh({ width: 390, height: 844 });
  await browser.signIn(signIns.admin);
  const told = await browser.ask('Why is the country of Sony Japan?');
  assert.match(await told.innerText(), /Country of Sony is Japan since/);
  await browser.expectNoSidewaysScroll();
  await browser.expectAccessible('history');
  await told.getByRole('button', { name: 'Verify' }).click();
  await told.getByText(/Verified: this question/).waitFor();
  const again = await browser.ask('please, why is the country of sony japan');
  await again.getByText(/verified by admin on/).first().waitFor();
  await browser.expectNoSidewaysScroll();
  await browser.picture('phone-390-verified');
}

async function clerk({ browser, signIns }) {
  await browser.fresh();
  await browser.signIn(signIns.clerk);
  const turn = await browser.ask(FORBIDDEN);
  await turn.locator('.is-denied').waitFor();
  assert.equal(await turn.locator('table').count(), 0);
  assert.match(await turn.innerText(), /do not have access/);
  await browser.expectAccessible('denied');
  await browser.picture('denied');
}

async function injection({ browser, signIns }) {
  await browser.fresh();
  await browser.signIn(signIns.executive);
  const turn = await browser.ask(INJECTION);
  await turn.locator('.is-blocked').waitFor();
  await browser.expectAccessible('blocked');
  await browser.picture('blocked');
}

async function markupIsText({ browser }) {
  const turn = await browser.ask('<img src=x onerror=alert(1)> <b>Sony</b>');
  assert.equal(await turn.locator('.question img, .question b').count(), 0);
  assert.match(await turn.locator('.question').innerText(), /<img src=x/);
}

const phone = (width, height) => async ({ browser, signIns }) => {
  const { page } = { page: await browser.fresh({ width, height, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }) };
  await browser.signIn(signIns.executive);
  await page.locator('.starter').first().waitFor();
  await browser.expectNoSidewaysScroll();
  await browser.picture(`phone-${width}-empty`);
  await browser.ask(MAIN);
  await browser.expectNoSidewaysScroll();
  await browser.picture(`phone-${width}-answer`);
  await browser.ask(GROUP);
  await browser.expectNoSidewaysScroll();
  await browser.expectAccessible(`phone ${width}`);
  await browser.picture(`phone-${width}-chart`);
  await page.getByRole('button', { name: 'Conversations' }).click();
  await page.locator('.is-open .conversation').first().waitFor();
  await browser.expectAccessible(`drawer ${width}`);
  await browser.picture(`phone-${width}-drawer`);
  await page.keyboard.press('Escape');
  await page.locator('.is-open').waitFor({ state: 'detached' });
};

async function targets({ browser }) {
  const small = await browser.page.evaluate(() =>
    [...document.querySelectorAll('button, a, summary, input')].filter((node) => {
      const { width, height } = node.getBoundingClientRect();
      return width > 1 && height > 1 && (width < 24 || height < 24) && !node.closest('label, .hidden');
    }).map((node) => node.outerHTML.slice(0, 80)));
  assert.deepEqual(small, []);
}

async function forcedColours({ browser, signIns }) {
  await browser.fresh({ forcedColors: 'active' });
  await browser.signIn(signIns.executive);
  await browser.ask(GROUP);
  await browser.picture('forced-colours');
  await browser.page.emulateMedia({ media: 'print', forcedColors: 'none' });
  await browser.picture('print', { fullPage: true });
  assert.equal(await browser.page.locator('.composer').isVisible(), false);
}

export const cases = [
  ['sign-in refused', signInFails],
  ['sign-in page', signInPage],
  ['executive signs in', emptyChat],
  ['executive asks the main question', mainQuestion],
  ['how was this worked out', howWorkedOut],
  ['a list, sorted', list],
  ['a group with a chart', groupWithChart],
  ['a follow-up', followUp],
  ['copy, export, feedback', numbersAreCopied],
  ['dark, kept across reload', dark],
  ['reload keeps conversations', reloadKeeps],
  ['rename, pin, search', manageConversations],
  ['panels and keys', panels],
  ['draft survives an expired session', draftSurvives],
  ['offline', offline],
  ['without a WebSocket', withoutWebSocket],
  ['composing', compose],
  ['manager signs in', manager],
  ['an administrator sees why a value says so, and verifies it', administrator],
  ['clerk is denied', clerk],
  ['an injection is blocked', injection],
  ['markup in a question stays text', markupIsText],
  ['phone, 390 px', phone(390, 844)],
  ['targets of 24 px', targets],
  ['phone, 320 px', phone(320, 640)],
  ['forced colours and print', forcedColours],
  ['stop', stopping],
  ['failures and choices', breaking],
  ['sign out, in every tab', signOutEverywhere],
];
