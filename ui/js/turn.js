// One question and what came of it.
import { html, useEffect, useErrorBoundary, useRef } from './html.js';
import { ask, askAgain } from './asking.js';
import { Answer } from './answer.js';
import { FailureCard, Notice } from './refusal.js';
import { IconButton } from './icons.js';
import { Working } from './steps.js';
import { runningTurn, useStore } from './store.js';
import { writeDraft } from './session.js';
import { focusComposer } from './composer.js';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function Turn({ turn, threadKey, isFirst, isLast }) {
  const card = useRef(null);
  const busy = useStore((s) => Boolean(runningTurn(s)));
  const again = () => askAgain(threadKey, turn);

  // The last question goes to the top of the window, where its answer has room to grow.
  useEffect(() => {
    if (!isLast) return;
    const behavior = calm() || !turn.asked ? 'auto' : 'smooth';
    card.current.scrollIntoView({ block: 'start', behavior });
  }, [turn.asked]);

  return html`
    <article class=${`turn${isLast && !isFirst ? ' has-room' : ''}`} ref=${card} aria-labelledby="${turn.key}-q">
      <div class="question">
        <h2 id="${turn.key}-q"><span class="hidden">You asked: </span>${turn.question}</h2>
        <${IconButton} icon="pencil" label="Edit this question" onClick=${() => {
          writeDraft(turn.question);
          focusComposer();
        }}/>
      </div>
      <${Shown} turn=${turn} again=${again} busy=${busy} isLast=${isLast}/>
    </article>`;
}

/** An answer that the page cannot draw must not take the others with it. */
function Shown(props) {
  const [fault] = useErrorBoundary((error) => console.error(error));
  if (fault) {
    return html`<${Notice} icon="alert" title="This answer cannot be shown" kind="error">
      It is kept in the conversation. Please report it to your administrator.<//>`;
  }
  return html`<${Outcome} ...${props}/>`;
}

function Outcome({ turn, again, busy, isLast }) {
  switch (turn.state) {
    case 'running':
      return html`<${Working} turn=${turn}/>`;
    case 'waiting':
      return html`<${Notice} icon="clock" title="Waiting for you to sign in again">
        Your question is kept and will be asked as soon as you are signed in.<//>`;
    case 'stopped':
      return html`<${Notice} icon="stop" title="Stopped" again=${again} busy=${busy}>
        ${turn.text && html`<span class="prose">${turn.text}</span>`}<//>`;
    case 'lost':
      return html`<${Notice} icon="offline" title="The connection broke before the answer came"
        again=${again} busy=${busy}>Your question is kept.<//>`;
    case 'failed':
      return html`<${FailureCard} error=${turn.error} again=${again} busy=${busy}/>`;
    default:
      return html`<${Answer} answer=${turn.answer} question=${turn.question} again=${again}
        busy=${busy} isLast=${isLast} onAsk=${ask}/>`;
  }
}
