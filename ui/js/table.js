// The rows of an answer: sortable, a page at a time, always saying how many
// of how many are there.
import { html, names, useId, useMemo, useState } from './html.js';
import { cellFormat, isNumeric, number, plural } from './format.js';
import { Icon } from './icons.js';
import { isEmpty, sortedRows } from './rows.js';

const PAGE = 50;
const FIRST_SIGHT = 10;
const SHORT = 26; // characters that a cell keeps on one line

export function Table({ answer }) {
  const { columns, rows, row_count: total } = answer;
  const [sort, setSort] = useState(null);
  const [page, setPage] = useState(0);
  const [all, setAll] = useState(false);
  const id = useId();
  const formats = useMemo(
    () => columns.map((column, i) => cellFormat(column, rows.map((row) => row[i]))), [answer]);
  const classes = useMemo(() => columns.map((column, i) => {
    if (right(column)) return 'right';
    return rows.every((row) => formats[i](row[i]).length <= SHORT) ? 'short' : 'long';
  }), [answer]);
  const order = useMemo(() => sortedRows(rows, sort), [answer, sort]);
  const size = all ? PAGE : FIRST_SIGHT;
  const from = page * size;
  const shown = order.slice(from, from + size);

  function sortBy(column) {
    setPage(0);
    setSort((now) => {
      const down = isNumeric(columns[column]) || columns[column].percent;
      if (now?.column !== column) return { column, down };
      return now.down === down ? { column, down: !down } : null;
    });
  }

  return html`
    <div class="table-box">
      <div class="table-scroll" role="group" aria-labelledby="${id}-count" tabindex="0">
        <table>
          <thead><tr>${columns.map((column, i) => html`
            <${Heading} column=${column} sort=${sort?.column === i ? sort : null}
              onSort=${() => sortBy(i)}/>`)}</tr></thead>
          <tbody>${shown.map((n) => html`
            <tr key=${n}>${columns.map((column, i) => html`
              <td class=${names(classes[i], isEmpty(rows[n][i]) && 'muted')}>${formats[i](rows[n][i])}</td>`)}</tr>`)}
          </tbody>
        </table>
      </div>
      <div class="table-foot">
        <p id="${id}-count">${counted(from, shown.length, total, all)}</p>
        ${!all && rows.length > FIRST_SIGHT && html`
          <button type="button" class="button quiet small no-print" onClick=${() => setAll(true)}>
            Show ${rows.length > PAGE ? `${PAGE} a page` : `all ${rows.length}`}</button>`}
        ${all && rows.length > PAGE && html`
          <${Pager} page=${page} pages=${Math.ceil(rows.length / PAGE)} onPage=${setPage}/>`}
      </div>
    </div>`;
}

function Heading({ column, sort, onSort }) {
  const way = sort ? (sort.down ? 'descending' : 'ascending') : undefined;
  return html`
    <th scope="col" aria-sort=${way} class=${right(column) ? 'right' : ''}>
      <button type="button" class="sort" onClick=${onSort}>
        <span>${column.label || column.name}</span>
        <span class=${`sort-mark ${way ?? ''}`} aria-hidden="true"><${Icon} name="chevron"/></span>
      </button>
    </th>`;
}

const right = (column) => isNumeric(column) || column.percent;

function counted(from, shown, total, paged) {
  if (shown === total) return plural(total, 'row');
  const which = paged ? `${number(from + 1)} to ${number(from + shown)}` : number(shown);
  return `${which} of ${plural(total, 'row')}`;
}

const Pager = ({ page, pages, onPage }) => html`
  <nav class="pager no-print" aria-label="Pages of the table">
    <button type="button" class="button quiet small" disabled=${page === 0}
      onClick=${() => onPage(page - 1)}>Previous</button>
    <span>Page ${page + 1} of ${pages}</span>
    <button type="button" class="button quiet small" disabled=${page >= pages - 1}
      onClick=${() => onPage(page + 1)}>Next</button>
  </nav>`;
