// The page's own sentences about answers, in one voice.
import { instant, number, plural, signed, percent } from './format.js';

/** What each kind of answer without a result is called, and what to do about it. */
export const REFUSALS = {
  denied: {
    icon: 'lock', title: 'You do not have access to this',
    hint: '',
  },
  blocked: {
    icon: 'shield', title: 'This question was stopped by the safety check',
    hint: 'The attempt is on record. If it was an honest question, '
      + 'ask it in other words.',
  },
  abstain: {
    icon: 'help', title: 'I cannot answer that reliably',
    hint: 'I would rather say so than guess.',
  },
  error: {
    icon: 'alert', title: 'Something went wrong on our side',
    hint: 'Your question is kept. Try again in a moment.',
  },
};

/** Failures that have a better heading than "something went wrong". */
export const FAILURES = {
  limited: 'You have reached a limit',
  denied: 'You do not have access to this',
  unreachable: 'The server cannot be reached',
  unavailable: 'A service is down',
  upstream: 'The data service failed',
  upstream_auth: 'The data service refused our credentials',
  timeout: 'This took too long',
  too_large: 'The question is too long',
  bad_input: 'The question could not be read',
  cancelled: 'Stopped',
  not_found: 'This is not there any more',
};

/** One or two sentences for a screen reader when an answer is there. */
export function spokenAnswer(answer) {
  const text = (REFUSALS[answer.status]?.title ? `${REFUSALS[answer.status].title}. ` : '')
    + (answer.text || '');
  const options = answer.options.length ? ` ${plural(answer.options.length, 'choice')}.` : '';
  const warned = answer.warnings.length ? ` ${plural(answer.warnings.length, 'warning')}.` : '';
  return `${text}${options}${warned}${rowsSpoken(answer)}`;
}

function rowsSpoken({ rows, row_count: count }) {
  if (!rows.length || (rows.length === 1 && rows[0].length === 1)) return '';
  return ` A table of ${plural(count, 'row')} follows.`;
}

/** "29 more (+161.1%)", with the direction as a word. */
export function changeOf({ change, change_pct: pct }) {
  if (change == null) return null;
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'same';
  const amount = change === 0 ? 'No change' : signed(change);
  return { direction, amount, pct: pct == null || change === 0 ? '' : signed(pct, percent) };
}

/** The big figure of an answer, or null. */
export function figureOf(answer) {
  const { value, columns } = answer;
  if (value == null || value === '' || answer.status !== 'answer') return null;
  if (typeof value === 'object') return { text: String(value.text ?? number(value.value)), label: value.label };
  if (typeof value !== 'number') return { text: String(value) };
  const column = columns.length === 1 ? columns[0] : null;
  return { text: column?.percent ? percent(value) : number(value) };
}

/** When the records were as the answer shows them, and whose copy was asked. */
export function freshness({ as_of: asOf, origin, freshness: words = '' }) {
  const age = /, ([^,]* old)$/.exec(words)?.[1];
  return [instant(asOf), origin, age].filter(Boolean).join(', ');
}

/** The answer as plain text, to paste into a message. */
export function plainText(answer, question, cells) {
  const parts = [question, '', answer.text];
  const { interpretation: reading, provenance, warnings } = answer;
  if (cells.length) parts.push('', ...cells.map((row) => row.join('\t')));
  if (answer.truncated) parts.push(`(${plural(cells.length - 1, 'row')} of ${number(answer.row_count)})`);
  if (reading?.text) parts.push('', `Read as: ${reading.text}`);
  for (const warning of warnings) parts.push(`Note: ${warning}`);
  const source = [
    provenance.as_of && `As of ${freshness(provenance)}`,
    answer.audit_seq && `audit record ${answer.audit_seq}`,
  ].filter(Boolean).join(', ');
  if (source) parts.push(source);
  return parts.join('\n');
}
