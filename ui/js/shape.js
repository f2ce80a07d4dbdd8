// An answer with every list and object in place, whatever the server left out.
// Pure. The rest of the page need not ask twice.

const LISTS = ['columns', 'rows', 'followups', 'warnings', 'options', 'trace'];

/** `receivedAt` (milliseconds): from when a "retry after" counts. */
export function shaped(answer, receivedAt = 0) {
  const whole = { ...answer };
  if (answer.error) whole.error = { ...answer.error, at: receivedAt };
  for (const name of LISTS) whole[name] = answer[name] ?? [];
  whole.provenance = { ...answer.provenance, notes: answer.provenance?.notes ?? [] };
  whole.timings_ms = answer.timings_ms ?? {};
  whole.row_count = Math.max(answer.row_count ?? 0, whole.rows.length);
  const reading = answer.interpretation;
  whole.interpretation = reading && {
    ...reading, filters: reading.filters ?? [], not_understood: reading.not_understood ?? [],
  };
  return whole;
}
