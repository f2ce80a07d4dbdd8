// The page's pure parts, as tables of input and output.
import assert from 'node:assert/strict';
import * as format from '../../ui/js/format.js';
import { grouped } from '../../ui/js/groups.js';
import { sortedRows } from '../../ui/js/rows.js';
import { linear, ticks } from '../../ui/js/scale.js';
import { shaped } from '../../ui/js/shape.js';
import { readEvents } from '../../ui/js/sse.js';
import { changeOf, figureOf, plainText, spokenAnswer } from '../../ui/js/words.js';

const all = (table, run) => {
  for (const [input, output] of table) assert.deepEqual(run(...input), output, JSON.stringify(input));
};

const cell = (column, values, value) => format.cellFormat(column, values)(value);

function cells() {
  const int = { label: 'Units', type: 'number' };
  const float = { label: 'Weight', type: 'float' };
  all([
    [[int, [1234, 5], 1234], '1,234'],
    [[{ label: 'Fiscal year', type: 'number' }, [2026], 2026], '2026'],
    [[{ name: 'order_id', type: 'number' }, [123456], 123456], '123456'],
    [[float, [1.5, 2], 2], '2.0'],
    [[float, [0.123456, 2], 0.123456], '0.12'],
    [[float, [0.001234], 0.001234], '0.00123'],
    [[{ label: 'List price', type: 'float' }, [99.5], 99.5], '99.50'],
    [[{ label: 'Share', type: 'float', percent: true }, [], 31.756], '31.8%'],
    [[int, [], null], '–'],
    [[{ type: 'text' }, [], ''], '–'],
    [[{ type: 'bool' }, [], false], 'No'],
    [[{ type: 'date' }, [], '2026-10-01'], '1 Oct 2026'],
    [[{ type: 'date' }, [], 'not a date'], 'not a date'],
    [[{ type: 'text' }, [], ['a', 'b']], 'a, b'],
    [[{ type: 'text' }, [], '<b>'], '<b>'],
  ], cell);
}

function periods() {
  all([
    [[{ from: '2026-10-01', to: '2027-01-01' }], '1 Oct – 31 Dec 2026'],
    [[{ from: '2025-12-01', to: '2026-02-01' }], '1 Dec 2025 – 31 Jan 2026'],
    [[{ from: '2026-10-01', to: '2026-10-02' }], '1 Oct 2026'],
    [[{ from: '2024-02-01', to: '2024-03-01' }], '1 Feb – 29 Feb 2024'],
    [[{ from: '2026-10-01', to: null }], 'from 1 Oct 2026'],
    [[{ from: null, to: '2026-10-02' }], 'up to 1 Oct 2026'],
    [[{}], ''],
  ], format.period);
  all([
    [['this quarter (1 Oct 2026 to 31 Dec 2026)'], 'This quarter'], [['last quarter'], 'Last quarter'],
    [['1 Oct 2026 to 31 Dec 2026'], ''], [[undefined], ''],
  ], format.periodName);
  all([[[0.0048], '< 0.01 ms'], [[0.0071], '0.01 ms'], [[0.06], '0.06 ms'], [[0.4], '0.4 ms'], [[128.4], '128 ms'], [[2130], '2.1 s'], [[undefined], '']],
    format.duration);
}

function comparisons() {
  all([
    [[{ change: 29, change_pct: 161.11 }], { direction: 'up', amount: '+29', pct: '+161.1%' }],
    [[{ change: -4, change_pct: -11.4 }], { direction: 'down', amount: '−4', pct: '−11.4%' }],
    [[{ change: 0, change_pct: 0 }], { direction: 'same', amount: 'No change', pct: '' }],
    [[{ change: 3, change_pct: null }], { direction: 'up', amount: '+3', pct: '' }],
    [[{}], null],
  ], changeOf);
  all([
    [[{ status: 'answer', value: 4700 }], { text: '4,700' }],
    [[{ status: 'answer', value: 0 }], { text: '0' }],
    [[{ status: 'answer', value: null }], null],
    [[{ status: 'clarify', value: 47 }], null],
    [[{ status: 'answer', value: 31.75, columns: [{ percent: true }] }], { text: '31.8%' }],
  ], (answer) => figureOf(shaped(answer)));
}

