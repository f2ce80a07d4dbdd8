// peer.mjs - the official TypeScript SDK as a client of our MCP server.
//
//     node tests/mcp/peer.mjs stdio COMMAND ARGS...
//     node tests/mcp/peer.mjs http URL [BEARER]
//
// Lists and calls everything that is offered, over the models that it finds,
// and ends with "N checks, N failed".
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [kind, target, ...rest] = process.argv.slice(2);
if (!target || !['stdio', 'http'].includes(kind)) {
  console.error('usage: peer.mjs stdio COMMAND ARGS... | http URL [BEARER]');
  process.exit(2);
}

const transport = kind === 'stdio'
  ? new StdioClientTransport({ command: target, args: rest, env: process.env })
  : new StreamableHTTPClientTransport(new URL(target), {
      requestInit: rest[0] ? { headers: { Authorization: `Bearer ${rest[0]}` } } : {},
    });
const client = new Client({ name: 'peer', version: '1.0.0' });

let checks = 0;
let failed = 0;
async function check(name, body) {
  checks++;
  try {
    return await body();
  } catch (e) {
    failed++;
    console.error(`FAILED ${name}: ${e.message}`);
    return undefined;
  }
}

// The text block repeats the structured content.
async function call(name, args, isError = false) {
  const r = await client.callTool({ name, arguments: args });
  assert.equal(Boolean(r.isError), isError, JSON.stringify(r.structuredContent));
  assert.deepEqual(JSON.parse(r.content[0].text), r.structuredContent);
  return r.structuredContent;
}

async function read(uri) {
  const r = await client.readResource({ uri });
  assert.equal(r.contents.length, 1);
  assert.equal(r.contents[0].uri, uri);
  return JSON.parse(r.contents[0].text);
}

async function rejects(promise, code) {
  try {
    await promise;
  } catch (e) {
    assert.equal(e.code, code, e.message);
    return;
  }
  assert.fail(`expected error ${code}`);
}

const TOOLS = ['search_models_by_name', 'get_model_statistics', 'get_model_fields', 'query_records',
  'run_plan', 'distinct_values', 'describe_models'];

async function checkTools() {
  const { tools } = await client.listTools();
  for (const name of TOOLS) {
    const tool = tools.find((t) => t.name === name);
    assert.ok(tool, `${name} is not listed`);
    assert.equal(tool.inputSchema.type, 'object');
    assert.equal(tool.annotations.readOnlyHint, true);
  }
}

async function pages(model, field) {
  const seen = new Set();
  let token = '';
  for (let n = 0; n < 3; n++) {
    const r = await call('query_records', { universe_id: model.id, repository_id: '', fields: [field],
      limit: 3, offset_token: token });
    assert.ok(r.data.records.length <= 3);
    for (const record of r.data.records) {
      assert.ok(!seen.has(record._RECORD_ID), 'a record came twice');
      seen.add(record._RECORD_ID);
    }
    token = r.data.next_offset_token;
    assert.equal(r.data.has_more, token !== '');
    assert.equal(r.data.has_more, seen.size < r.data.total_count);
    if (!r.data.has_more) return;
  }
}

const countOf = (model) => ({ model: model.id, columns: [{ expr: { op: 'agg', agg: 'count' }, label: 'n' }] });

async function checkModel(model) {
  const fields = await check('get_model_fields', () => call('get_model_fields', { model_id: model.id }));
  const field = fields.fields.find((f) => !f.repeatable && f.type === 'STRING').queryFieldId;
  await check('query_records', () => pages(model, field));
  const found = await call('query_records', { universe_id: model.name, repository_id: '', limit: 1 });
  const counted = await check('run_plan', () => call('run_plan', { plan: countOf(model) }));
  assert.equal(counted.rows[0][0], found.data.total_count);
  await check('run_plan explained', async () => {
    const r = await call('run_plan', { plan: countOf(model), explain: true });
    assert.ok(r.explanation.length > 0);
  });
  await check('distinct_values', async () => {
    const r = await call('distinct_values', { model_id: model.id, fields: [field] });
    assert.ok(Array.isArray(r.fields[field].values));
  });
  await check('a filter that is not understood', async () => {
    const r = await call('query_records', { universe_id: model.id, repository_id: '',
      filters: [{ fieldId: 'NO_SUCH_FIELD', operator: 'EQUALS', value: 'x' }] }, true);
    assert.equal(r.status, 'error');
    assert.equal(r.code, 'bad_input');
    assert.ok(r.available_fields.includes(field));
  });
  await check('a model as a resource', async () => {
    const r = await read(`boomi://datahub/model/${model.id}`);
    assert.equal(r.data.name, model.name);
    assert.equal(r.data.fieldCount, fields.fields.length);
  });
}

async function checkResources() {
  const { resources } = await client.listResources();
  assert.equal(resources.length, 4);
  for (const { uri } of resources) await check(uri, () => read(uri));
  const { resourceTemplates } = await client.listResourceTemplates();
  assert.equal(resourceTemplates[0].uriTemplate, 'boomi://datahub/model/{model_id}');
  await check('a missing resource', () => rejects(client.readResource({ uri: 'boomi://datahub/model/none' }), -32002));
}

async function main() {
  await client.connect(transport);
  assert.equal(client.getServerVersion().name, 'auric');
  await check('ping', () => client.ping());
  await check('tools/list', checkTools);
  const all = await check('search_models_by_name', () => call('search_models_by_name', { name_pattern: '' }));
  await check('get_model_statistics', async () => {
    const r = await call('get_model_statistics', {});
    assert.equal(r.statistics.overview.total_models, all.matches_found);
  });
  await check('describe_models', async () => {
    const r = await call('describe_models', {});
    assert.equal(r.models.length, all.matches_found);
  });
  const model = all.matches.filter((m) => m.deployed && m.published).sort((a, b) => b.records - a.records)[0];
  await check(model.name, () => checkModel(model));
  await check('resources', checkResources);
  await check('an unknown tool', () => rejects(client.callTool({ name: 'no_such_tool', arguments: {} }), -32602));
  await check('a missing argument', () => call('get_model_fields', {}, true));
  await client.close();
}

await check('the session', main);
console.log(`${checks} checks, ${failed} failed`);
process.exit(failed ? 1 : 0);
