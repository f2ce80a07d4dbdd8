// The chart of an answer: a figure with a title, a summary in words, and marks
// that can be walked with the arrow keys. The same rows stand in the table.
import { html, useId, useLayoutEffect, useMemo, useRef, useState } from './html.js';
import { cellFormat, isNumeric, plural } from './format.js';
import { Bars } from './bars.js';
import { Lines, LineSample } from './lines.js';
import { Pie } from './pie.js';

const KINDS = { bar: Bars, column: Bars, line: Lines, pie: Pie };
const MARKS_MAX = { bar: 20, column: 36, line: 400, pie: 8 };
const SERIES_MAX = 4;
const SELF_EVIDENT = new Set(['bar', 'pie']); // every value is written beside its mark

/** What a chart of `wanted` kind shows; null when there is nothing to draw. */
function chartData({ chart, columns, rows }, wanted) {
  if (!chart || !KINDS[chart.kind] || rows.length < 2) return null;
  const x = columns[chart.x ?? 0];
  const series = (chart.y ?? [1]).filter((i) => columns[i] && isNumeric(columns[i])).slice(0, SERIES_MAX);
  if (!x || !series.length) return null;
  const label = cellFormat(x, rows.map((row) => row[chart.x ?? 0]));
  const known = rows.filter((row) => series.some((i) => typeof row[i] === 'number'));
  const kind = kindFor(wanted ?? chart.kind, known, series);
  const sorted = ranked(kind) ? bySize(known, series[0]) : known;
  const shown = sorted.slice(0, MARKS_MAX[kind]);
  return {
    kind,
    mayBePie: kindFor('pie', known, series) === 'pie',
    title: chart.title || columns[series[0]].label,
    xLabel: x.label,
    labels: shown.map((row) => label(row[chart.x ?? 0])),
    left: known.length - shown.length,
    isRanked: ranked(kind),
    series: series.map((i) => ({
      label: columns[i].label,
      values: shown.map((row) => (typeof row[i] === 'number' ? row[i] : null)),
      format: cellFormat(columns[i], rows.map((row) => row[i])),
    })),
  };
}

/** Bars and parts stand by size; columns and lines keep the order of time. */
const ranked = (kind) => kind === 'bar' || kind === 'pie';

/** Largest first, unless the answer has them in order already, one way or the other. */
function bySize(rows, column) {
  const values = rows.map((row) => row[column] ?? -Infinity);
  const inOrder = (sign) => values.every((v, i) => i === 0 || sign * (v - values[i - 1]) >= 0);
  if (inOrder(1) || inOrder(-1)) return rows;
  return [...rows].sort((a, b) => (b[column] ?? -Infinity) - (a[column] ?? -Infinity));
}

/** What was asked for, unless it would lie: a pie of debts, or of some of the parts. */
function kindFor(kind, rows, series) {
  if (kind === 'column' && rows.length > MARKS_MAX.column) return 'line';
  if (kind !== 'pie') return kind;
  const parts = rows.map((row) => row[series[0]]);
  const whole = series.length === 1 && rows.length <= MARKS_MAX.pie
    && parts.every((v) => v >= 0) && parts.some((v) => v > 0);
  return whole ? 'pie' : 'bar';
}

export function Chart({ answer }) {
  const [wanted, setWanted] = useState(null);
  const data = useMemo(() => chartData(answer, wanted), [answer, wanted]);
  return data && html`<${Figure} data=${data} onKind=${setWanted}/>`;
}

function Figure({ data, onKind }) {
  const [box, width] = useWidth();
  const [at, setAt] = useState(null);
  const walk = useWalk(data, at, setAt);
  const id = useId();
  const Kind = KINDS[data.kind];
  const shown = data.labels.length;
  const cut = data.left > 0
    && `The ${data.isRanked ? 'largest' : 'first'} ${shown} of ${plural(shown + data.left, 'row')}; the table has them all.`;
  return html`
    <figure class="chart" aria-labelledby="${id}-title">
      <figcaption>
        <span class="chart-title" id="${id}-title">${data.title}</span>
        <${Kinds} data=${data} onKind=${onKind}/>
        ${data.series.length > 1 && html`<${Legend} series=${data.series} lines=${data.kind === 'line'}/>`}
      </figcaption>
      <div class="chart-box" ref=${box} onPointerLeave=${() => setAt(null)}>
        ${width > 0 && html`
          <${Kind} data=${data} width=${width} id=${id} at=${at} walk=${walk} summary=${summary(data)}/>`}
      </div>
      ${(cut || !SELF_EVIDENT.has(data.kind)) && html`
        <p class="chart-readout" aria-hidden=${at !== null}>${at === null ? cut : describe(data, at)}</p>`}
    </figure>`;
}

