// Values as people read them. The page speaks British English, and so do its
// figures: they must look the same in the table as in the sentence above it.

export const LOCALE = 'en-GB';
const NUMERIC = new Set(['int', 'float', 'number', 'integer', 'decimal']);
const MONEY = /price|cost|amount|budget|revenue|spend|salary|fee|total value/i;
const WITHOUT_GROUPING = /(^|[\s_])(year|id|code|number|no|sku|zip)$/i;

export const isNumeric = (column) => NUMERIC.has(column.type);
export const NOTHING = '–';

const cache = new Map();
function numberFormat(options) {
  const key = JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(LOCALE, options));
  return cache.get(key);
}

const decimals = (x) => {
  const text = String(x);
  return text.includes('e') ? 2 : (text.split('.')[1] ?? '').length;
};

/** A number alone: as many decimals as it needs, two at most unless it is tiny. */
export function number(x, options = {}) {
  if (x !== 0 && Math.abs(x) < 0.01) return numberFormat({ maximumSignificantDigits: 2, ...options }).format(x);
  return numberFormat({ maximumFractionDigits: 2, ...options }).format(x);
}

export const percent = (x, options = {}) =>
  `${number(x, { maximumFractionDigits: 1, ...options })}%`;

/** With its sign, and a minus as wide as the plus. */
export const signed = (x, format = number) =>
  format(x, { signDisplay: 'exceptZero' }).replace('-', '−');

/** "1.2m": for an axis, where room is short. */
export const compact = (x) =>
  numberFormat({ notation: Math.abs(x) >= 10000 ? 'compact' : 'standard', maximumFractionDigits: 2 })
    .format(x);

const DATE = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
const dates = new Intl.DateTimeFormat(LOCALE, DATE);
const shortDates = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const instants = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
});
const clocks = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });

const asDate = (value) => new Date(typeof value === 'number' ? value * 1000 : value);
const sure = (value, format) => {
  const date = asDate(value);
  return Number.isNaN(date.getTime()) ? String(value) : format.format(date);
};

export const date = (value) => sure(value, dates);
export const shortDate = (value) => sure(value, shortDates);
export const clock = (value) => sure(value, clocks);

/** Says the second only where it is known: a date alone has no clock. */
export const instant = (value) =>
  /^\d{4}-\d\d-\d\d$/.test(String(value)) ? date(value) : sure(value, instants);

/** "0.4 ms", "128 ms", "2.1 s" */
export function duration(ms) {
  if (ms == null) return '';
  if (ms < 0.005) return '< 0.01 ms';
  if (ms < 0.095) return `${numberFormat({ maximumFractionDigits: 2 }).format(ms)} ms`;
  if (ms < 10) return `${number(ms, { maximumFractionDigits: 1 })} ms`;
  if (ms < 1000) return `${number(ms, { maximumFractionDigits: 0 })} ms`;
  return `${number(ms / 1000, { maximumFractionDigits: 1 })} s`;
}

export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** How the cells of one column are written: all of them with the same decimals. */
export function cellFormat(column, values) {
  if (column.percent) return (x) => (x == null ? NOTHING : percent(x));
  if (isNumeric(column)) return numberCells(column, values);
  const write = {
    date, datetime: instant, instant,
    bool: (x) => (x ? 'Yes' : 'No'), boolean: (x) => (x ? 'Yes' : 'No'),
  }[column.type] ?? String;
  return (x) => {
    if (x == null || x === '') return NOTHING;
    return Array.isArray(x) ? x.map(write).join(', ') : write(x);
  };
}

function numberCells(column, values) {
  const known = values.filter((x) => typeof x === 'number');
  const needed = Math.min(2, known.reduce((most, x) => Math.max(most, decimals(x)), 0));
  const digits = needed && MONEY.test(column.label || column.name) ? 2 : needed;
  const tiny = known.some((x) => x !== 0 && Math.abs(x) < 0.01);
  const useGrouping = !(WITHOUT_GROUPING.test(column.label || column.name) && digits === 0);
  const format = tiny ? numberFormat({ maximumSignificantDigits: 3 })
    : numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping });
  return (x) => {
    if (x == null || x === '') return NOTHING;
    return typeof x === 'number' ? format.format(x) : String(x);
  };
}

/** "snake_case" and "camelCase" as words. */
export function words(name) {
  const text = String(name).replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const DAY_MS = 86400000;

/** The last day of a period that ends before `to`. */
function lastDay(to) {
  if (!/^\d{4}-\d\d-\d\d$/.test(to)) return to;
  return new Date(new Date(to).getTime() - DAY_MS).toISOString().slice(0, 10);
}

/** "1 Oct – 31 Dec 2026", from the half-open pair of the server; either side may be open. */
export function period({ from, to }) {
  if (!from && !to) return '';
  if (!to) return `from ${instant(from)}`;
  const last = lastDay(to);
  if (!from) return `up to ${instant(last)}`;
  if (from === last) return instant(from);
  const isShort = from.length === 10 && last.length === 10 && from.slice(0, 4) === last.slice(0, 4);
  return `${isShort ? shortDate(from) : instant(from)} – ${instant(last)}`;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** "This quarter", of a label that may go on with its dates; '' when it is only dates. */
export function periodName(label = '') {
  const said = label.replace(/\s*\([^)]*\)$/, '');
  return /\d{4}/.test(said) ? '' : capital(said);
}
