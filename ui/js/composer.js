// Where a question is written. Enter asks, Shift and Enter starts a new line;
// an Enter that ends the composition of a character does neither.
import { html, useEffect, useLayoutEffect, useRef } from './html.js';
import { ask, stop } from './asking.js';
import { Icon } from './icons.js';
import { writeDraft } from './session.js';
import { activeThread, get, runningTurn, useStore } from './store.js';

const LONGEST = 8000;
const KEYCODE_COMPOSING = 229; // Safari reports the last key of a composition only so

const finePointer = () => matchMedia('(pointer: fine)').matches;

export function focusComposer() {
  const field = document.getElementById('question');
  field?.focus({ preventScroll: true }); // it is always in sight
  field?.setSelectionRange(field.value.length, field.value.length);
}

export function Composer() {
  const draft = useStore((s) => s.draft);
  const online = useStore((s) => s.online);
  const active = useStore((s) => s.active);
  const running = useStore((s) => Boolean(runningTurn(s)));
  const field = useRef(null);

  useLayoutEffect(() => {
    field.current.style.height = 'auto';
    field.current.style.height = `${field.current.scrollHeight + 2}px`;
  }, [draft]);

  // On a phone, focus would cover half the page with the keyboard.
  useEffect(() => {
    if (finePointer()) focusComposer();
  }, [active]);

  // A button that asked is gone with its question: the focus comes back here.
  useEffect(() => {
    if (document.activeElement === document.body && finePointer()) focusComposer();
  }, [running]);

  function submit(event) {
    event?.preventDefault();
    if (online && ask(draft)) writeDraft('');
  }

  function onKeyDown(event) {
    const composing = event.isComposing || event.keyCode === KEYCODE_COMPOSING;
    if (event.key === 'Enter' && !event.shiftKey && !composing) {
      submit(event);
    } else if (event.key === 'ArrowUp' && !draft && activeThread(get()).turns.length) {
      event.preventDefault();
      writeDraft(activeThread(get()).turns.at(-1).question);
    }
  }

  return html`
    <form class="composer no-print" aria-label="Ask" onSubmit=${submit}>
      <div class="composer-box">
        <label class="hidden" for="question">Your question</label>
        <textarea id="question" ref=${field} rows="1" maxlength=${LONGEST} value=${draft}
          placeholder="Ask a question" enterkeyhint="send" autocomplete="off"
          aria-describedby="composer-hint" onInput=${(e) => writeDraft(e.target.value)}
          onKeyDown=${onKeyDown}></textarea>
        ${running ? html`
          <button type="button" class="send is-stop" onClick=${stop}><${Icon} name="stop"/><span class="hidden">Stop</span></button>`
          : html`
          <button type="submit" class="send" disabled=${!online || !draft.trim()}>
            <${Icon} name="send"/><span class="hidden">Ask</span></button>`}
      </div>
      <p class="composer-hint" id="composer-hint">
        <span class="keys">Enter to ask, Shift and Enter for a new line. </span>Every figure comes
        from the golden records.</p>
    </form>`;
}