const NAMES = { bar: 'Bars', column: 'Columns', line: 'Line', pie: 'Ring' };

const Kinds = ({ data, onKind }) => html`
  <select class="kinds no-print" aria-label="Kind of chart" value=${data.kind}
    onChange=${(event) => onKind(event.target.value)}>
    ${Object.entries(NAMES).filter(([kind]) => kind !== 'pie' || data.mayBePie).map(([kind, name]) => html`
      <option value=${kind}>${name}</option>`)}
  </select>`;

const Legend = ({ series, lines }) => html`
  <span class="legend">
    ${series.map((s, i) => html`
      <span class="legend-row"><${lines ? LineSample : Swatch} i=${i}/>${s.label}</span>`)}
  </span>`;

/** A sample of the colour and pattern that stands for series or part `i`. */
export const Swatch = ({ i }) => html`
  <svg class="swatch" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
    <rect width="14" height="14" rx="3" class="fill-${i % 8}"/>
    <path d=${PATTERNS[i % PATTERNS.length]} class="pattern"/>
  </svg>`;

const PATTERNS = [
  '', 'M0 14L14 0', 'M0 7h14', 'M7 0v14', 'M0 0l14 14', 'M0 5h14M0 10h14', 'M5 0v14M10 0v14',
  'M0 0l14 14M0 14L14 0',
];

/** Pattern fills for a chart, so that no part is told by its colour alone. */
export const Patterns = ({ id }) => html`
  <defs>
    ${PATTERNS.map((path, i) => html`
      <pattern id="${id}-p${i}" width="10" height="10" patternUnits="userSpaceOnUse">
        <rect width="10" height="10" class="fill-${i}"/>
        ${path && html`<path d=${SMALL[i]} class="pattern"/>`}
      </pattern>`)}
  </defs>`;

const SMALL = [
  '', 'M-2 12L12 -2M-2 2L2 -2M8 12L12 8', 'M0 5h10', 'M5 0v10',
  'M-2 -2L12 12M-2 8L2 12M8 -2L12 2', 'M0 3h10M0 8h10', 'M3 0v10M8 0v10', 'M0 0l10 10M0 10L10 0',
];

export const describe = (data, i) =>
  `${data.labels[i]}: ${data.series.map((s) =>
    (data.series.length > 1 ? `${s.label} ` : '') + s.format(s.values[i])).join(', ')}`;

/** One sentence that says what the picture says. */
function summary(data) {
  const [first] = data.series;
  const known = first.values.filter((v) => v !== null);
  const high = first.values.indexOf(Math.max(...known));
  const low = first.values.indexOf(Math.min(...known));
  const many = `${plural(data.labels.length, 'value')} of ${first.label} by ${data.xLabel}.`;
  return `${many} Highest: ${data.labels[high]}, ${first.format(first.values[high])}. `
    + `Lowest: ${data.labels[low]}, ${first.format(first.values[low])}. `
    + 'Use the arrow keys to hear each value.';
}

/** The width of an element, kept up to date. */
function useWidth() {
  const box = useRef(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    setWidth(box.current.clientWidth); // at once, so that the answer has its height from the start
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

/** One tab stop for the whole chart; the arrows go from mark to mark. */
function useWalk(data, at, setAt) {
  const last = data.labels.length - 1;
  const group = useRef(null);
  const go = (to) => {
    setAt(to);
    group.current?.querySelector(`[data-at="${to}"]`)?.focus();
  };
  const onKeyDown = (event) => {
    const from = at ?? 0;
    const to = {
      ArrowRight: from + 1, ArrowDown: from + 1, ArrowLeft: from - 1, ArrowUp: from - 1,
      Home: 0, End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(Math.max(0, Math.min(last, to)));
  };
  const mark = (i) => ({
    'data-at': i, role: 'img', 'aria-label': describe(data, i), tabindex: i === (at ?? 0) ? 0 : -1,
    onFocus: () => setAt(i), onPointerEnter: () => setAt(i),
  });
  return { group, onKeyDown, mark };
}
