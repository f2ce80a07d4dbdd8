#!/usr/bin/env node
// Answers a second, latency, CPU time an answer and resident memory over HTTP
// with every layer on (session, guard, workflow, MCP, hub over HTTP/XML, audit
// on disk), at 1, 16 and 64 sessions. Beside it, in the same run, the floor:
// this same node calling the hub directly for the same count, with no agents.
//
//   node bench/answers.mjs [--answers N] [--binary build/run/auric]
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'

const option = (name, otherwise) => {
  const at = process.argv.indexOf('--' + name)
  return at < 0 ? otherwise : process.argv[at + 1]
}
const binary = option('binary', 'build/run/auric')
const answers = Number(option('answers', 4000))
const QUESTIONS = {
  count: 'How many Sony products are we launching this quarter?',
  group: 'How many products are there by category?'
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'auric-bench-'))
const semantics = path.join(folder, 'semantics.json')
writeFileSync(semantics, JSON.stringify({ roles: { bench: { requests_per_hour: 1000000 } } }))
const server = spawn(binary, ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', folder,
  '--semantics', semantics, '--brain', 'local'], { stdio: ['ignore', 'pipe', 'inherit'] })

async function started() {
  const found = { users: {} }
  for await (const line of readline.createInterface({ input: server.stdout })) {
    const word = line.split(' ')
    if (word[0] === 'address') found.url = new URL(word[1])
    if (word[0] === 'sign-in') found.users[word[1]] = { username: word[2], password: word[3] }
    if (line.startsWith('These')) return found
  }
  throw new Error('the server did not start')
}

function call(agent, url, method, pathname, headers, body) {
  return new Promise((resolve, reject) => {
    const req = http.request({ agent, host: url.hostname, port: url.port, method, path: pathname,
      headers: { 'content-length': Buffer.byteLength(body ?? ''), ...headers } }, res => {
      const parts = []
      res.on('data', p => parts.push(p))
      res.on('end', () => resolve({ status: res.statusCode, body: Buffer.concat(parts).toString() }))
    })
    req.on('error', reject)
    req.end(body)
  })
}
const JSON_BODY = { 'content-type': 'application/json' }

const ticks = 100
function cpu(pid) { // seconds of user and system time
  const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  return (Number(f[11]) + Number(f[12])) / ticks
}
function resident(pid) {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096 / 2 ** 20
}

async function measure(sessions, n, one) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sessions })
  const times = []
  let left = n
  const before = cpu(server.pid), own = process.cpuUsage(), start = process.hrtime.bigint()
  await Promise.all(Array.from({ length: sessions }, async () => {
    while (left-- > 0) {
      const t = process.hrtime.bigint()
      await one(agent)
      times.push(Number(process.hrtime.bigint() - t) / 1e6)
    }
  }))
  const wall = Number(process.hrtime.bigint() - start) / 1e9
  const self = process.cpuUsage(own)
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = p => times[Math.min(times.length - 1, Math.floor(times.length * p))].toFixed(2)
  return { rate: Math.round(n / wall), p50: at(0.5), p95: at(0.95), p99: at(0.99),
    cpu: Math.round((cpu(server.pid) - before) / n * 1e6), rss: Math.round(resident(server.pid)),
    self: Math.round((self.user + self.system) / n) }
}

async function main() {
  const { url, users } = await started()
  const one = new http.Agent({ keepAlive: true })
  for (let i = 0; i < 200 && (await call(one, url, 'GET', '/readyz')).status !== 200; i++)
    await new Promise(r => setTimeout(r, 50))
  const login = async who => JSON.parse((await call(one, url, 'POST', '/api/login', JSON_BODY,
    JSON.stringify(who))).body).token
  const admin = { ...JSON_BODY, authorization: 'Bearer ' + await login(users.admin) }
  await call(one, url, 'PATCH', '/api/admin/users/sarah.chen', admin, '{"role":"bench"}')
  const headers = { ...JSON_BODY, authorization: 'Bearer ' + await login(users.executive) }
  const ask = question => async agent => {
    const r = await call(agent, url, 'POST', '/api/ask', headers, JSON.stringify({ question }))
    if (r.status !== 200 || !r.body.includes('"status":"answer"'))
      throw new Error(`${r.status} ${r.body.slice(0, 300)}`)
  }
  console.log('| question | sessions | answers/s | p50 ms | p95 ms | p99 ms | agent CPU µs/answer | resident MB |')
  console.log('|---|---|---|---|---|---|---|---|')
  for (const [kind, question] of Object.entries(QUESTIONS)) {
    await measure(4, 200, ask(question)) // warm
    for (const sessions of [1, 16, 64]) {
      const m = await measure(sessions, kind === 'group' ? Math.ceil(answers / 20) : answers, ask(question))
      console.log(`| ${kind} | ${sessions} | ${m.rate} | ${m.p50} | ${m.p95} | ${m.p99} | ${m.cpu} | ${m.rss} |`)
    }
  }
  await floor(await hubUrl())
}

// The hub is a child of the server; its address is in its own listening socket.
async function hubUrl() {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ')
  const inodes = new Set()
  const { readdirSync, readlinkSync } = await import('node:fs')
  for (const fd of readdirSync(`/proc/${children[0]}/fd`)) {
    try {
      const m = /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${children[0]}/fd/${fd}`))
      if (m) inodes.add(m[1])
    } catch { /* closed meanwhile */ }
  }
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const f = line.trim().split(/\s+/)
    if (f[3] === '0A' && inodes.has(f[9]))
      return new URL('http://127.0.0.1:' + parseInt(f[1].split(':')[1], 16))
  }
  throw new Error('the hub was not found')
}

async function floor(url) {
  const auth = { authorization: 'Basic ' + Buffer.from('auric-local:repository').toString('base64'),
    'content-type': 'application/xml' }
  const one = new http.Agent({ keepAlive: true })
  const universes = (await call(one, url, 'GET', '/mdm/universes', auth)).body
  const at = universes.indexOf('<name>product</name>')
  const id = /.*<id>([^<]+)<\/id>/s.exec(universes.slice(0, at))[1]
  const body = '<RecordQueryRequest limit="1"><filter op="AND"><fieldValue><fieldId>STATUS</fieldId>' +
    '<operator>IS_NOT_NULL</operator></fieldValue></filter></RecordQueryRequest>'
  const m = await measure(16, answers, async agent => {
    const r = await call(agent, url, 'POST', `/mdm/universes/${id}/records/query`, auth, body)
    if (r.status !== 200) throw new Error(r.body)
  })
  console.log(`| floor: node asks the hub, no agents | 16 | ${m.rate} | ${m.p50} | ${m.p95} | ${m.p99} | ${m.self} (node's own) | |`)
}

main().catch(e => { console.error(e); process.exitCode = 1 }).finally(() => {
  server.kill('SIGTERM')
  server.on('exit', () => rmSync(folder, { recursive: true, force: true }))
})
