// The rows of a table in the order that a reader asked for. Pure.
import { LOCALE } from './format.js';

const collator = new Intl.Collator(LOCALE, { numeric: true, sensitivity: 'base' });

/** Compares two cells that hold something. */
function compareCells(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

export const isEmpty = (cell) => cell === null || cell === undefined || cell === '';

/** Row numbers in the order of `sort`; cells without a value come last either way. */
export function sortedRows(rows, sort) {
  const order = rows.map((_, i) => i);
  if (!sort) return order;
  const { column, down } = sort;
  return order.sort((a, b) => {
    const [x, y] = [rows[a][column], rows[b][column]];
    if (isEmpty(x) || isEmpty(y)) return isEmpty(x) - isEmpty(y) || a - b;
    return (down ? -1 : 1) * compareCells(x, y) || a - b;
  });
}
