#!/usr/bin/env node
// The language model from end to end: the real program against @copilotkit/aimock,
// with a tap in between that keeps every byte which leaves the house.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LLMock } from '@copilotkit/aimock';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = process.env.AURIC_BINARY ?? path.join(ROOT, 'build/run/auric');
const KEY = 'sk-ant-test-key-of-the-e2e';
let failures = 0;

function check(name, good, why) {
  if (!good) failures++;
  const text = typeof why === 'string' ? why : JSON.stringify(why);
  console.log(good ? `ok ${name}` : `FAILED ${name} - ${(text ?? '').slice(0, 900)}`);
}

/** Passes requests on to `target` and keeps their bodies; answers itself while `fault` is set. */
async function tap(target) {
  const seen = { bodies: [], headers: [], fault: null };
  const server = http.createServer((req, res) => {
    const pieces = [];
    req.on('data', (p) => pieces.push(p));
    req.on('end', () => {
      const body = Buffer.concat(pieces);
      seen.bodies.push(body.toString());
      seen.headers.push(req.headers);
      if (seen.fault) {
        res.writeHead(seen.fault.status, { 'content-type': 'application/json', 'retry-after-ms': '10' });
        res.end(JSON.stringify({ type: 'error', error: { type: seen.fault.type, message: `no: ${KEY}` } }));
        return;
      }
      const out = http.request(target + req.url, { method: req.method, headers: req.headers }, (back) => {
        res.writeHead(back.statusCode, back.headers);
        back.pipe(res);
      });
      out.on('error', () => res.destroy());
      out.end(body);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { seen, url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

function environment(more) {
  const mine = Object.entries(process.env).filter(([k]) => !/^(BOOMI|AURIC|REDIS|ANTHROPIC|OPENAI)_/.test(k));
  return { ...Object.fromEntries(mine), ...more };
}

/** `auric serve --demo`; sign-ins are printed at its first start on a folder. */
function serve(data, brain, env, signIns) {
  const args = ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', data, '--brain', brain];
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment(env) });
  let errors = '';
  child.stderr.on('data', (chunk) => { errors = (errors + chunk).slice(-2000); });
  const stop = () => new Promise((done) => {
    child.once('exit', done);
    child.kill('SIGTERM');
  });
  return new Promise((resolve, reject) => {
    let address;
    child.once('exit', (code) => reject(new Error(`auric ended with ${code}: ${errors}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, role, user, password] = line.split(/\s+/);
      if (word === 'address') address = role;
      if (word === 'sign-in') signIns[role] = { username: user, password };
      if (address && Object.keys(signIns).length >= 3) resolve({ address, stop });
    });
  });
}

async function post(server, url, body, token) {
  const r = await fetch(server.address + url, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  });
  return r.json();
}

async function ready(server) {
  for (let i = 0; i < 300; i++) {
    if ((await fetch(server.address + '/readyz').catch(() => null))?.status === 200) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error('the server did not become ready');
}

async function signIn(server, who) {
  const { token } = await post(server, '/api/login', who);
  return (question, more) => post(server, '/api/ask', { question, ...more }, token);
}

const detail = (answer, step) => answer.trace?.find((t) => t.step === step)?.detail ?? {};

// What the stand-in answers.

function quarter(now) {
  const month = now.getUTCFullYear() * 12 + now.getUTCMonth();
  const start = month - (month % 3);
  const of = (m) => new Date(Date.UTC(Math.floor(m / 12), m % 12, 1)).toISOString().slice(0, 10);
  return [of(start), of(start + 3)];
}

const [FIRST, END] = quarter(new Date());
const EMPTY = {
  reading: 'as asked', model: 'Product', measures: [], list_fields: [], group_by: [], filters: [], any_of: [],
  period: { field: '', from: '', to: '', label: '' }, compare: { from: '', to: '', label: '' },
  having: [], order: [], limit: 0, distinct: false, confidence: 0.8, cannot_answer: '',
};
const SONY = {
  ...EMPTY, measures: [{ agg: 'count', field: '' }],
  filters: [{ field: 'BRAND>BRAND_NAME', op: 'eq', values: ['Sony'] }],
  period: { field: 'LAUNCH_DATE', from: FIRST, to: END, label: 'this quarter' },
};
const GROUPS = {
  ...EMPTY, measures: [{ agg: 'count', field: '' }], group_by: [{ field: 'BRAND', grain: '' }],
  order: [{ agg: 'count', field: '', desc: true }], limit: 5,
};
const asks = (question) => ({ userMessage: `<question>\n${JSON.stringify(question)}` });
const plan = (proposal) => ({ content: typeof proposal === 'string' ? proposal : JSON.stringify(proposal) });

const Q = {
  sony: 'Tally the Sony premieres of the running three months, please',
  repaired: 'Tally of the Sony novelties?',
  unknown: 'How many products do we have?',
  hidden: 'How many salaries do we pay?',
  talk: 'How many categories are there?',
  absent: 'Tally of the Sonny premieres of the running three months?',
  cannot: 'How many brands do we have?',
  refused: 'How many customers do we have?',
  prose: 'Sony debuts within the current three months?',
  lie: 'Sony debuts of the current three months, counted?',
  groups: 'Tally of products for each brand, the biggest five?',
  down: 'Sony debuts in the current three months, and is that growing?',
};

/** All slots of the engine's own sentences, in an order of its own. */
function slots(request) {
  const text = JSON.stringify(request.messages);
  return [...new Set(text.slice(text.indexOf('<sentences>')).match(/\{\{\w+\}\}/g) ?? [])];
}

function teach(mock) {
  const prose = (question, write) => mock.on(
    { ...asks(question), systemMessage: 'You phrase' }, (request) => ({ content: write(slots(request)) }));
  prose(Q.prose, (s) => `In short. Here is what there is: ${s.join(', ')}.`);
  prose(Q.lie, (s) => `Exactly 4711 of them: ${s.join(', ')}.`);
  prose(Q.down, (s) => `They are fewer and fewer: ${s.join(', ')}.`);
  prose(Q.groups, (s) => `First comes ${s.join(' and ')}.`);
  mock.on({ systemMessage: 'You phrase' }, (request) => ({ content: `It is ${slots(request)[0]}.` }));
  for (const q of [Q.sony, Q.prose, Q.lie, Q.down]) mock.on(asks(q), plan(SONY));
  mock.on(asks(Q.groups), plan(GROUPS));
  mock.on(asks(Q.absent), plan({ ...SONY, filters: [{ field: 'BRAND', op: 'eq', values: ['Sonny'] }] }));
  mock.on({ userMessage: new RegExp(`${Q.repaired.replace('?', '\\?')}[^]*was refused`) }, plan(SONY));
  mock.on(asks(Q.repaired), plan({ ...SONY, filters: [{ field: 'BRAND>TITLE', op: 'eq', values: ['Sony'] }] }));
  mock.on(asks(Q.unknown), plan({ ...EMPTY, model: 'Gadget', measures: [{ agg: 'count', field: '' }] }));
  mock.on(asks(Q.hidden), plan({ ...EMPTY, model: 'Employee', measures: [{ agg: 'sum', field: 'SALARY' }] }));
  mock.on(asks(Q.talk), plan('Let me think about categories.'));
  mock.on(asks(Q.cannot), plan({ ...EMPTY, model: '', cannot_answer: 'nobody knows' }));
  mock.on(asks(Q.refused), { content: '', finishReason: 'content_filter' });
}

// The cases.

function sql(hub, ...args) {
  return JSON.parse(execFileSync('python3', [path.join(ROOT, 'tests/lib/hub_facts.py'), hub, ...args],
    { maxBuffer: 1 << 28 }));
}

const isWhole = (text, at, n) => !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(text[at + n] ?? ' ');

function holds(text, value) {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) if (isWhole(text, at, value.length)) return true;
  return false;
}

/** Texts of records that stand in what was sent, and that neither the user nor the models say. */
function leaks(hub, bodies) {
  const blocks = new Set(bodies.flatMap((b) => {
    const { system = [], messages } = JSON.parse(b);
    return [...system, ...messages.flatMap((m) => m.content)].map((c) => c.text ?? c);
  }));
  const sent = [...blocks].join('\n');
  const prompts = path.join(ROOT, 'src/llm/prompts');
  const fair = [...fs.readdirSync(prompts).map((f) => fs.readFileSync(path.join(prompts, f), 'utf8')),
    ...sql(hub, 'names'), ...Object.values(Q), JSON.stringify(SONY)].join('\n');
  const values = sql(hub, 'values').filter((v) => v.length > 2 && /\p{L}/u.test(v));
  return { found: values.filter((v) => holds(sent, v) && !holds(fair, v)), looked: values.length, sent };
}

async function checkPlans(server, signIns, seen, sony) {
  const ask = await signIn(server, signIns.executive);
  let a = await ask(Q.sony);
  check('a plan of the model is computed by the hub', a.value === sony && a.status === 'answer', a);
  check('the answer says who read the question',
    detail(a, 'query_analysis').read_by === 'claude' && a.warnings?.some((w) => w.includes('Claude')), a);
  check('the reading tells the plan', /Sony/.test(a.interpretation?.text) && /this quarter/.test(a.interpretation.text), a);
  a = await ask(Q.absent);
  check('a value that no record has is told', a.value === 0 &&
    a.warnings?.includes('No record has the Brand Name "Sonny".'), a);
  a = await ask(Q.repaired);
  check('a refused proposal is repaired once',
    a.value === sony && seen.bodies.at(-1).includes('Brand has no field'), a);
  for (const [name, why] of [['unknown', 'no model'], ['talk', 'in the form'], ['cannot', 'nobody knows'],
    ['refused', 'claude']]) {
    a = await ask(Q[name]);
    check(`${name}: the engine's reading stands and the trace says why`,
      a.status === 'answer' && a.value > 0 && detail(a, 'query_analysis').read_by === 'local' &&
      detail(a, 'query_analysis').note?.includes(why), a);
  }
  const manager = await signIn(server, signIns.manager);
  a = await manager(Q.hidden);
  const context = JSON.parse(seen.bodies.at(-1)).messages[0].content[0].text;
  check('a model that the role may not see cannot be proposed', a.status !== 'answer' && !a.rows?.length, a);
  check('nor is it described', !/Employee|SALARY/i.test(context) && context.includes('PRODUCT_NAME'), context.slice(0, 300));
}

async function checkProse(server, signIns, sony) {
  const ask = await signIn(server, signIns.executive);
  let a = await ask(Q.prose);
  check('prose is written around the figures', a.text.startsWith('In short. Here is what there is: ') &&
    a.text.includes(String(sony)) && a.text.includes('Sony') && !a.text.includes('{{') &&
    detail(a, 'response_synthesis').written_by === 'claude', a);
  a = await ask(Q.groups);
  check('the names of groups are filled in', a.rows?.length === 5 && a.text.startsWith(`First comes ${a.rows[0][0]} and `), a);
  for (const [name, why] of [['lie', 'figure of its own'], ['down', 'result does not'], ['sony', 'leaves out']]) {
    a = await ask(Q[name]);
    check(`prose is thrown away: ${why}`, a.text.includes(`${sony}`) && /^There (is|are) /.test(a.text) &&
      detail(a, 'response_synthesis').note?.includes(why), a);
  }
}

function checkSent(hub, seen) {
  const { found, looked, sent } = leaks(hub, seen.bodies);
  check('no value of a record has left', looked > 10000 && found.length === 0 && sent.includes('PRODUCT_NAME'), { looked, found });
  const sentences = [...sent.matchAll(/<sentences>([^]*?)<\/sentences>/g)].map((m) => m[1].replace(/\{\{\w+\}\}/g, ''));
  check('no figure stands in the sentences that were sent', sentences.length >= 3 && !/\d/.test(sentences.join()), sentences);
  check('the key stands in its header only', seen.headers.every((h) => h['x-api-key'] === KEY &&
    h['anthropic-version'] === '2026-10-21') && !seen.bodies.join().includes(KEY), seen.headers[0]);
  const bodies = seen.bodies.map((b) => JSON.parse(b));
  check('nothing is sent that newer models refuse', bodies.every((b) => !('temperature' in b) && !('tool_choice' in b) &&
    b.messages.at(-1).role === 'user' && b.max_tokens > 0), bodies[0]);
}

async function checkOutages(server, signIns, seen) {
  const ask = await signIn(server, signIns.executive);
  seen.fault = { status: 401, type: 'authentication_error' };
  let a = await ask(Q.unknown);
  const note = detail(a, 'query_analysis').note ?? '';
  check('a refused key falls back to the engine', a.status === 'answer' && a.value > 0 && note.includes('check the key'), a);
  check('and is in no message', !JSON.stringify(a).includes(KEY) && note.includes('[key]'), note);
  seen.fault = { status: 529, type: 'overloaded_error' };
  const before = seen.bodies.length;
  a = await ask(Q.unknown);
  check('an outage falls back to the engine after three attempts',
    a.status === 'answer' && a.value > 0 && seen.bodies.length === before + 3, a);
  a = await ask(Q.unknown);
  check('and nothing is asked for a while', a.status === 'answer' && seen.bodies.length === before + 3,
    `${seen.bodies.length - before} requests`);
  seen.fault = null;
}

async function checkAuto(server, signIns, seen, sony) {
  const ask = await signIn(server, signIns.executive);
  const before = seen.bodies.length;
  let a = await ask('How many Sony products are we launching this quarter?');
  check('auto: the engine answers what it is sure of, and nothing leaves',
    a.value === sony && detail(a, 'query_analysis').read_by === 'local' && seen.bodies.length === before, a);
  a = await ask(Q.sony);
  check('auto: the model is asked when the engine is unsure',
    a.value === sony && detail(a, 'query_analysis').read_by === 'claude' && seen.bodies.length === before + 1, a);
}

async function checkOpenai(server, signIns, seen, sony) {
  const ask = await signIn(server, signIns.executive);
  const a = await ask(Q.sony);
  const body = JSON.parse(seen.bodies.at(-1));
  check('openai: an OpenAI-compatible API proposes the same plan',
    a.value === sony && detail(a, 'query_analysis').read_by === 'openai', a);
  check('openai: the form is asked for by response_format',
    body.response_format?.json_schema?.strict === true && body.messages[0].role === 'system' &&
    seen.headers.at(-1).authorization === `Bearer ${KEY}`, body.response_format);
}

async function main() {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'auric-llm-'));
  const hub = path.join(data, 'demo-hub.db');
  const mock = new LLMock({ port: 0, chunkSize: 7, logLevel: 'silent' });
  const line = await tap(await mock.start());
  const claude = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: line.url };
  const openai = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${line.url}/v1`, OPENAI_MODEL: 'local-model' };
  const signIns = {};
  teach(mock);
  const during = async (brain, env, fn) => {
    const server = await serve(data, brain, env, signIns);
    try {
      await ready(server);
      await fn(server, sql(hub, 'sony', FIRST, END));
    } finally {
      await server.stop();
    }
  };
  try {
    await during('claude', claude, (s, sony) => checkPlans(s, signIns, line.seen, sony));
    await during('claude', { ...claude, AURIC_PROSE: 'yes' }, (s, sony) => checkProse(s, signIns, sony));
    checkSent(hub, line.seen);
    await during('claude', claude, (s) => checkOutages(s, signIns, line.seen));
    await during('auto', claude, (s, sony) => checkAuto(s, signIns, line.seen, sony));
    await during('openai', openai, (s, sony) => checkOpenai(s, signIns, line.seen, sony));
  } finally {
    line.stop();
    await mock.stop();
    fs.rmSync(data, { recursive: true, force: true });
  }
  process.exit(failures ? 1 : 0);
}

main().catch((e) => {
  console.log(`FAILED llm - ${e.stack}`);
  process.exit(1);
});