function sorting() {
  const rows = [['b', 2], ['a', null], ['C', 10], ['é', 2]];
  all([
    [[rows, null], [0, 1, 2, 3]],
    [[rows, { column: 0, down: false }], [1, 0, 2, 3]],
    [[rows, { column: 1, down: false }], [0, 3, 2, 1]],
    [[rows, { column: 1, down: true }], [2, 0, 3, 1]],
  ], sortedRows);
}

function scales() {
  all([
    [[0, 58], [0, 20, 40, 60]],
    [[0, 1], [0, 0.25, 0.5, 0.75, 1]],
    [[0, 0], [0, 0.25, 0.5, 0.75, 1]],
    [[-5, 12], [-5, 0, 5, 10, 15]],
  ], ticks);
  for (let i = 0; i < 500; i += 1) {
    const low = -(10 ** (i % 7)) * (i % 3);
    const high = low + 0.001 * 1.7 ** (i % 40);
    const found = ticks(low, high);
    assert.ok(found[0] <= low + 1e-9 && found.at(-1) >= high - 1e-6, `${low} ${high}: ${found}`);
    assert.ok(found.length <= 8, `${low} ${high}: ${found.length} ticks`);
  }
  assert.equal(linear(0, 10, 100, 0)(5), 50);
  assert.equal(linear(3, 3, 0, 100)(3), 0);
}

function groups() {
  const now = new Date(2026, 10, 22, 15);
  const row = (id, at, pinned = false) => ({ id, updated_at: new Date(...at).toISOString(), pinned });
  const list = [row('a', [2026, 10, 22, 9]), row('b', [2026, 10, 21, 23]), row('c', [2026, 10, 17]),
    row('d', [2026, 10, 1]), row('e', [2026, 5, 3]), row('f', [2026, 5, 20]), row('g', [2025, 1, 1], true)];
  assert.deepEqual(grouped(list, now).map((g) => [g.name, g.rows.map((r) => r.id).join('')]), [
    ['Pinned', 'g'], ['Today', 'a'], ['Yesterday', 'b'], ['Last 7 days', 'c'], ['Last 30 days', 'd'], ['June 2026', 'fe'],
  ]);
}

/** The same events come out however the bytes are cut. */
async function eventStream() {
  const text = ': heartbeat\r\n\r\nevent: step\r\ndata: {"a":1}\r\n\r\nevent: delta\ndata: {"text":\ndata: "é"}\n\nevent: empty\n\n';
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const body = new ReadableStream({
      start(control) {
        for (let at = 0; at < bytes.length; at += size) control.enqueue(bytes.slice(at, at + size));
        control.close();
      },
    });
    const events = [];
    for await (const event of readEvents(body)) events.push(event);
    assert.deepEqual(events, [{ event: 'step', data: { a: 1 } }, { event: 'delta', data: { text: 'é' } }], `pieces of ${size}`);
  }
}

function copied() {
  const text = plainText(shaped({
    text: 'Two brands.', interpretation: { text: 'the brands' }, warnings: ['Old data.'], audit_seq: 7,
    provenance: { as_of: '2026-11-22', origin: 'mirror', freshness: 'as of 14:03 UTC, mirror, 2 minutes old' },
    truncated: false,
  }), 'Which brands?', [['Brand', 'Count'], ['Sony', '47']]);
  assert.equal(text, 'Which brands?\n\nTwo brands.\n\nBrand\tCount\nSony\t47\n\nRead as: the brands\n'
    + 'Note: Old data.\nAs of 22 Nov 2026, mirror, 2 minutes old, audit record 7');
}

function shapes() {
  const bare = shaped({ status: 'denied', text: 'No.', provenance: null, rows: null, interpretation: null });
  assert.deepEqual(bare, {
    status: 'denied', text: 'No.', columns: [], rows: [], followups: [], warnings: [], options: [], trace: [],
    provenance: { notes: [] }, timings_ms: {}, row_count: 0, interpretation: null,
  });
  assert.equal(shaped({ rows: [[1], [2]] }).row_count, 2);
  assert.equal(spokenAnswer(bare), 'You do not have access to this. No.');
}

export const pureCases = [
  ['an answer is whole, whatever is left out', shapes],
  ['cells are written as people read them', cells],
  ['periods and durations', periods],
  ['comparisons and figures', comparisons],
  ['rows are sorted, nothing last', sorting],
  ['ticks hold the data', scales],
  ['conversations in groups', groups],
  ['an event stream, however it is cut', eventStream],
  ['an answer as plain text', copied],
];
