// Cases about what must last: a draft, a session, a connection.
import assert from 'node:assert/strict';
import { LIST, MAIN, REFUSED_401 } from './questions.mjs';

export async function draftSurvives({ browser, signIns }) {
  const { page } = browser;
  browser.expect(REFUSED_401);
  await page.locator('#question').fill('A question that took long to write');
  await page.context().clearCookies();
  const row = page.locator('.conversation').first();
  await row.getByRole('button', { name: /^More for/ }).click();
  await row.getByRole('button', { name: /^(Pin|Unpin)$/ }).click();
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await browser.expectAccessible('session ended');
  await browser.picture('session-ended');
  await page.getByLabel('Password', { exact: true }).fill(signIns.executive.password);
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.locator('#question').inputValue(), 'A question that took long to write');
  await page.reload();
  await page.locator('#question').waitFor();
  assert.equal(await page.locator('#question').inputValue(), 'A question that took long to write');
  const turn = await browser.ask(MAIN);
  await turn.locator('.figure').waitFor();
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!/eyJ|bearer|token/i.test(kept), 'no token in the storage');
}

export async function offline({ browser }) {
  const { page } = browser;
  await page.context().setOffline(true);
  await page.getByText('You are offline').waitFor();
  await page.locator('#question').fill('anything');
  assert.ok(await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled());
  await browser.expectAccessible('offline');
  await page.context().setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'detached' });
  await page.locator('#question').fill('');
}

export async function withoutWebSocket({ browser, signIns }) {
  const page = await browser.fresh();
  await page.addInitScript(() => {
    window.WebSocket = class {
      constructor() { setTimeout(() => this.onclose?.({})); }
      close() {}
    };
    window.WebSocket.OPEN = 1;
  });
  await page.reload();
  await browser.signIn(signIns.executive);
  const turn = await browser.ask(MAIN);
  await turn.locator('.figure').waitFor();
  await waitingQuestion(browser, signIns.executive);
}

/** A question that meets an ended session is asked again after the sign-in. */
async function waitingQuestion({ page, ...browser }, { password }) {
  browser.expect(REFUSED_401);
  await page.context().clearCookies();
  await page.locator('#question').fill(LIST);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  const turn = page.locator('.turn').nth(1);
  await turn.locator('tbody tr').first().waitFor();
  assert.ok((await turn.innerText()).includes(LIST));
}

export async function stopping({ browser, signIns, stub }) {
  if (!stub) return; // a real answer is there before a hand could stop it
  await browser.fresh();
  await browser.signIn(signIns.executive);
  await browser.page.locator('#question').fill('a slow question');
  await browser.page.keyboard.press('Enter');
  await browser.page.locator('.step.is-done').first().waitFor();
  await browser.expectAccessible('at work');
  await browser.picture('working');
  await browser.page.keyboard.press('Escape');
  await browser.page.getByRole('heading', { name: 'Stopped' }).waitFor();
}

export async function breaking({ browser, stub }) {
  if (!stub) return; // the stub can be told to drop the line
  const { page } = browser;
  const turn = await browser.ask('break the line');
  await turn.getByRole('heading', { name: 'The connection broke before the answer came' }).waitFor();
  const limited = await browser.ask('exhaust my quota');
  assert.match(await limited.innerText(), /Try again in \d+ s/);
  assert.ok(await limited.getByRole('button', { name: /^Try again/ }).isDisabled());
  const failed = await browser.ask('crash');
  assert.match(await failed.innerText(), /Quote r-7710/);
  const choice = await browser.ask('Which Sony do you mean?');
  await choice.getByRole('button', { name: /Sony Music/ }).click();
  await page.locator('.turn').nth(5).locator('.figure').waitFor();
  assert.match(await page.locator('.question').nth(5).innerText(), /Sony Music/);
}

/** Signing out in one tab empties the others. */
export async function signOutEverywhere({ browser, address }) {
  const other = await browser.page.context().newPage();
  await other.goto(address);
  await other.locator('#question').waitFor();
  await signOut({ browser, address });
  await other.getByRole('heading', { name: 'Sign in to auric' }).waitFor();
}

async function signOut({ browser, address }) {
  const { page } = browser;
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to auric' }).waitFor();
  await page.goto(address);
  await page.getByRole('heading', { name: 'Sign in to auric' }).waitFor();
  assert.equal(await page.locator('.turn').count(), 0);
}
