// The work on a question as it happens: which of the agents is at it, and how
// long each took.
import { html } from './html.js';
import { duration } from './format.js';
import { Icon } from './icons.js';

const MARKS = { done: 'check', failed: 'close' };
const SAID = { start: 'under way', done: 'done', failed: 'failed' };

export function Working({ turn }) {
  const now = turn.steps.findLast((step) => step.state === 'start');
  return html`
    <div class="working">
      <p class="typing">
        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
        <span>${now ? now.label : 'Sending the question'}…</span>
      </p>
      ${turn.steps.length > 0 && html`<${StepList} steps=${turn.steps}/>`}
      ${turn.text && html`<p class="prose streaming">${turn.text}</p>`}
    </div>`;
}

export const StepList = ({ steps }) => html`
  <ol class="steps">
    ${steps.map((step) => html`
      <li class=${`step is-${step.state}`} key=${step.step}>
        <span class="step-mark">${MARKS[step.state]
          ? html`<${Icon} name=${MARKS[step.state]}/>` : html`<span class="spinner"/>`}</span>
        <span class="step-label">${step.label}<span class="hidden">, ${SAID[step.state]}</span></span>
        <span class="step-time">${step.state === 'start' ? '' : duration(step.ms)}</span>
      </li>`)}
  </ol>`;
