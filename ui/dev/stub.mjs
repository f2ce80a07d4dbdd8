// A stand-in for the server, to work on the page without it: node ui/dev/stub.mjs [PORT]
// It serves ui/ from disk and fakes the API with the canned answers beside it.
// It prints the lines that `auric serve --demo` prints, so the browser test
// runs against it too. It is an aid to development and part of no build.
import http from 'node:http';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { answerTo, models, starters, steps } from './canned.mjs';

const ui = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vendor = fs.mkdtempSync(path.join(os.tmpdir(), 'auric-stub-'));
execFileSync('python3', [path.join(ui, '../tools/vendor.py'), vendor]);
process.on('exit', () => fs.rmSync(vendor, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

const PASSWORD = 'stub-password';
const STEP_MS = Number(process.env.STUB_STEP_MS ?? 60);
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
  + "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.txt': 'text/plain' };
const USERS = {
  'sarah.chen': { name: 'Sarah Chen', role: 'executive', limit: 100 },
  'marc.weber': { name: 'Marc Weber', role: 'manager', limit: 50 },
  'lena.koch': { name: 'Lena Koch', role: 'clerk', limit: 10 },
};
const sessions = new Map(); // cookie -> {user, csrf}
const conversations = new Map(); // id -> {user, title, updated_at, pinned, turns}
const asked = new Map(); // user -> count

const fail = (res, status, code, message, extra = {}) =>
  json(res, status, { error: { code, message, request_id: `r-${randomUUID().slice(0, 4)}`, ...extra } });

function json(res, status, body, headers = {}) {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  res.end(body === undefined ? '' : JSON.stringify(body));
}

async function bodyOf(req) {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text ? JSON.parse(text) : {};
}

const sessionOf = (req) => sessions.get(/auric=([\w-]+)/.exec(req.headers.cookie || '')?.[1]);

const meOf = ({ user, csrf }) => {
  const { name, role, limit } = USERS[user];
  return {
    user: { name: user, display_name: name }, role, csrf, starters: starters[role], brain: 'local', version: '0.1.0',
    features: role === 'clerk' ? ['ask', 'metadata'] : ['ask', 'metadata', 'aggregate', 'list', 'cross_model', 'export'],
    quota: { limit, remaining: limit - (asked.get(user) ?? 0), reset_at: new Date(Date.now() + 2.4e6).toISOString() },
    session: { idle_s: 1800, expires_at: new Date(Date.now() + 2.88e7).toISOString() },
  };
};

async function login(req, res) {
  const { username, password } = await bodyOf(req);
  if (username === 'locked') return fail(res, 429, 'limited', 'Too many attempts.', { retry_after: 30 });
  if (!USERS[username] || password !== PASSWORD) return fail(res, 401, 'unauthenticated', 'sign in first');
  const token = randomUUID();
  const session = { user: username, csrf: randomUUID() };
  sessions.set(token, session);
  const { user, role, csrf } = meOf(session);
  return json(res, 200, { token, expires_at: new Date(Date.now() + 2.88e7).toISOString(), csrf, user, role },
    { 'Set-Cookie': `auric=${token}; HttpOnly; SameSite=Strict; Path=/` });
}

function conversationRoute(req, res, session, id) {
  const found = conversations.get(id);
  if (!found || found.user !== session.user) return fail(res, 404, 'not_found', 'There is no such conversation, or it is not yours.');
  if (req.method === 'GET') return json(res, 200, { id, title: found.title, turns: found.turns });
  if (req.method === 'DELETE') {
    conversations.delete(id);
    return json(res, 204);
  }
  return bodyOf(req).then((patch) => {
    Object.assign(found, patch);
    json(res, 200, { id, ...patch });
  });
}

async function* work(session, question, conversationId, stopped) {
  const id = conversations.has(conversationId) ? conversationId : randomUUID().slice(0, 8);
  if (!conversations.has(id)) conversations.set(id, { user: session.user, title: question.slice(0, 80), turns: [], pinned: false });
  const conversation = conversations.get(id);
  yield { type: 'accepted', conversation_id: id };
  const { answer, error } = answerTo(question, USERS[session.user].role);
  const slow = /slow/.test(question) ? 800 : STEP_MS;
  const done = answer ? answer.trace.map((t) => t.step) : ['security_check'];
  for (const [step, label, ms, detail] of steps.filter(([name]) => done.includes(name))) {
    if (stopped()) return;
    yield { type: 'step', step, label, state: 'start' };
    await new Promise((resolve) => { setTimeout(resolve, slow); });
    yield { type: 'step', step, label, state: 'done', ms, detail };
    if (step === 'response_synthesis') yield { type: 'delta', text: answer.text };
  }
  if (/break/.test(question)) throw new Error('the line breaks');
  asked.set(session.user, (asked.get(session.user) ?? 0) + 1);
  if (error) {
    yield { type: 'error', error };
    return;
  }
  answer.conversation_id = id;
  conversation.updated_at = new Date().toISOString();
  conversation.turns.push({ question, at: conversation.updated_at, answer });
  yield { type: 'answer', answer };
}

async function askStream(req, res, session) {
  const { question, conversation_id: id } = await bodyOf(req);
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for await (const { type, ...data } of work(session, question, id, () => res.destroyed)) {
    res.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }
  res.end();
}

function api(req, res, at) {
  if (at === '/api/login') return login(req, res);
  const session = sessionOf(req);
  if (!session) return fail(res, 401, 'unauthenticated', 'sign in first');
  if (req.method !== 'GET' && req.headers['x-csrf-token'] !== session.csrf) return fail(res, 403, 'denied', 'The CSRF token is missing or wrong.');
  if (at === '/api/logout') {
    for (const [token, s] of sessions) if (s === session) sessions.delete(token);
    return json(res, 204);
  }
  if (at === '/api/me') return json(res, 200, meOf(session));
  if (at === '/api/models') return json(res, 200, { models: USERS[session.user].role === 'clerk' ? [] : models });
  if (at === '/api/feedback') return bodyOf(req).then(() => json(res, 204));
  if (at === '/api/ask') return askStream(req, res, session);
  if (at.endsWith('/export')) {
    res.writeHead(200, { 'Content-Type': 'text/csv' });
    return res.end('Name,Count\r\nSony,47\r\n');
  }
  if (at === '/api/conversations') {
    return json(res, 200, { conversations: [...conversations].filter(([, c]) => c.user === session.user && c.turns.length)
      .map(([id, { title, updated_at: when, pinned }]) => ({ id, title, updated_at: when, pinned })) });
  }
  const id = /^\/api\/conversations\/([^/]+)$/.exec(at)?.[1];
  return id ? conversationRoute(req, res, session, decodeURIComponent(id)) : fail(res, 404, 'not_found', 'not found');
}

function file(res, at) {
  const name = at === '/' ? path.join(ui, 'index.html')
    : at.startsWith('/ui/vendor/') ? path.join(vendor, path.basename(at)) : path.join(ui, path.normalize(at.slice(3)));
  if ((at !== '/' && !at.startsWith('/ui/')) || !fs.existsSync(name)) return fail(res, 404, 'not_found', 'not found');
  res.writeHead(200, {
    'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP,
    'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Opener-Policy': 'same-origin',
  });
  return res.end(fs.readFileSync(name));
}

const server = http.createServer((req, res) => {
  const at = new URL(req.url, 'http://stub').pathname;
  if (at.startsWith('/api/')) api(req, res, at);
  else file(res, at);
});

const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (req, socket, head) => {
  const session = sessionOf(req);
  if (!session || process.env.STUB_NO_WS || req.url !== '/ws') {
    socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(req, socket, head, (ws) => {
    const stopped = new Set();
    ws.on('message', async (raw) => {
      const message = JSON.parse(raw);
      if (message.type === 'stop') stopped.add(message.id);
      if (message.type !== 'ask') return;
      try {
        const all = work(session, message.question, message.conversation_id, () => stopped.has(message.id));
        for await (const event of all) ws.send(JSON.stringify({ ...event, id: message.id }));
      } catch {
        ws.terminate();
      }
    });
  });
});

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.log(`address http://127.0.0.1:${server.address().port}`);
  for (const [user, { role }] of Object.entries(USERS)) console.log(`sign-in ${role} ${user} ${PASSWORD}`);
});
