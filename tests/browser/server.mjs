// The server under test: one that runs, one that is started here, or the stub.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_WITHIN_MS = 60000;

export async function findServer(args, root) {
  if (process.env.AURIC_URL) return running();
  if (args.includes('--stub')) {
    const server = await started(process.execPath, [path.join(root, 'ui/dev/stub.mjs')]);
    return { ...server, stub: true };
  }
  const binary = args[0] ?? path.join(root, 'build/run/auric');
  if (fs.existsSync(binary)) {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'auric-page-'));
    const server = await started(binary, ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', data]);
    process.env.AURIC_EXPECT ??= counted(path.join(data, 'demo-hub.db'), root);
    return { ...server, stub: false, stop: () => server.stop().then(() => fs.rmSync(data, { recursive: true, force: true })) };
  }
  throw new Error(`${binary} is not there; usage: page.mjs [BINARY | --stub], or AURIC_URL and AURIC_SIGN_INS`);
}

/** Launches of Sony this quarter by plain SQL on the hub's own file. */
function counted(db, root) {
  const now = new Date();
  const first = Math.floor(now.getUTCMonth() / 3) * 3;
  const day = (month) => new Date(Date.UTC(now.getUTCFullYear(), month, 1)).toISOString().slice(0, 10);
  return execFileSync('python3', [path.join(root, 'tests/lib/hub_facts.py'), db, 'sony', day(first), day(first + 3)])
    .toString().trim();
}

function running() {
  const signIns = {};
  for (const line of (process.env.AURIC_SIGN_INS || '').split(/[\n,]/)) readSignIn(line, signIns);
  return { address: process.env.AURIC_URL, signIns, stub: false, stop: async () => {} };
}

function readSignIn(line, signIns) {
  const [role, user, password] = line.trim().replace(/^sign-in\s+/, '').split(/\s+/);
  if (password) signIns[role] = { user, password };
}

/** Starts a server and waits until it has printed its address and three sign-ins. */
function started(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const signIns = {};
  let address = null;
  let errors = '';
  child.stderr.on('data', (chunk) => { errors = (errors + chunk).slice(-2000); });
  const stop = () => new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', resolve);
    return child.kill('SIGTERM');
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`no address and sign-ins within ${START_WITHIN_MS} ms: ${errors}`));
    }, START_WITHIN_MS);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${errors}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('address ')) address = line.slice(8).trim();
      if (line.startsWith('sign-in ')) readSignIn(line, signIns);
      if (address && Object.keys(signIns).length >= 3) {
        clearTimeout(late);
        resolve({ address, signIns, stop });
      }
    });
  });
}
