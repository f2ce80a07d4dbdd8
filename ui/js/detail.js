// What an agent put out, drawn from its own structure: names and values, lists
// as lists, rows as small tables. No step needs a drawing of its own.
import { html } from './html.js';
import { NOTHING, number, words } from './format.js';

const DEPTH_MAX = 8;
const ROWS_MAX = 24;

const isPlain = (x) => x === null || typeof x !== 'object';

function plain(x) {
  if (x === null || x === undefined || x === '') return NOTHING;
  if (typeof x === 'boolean') return x ? 'yes' : 'no';
  return typeof x === 'number' ? number(x) : String(x);
}

export function Detail({ value, depth = 0 }) {
  if (isPlain(value)) return plain(value);
  if (depth >= DEPTH_MAX) return html`<code>${JSON.stringify(value)}</code>`;
  if (Array.isArray(value)) return html`<${List} list=${value} depth=${depth}/>`;
  const entries = Object.entries(value);
  if (!entries.length) return NOTHING;
  return html`
    <dl class="detail">
      ${entries.map(([name, inner]) => html`
        <div class=${depth > 0 && !isShort(inner) ? 'is-deep' : ''}><dt>${words(name)}</dt><dd><${Detail} value=${inner} depth=${depth + 1}/></dd></div>`)}
    </dl>`;
}

function List({ list, depth }) {
  if (!list.length) return 'none';
  if (list.every(isPlain)) return list.map(plain).join(', ');
  const rows = list.slice(0, ROWS_MAX);
  const flat = rows.every((row) => row && !Array.isArray(row) && Object.values(row).every(isShort));
  return html`
    ${flat ? html`<${Rows} rows=${rows}/>` : html`
      <ul class="detail-list">
        ${rows.map((row) => html`<li><${Detail} value=${row} depth=${depth + 1}/></li>`)}
      </ul>`}
    ${list.length > rows.length && html`<p class="muted">and ${list.length - rows.length} more</p>`}`;
}

const isShort = (x) => isPlain(x) || (Array.isArray(x) && x.every(isPlain));

function Rows({ rows }) {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const isFigure = (name) => rows.some((row) => typeof row[name] === 'number');
  return html`
    <div class="table-scroll" role="group" aria-label="Detail" tabindex="0">
      <table class="small-table">
        <thead><tr>${names.map((name) => html`
          <th scope="col" class=${isFigure(name) ? 'right' : ''}>${words(name)}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`
          <tr>${names.map((name) => html`
            <td class=${isFigure(name) ? 'right' : ''}><${Detail} value=${row[name] ?? null}/></td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`;
}
