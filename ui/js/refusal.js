// When there is no answer: each kind of "no" says what it is and what to do.
import { html, useEffect, useState } from './html.js';
import { plural } from './format.js';
import { FAILURES, REFUSALS } from './words.js';
import { Icon } from './icons.js';

const AgainButton = ({ again, busy, wait = 0 }) => html`
  <button type="button" class="button small" onClick=${again} disabled=${busy || wait > 0}>
    <${Icon} name="again"/>${wait > 0 ? `Try again in ${waiting(wait)}` : 'Try again'}</button>`;

const waiting = (s) => (s < 90 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`);

export const Notice = ({ icon, title, kind = 'plain', again, busy, wait, children }) => html`
  <div class=${`notice is-${kind}`}>
    <span class="notice-icon"><${Icon} name=${icon}/></span>
    <div class="notice-body">
      <h3>${title}</h3>
      <div>${children}</div>
      ${again && html`<p><${AgainButton} ...${{ again, busy, wait }}/></p>`}
    </div>
  </div>`;

const UNTOUCHED = new Set(['denied', 'blocked']);

/** An answer that is a refusal: denied, blocked, abstained, or failed inside. */
export function Refusal({ answer, again, busy }) {
  if (answer.error) return html`<${FailureCard} ...${{ error: answer.error, again, busy }}/>`;
  const { icon, title, hint } = REFUSALS[answer.status];
  const untouched = UNTOUCHED.has(answer.status) && !answer.provenance.requests;
  return html`
    <${Notice} icon=${icon} title=${title} kind=${answer.status}
      again=${answer.status === 'error' && again} busy=${busy}>
      <p>${answer.text}</p>
      <p class="muted">${untouched && 'Nothing was looked up. '}${hint}</p>
    <//>`;
}

/** A failure: of the call, or inside the run. */
export function FailureCard({ error, again, busy }) {
  const wait = useCountdown(error.retry_after ? error.at + 1000 * error.retry_after : 0);
  const title = FAILURES[error.code] ?? REFUSALS.error.title;
  return html`
    <${Notice} icon=${error.code === 'limited' ? 'clock' : 'alert'} title=${title} kind="error"
      again=${error.code !== 'denied' && again} busy=${busy} wait=${wait}>
      <p>${error.message}</p>
      ${error.request_id && html`<p class="muted">Quote <code>${error.request_id}</code> if you report this.</p>`}
    <//>`;
}

/** Whole seconds until `until` (milliseconds), 0 when it has passed. */
export function useCountdown(until) {
  const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (!left()) return undefined;
    const timer = setInterval(() => {
      setSeconds(left());
      if (!left()) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}

export const waitingFor = (seconds) => (seconds < 90 ? plural(seconds, 'second') : waiting(seconds));
