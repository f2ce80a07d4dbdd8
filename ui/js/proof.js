// "How was this worked out": every step with its time and what it put out,
// every request to the hub, and where the answer stands in the audit record.
import { html } from './html.js';
import { duration, number, percent, plural } from './format.js';
import { freshness } from './words.js';
import { Detail } from './detail.js';
import { Icon } from './icons.js';

export function Proof({ answer }) {
  const { provenance, trace, timings_ms: timings } = answer;
  const total = timings.total ?? trace.reduce((sum, step) => sum + (step.ms ?? 0), 0);
  return html`
    <details class="proof">
      <summary><${Icon} name="chevron"/>How was this worked out?
        <span class="muted summary-note">${[
          trace.length > 0 && plural(trace.length, 'step'), total > 0 && duration(total),
          provenance.requests > 0 && provenance.as_of && `as of ${freshness(provenance)}`,
        ].filter(Boolean).join(', ')}</span></summary>
      <div class="proof-body">
        <${Facts} answer=${answer} provenance=${provenance}/>
        ${trace.length > 0 && html`
          <h4>Steps</h4>
          <ol class="trace">${trace.map((step) => html`
            <${Step} ...${{ step, total, hasNotes: provenance.notes.length > 0 }}/>`)}</ol>`}
        ${provenance.notes.length > 0 && html`
          <h4>Requests to the hub</h4>
          <${Detail} value=${provenance.notes.map(({ model, what, records, ms }) => ({
            model, what, records, time: duration(ms),
          }))}/>`}
      </div>
    </details>`;
}

function Facts({ answer, provenance }) {
  const facts = [
    ['Requests sent', provenance.requests != null && number(provenance.requests)],
    ['Records read', provenance.records_read != null && number(provenance.records_read)],
    ['As of', provenance.as_of && freshness(provenance)],
    ['Confidence', answer.confidence != null && percent(100 * answer.confidence, { maximumFractionDigits: 0 })],
    ['Audit record', answer.audit_seq != null && `No. ${number(answer.audit_seq)}`],
    ['Universe', provenance.universe_id],
    ['Answer', answer.id],
  ].filter(([, value]) => value);
  return html`
    <dl class="facts">
      ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>`;
}

function Step({ step, total, hasNotes }) {
  const { notes, ...rest } = step.detail ?? {};
  const detail = hasNotes ? rest : step.detail ?? {}; // the requests have a table of their own
  const hasDetail = Object.keys(detail).length > 0;
  const share = total > 0 ? Math.max(1, Math.round((100 * (step.ms ?? 0)) / total)) : 0;
  const head = html`
    <span class="step-label">${step.label}</span>
    <meter class="share" min="0" max="100" value=${share} aria-hidden="true"></meter>
    <span class="step-time">${duration(step.ms)}</span>`;
  return html`
    <li>${hasDetail
      ? html`<details><summary><${Icon} name="chevron"/>${head}</summary><${Detail} value=${detail}/></details>`
      : html`<div class="summary-like">${head}</div>`}</li>`;
}
