// The form to sign in: alone on the first page, and in a dialog when a session
// has run out and the work on the screen must stay.
import { html, useEffect, useId, useRef, useState } from './html.js';
import { signIn } from './session.js';
import { useCountdown, waitingFor } from './refusal.js';
import { Mark } from './icons.js';

const MESSAGES = {
  unauthenticated: 'That user name and password do not match. Check both and try again.',
};

export function SignInForm({ user }) {
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const id = useId();
  const form = useRef(null);
  const wait = useCountdown(failure?.until ?? 0);

  useEffect(() => {
    form.current.elements[user ? 'password' : 'username'].focus();
  }, []);

  async function submit(event) {
    event.preventDefault();
    const fields = form.current.elements;
    const credentials = { username: user ?? fields.username.value.trim(), password: fields.password.value };
    if (fields.otp) credentials.otp = fields.otp.value.trim();
    if (!credentials.username || !credentials.password) {
      setFailure({ message: 'Enter your user name and your password.' });
      fields[credentials.username ? 'password' : 'username'].focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      await signIn(credentials);
    } catch (reason) {
      refused(reason, fields);
    }
  }

  function refused(reason, fields) {
    setBusy(false);
    if (reason.code === 'otp_required') {
      setNeedsCode(true);
      return;
    }
    setFailure({
      message: (reason.status === 401 && MESSAGES[reason.code]) || reason.message,
      until: reason.retryAfter ? Date.now() + 1000 * reason.retryAfter : 0,
    });
    fields.password.select();
    fields.password.focus();
  }

  const described = failure ? `${id}-error` : undefined;
  return html`
    <form class="sign-in-form" ref=${form} onSubmit=${submit} novalidate>
      ${failure && html`<p class="form-error" role="alert" id="${id}-error">${failure.message}${
        wait > 0 && ` Try again in ${waitingFor(wait)}.`}</p>`}
      ${user ? html`<p>Signed in before as <b>${user}</b>.</p>
        <input type="text" name="username" value=${user} autocomplete="username" hidden readonly/>` : html`
        <div class="field">
          <label for="${id}-user">User name</label>
          <input id="${id}-user" name="username" type="text" autocomplete="username" autocapitalize="none"
            spellcheck=${false} required aria-invalid=${Boolean(failure)} aria-describedby=${described}/>
        </div>`}
      <div class="field">
        <label for="${id}-password">Password</label>
        <div class="with-button">
          <input id="${id}-password" name="password" type=${shown ? 'text' : 'password'}
            autocomplete="current-password" required aria-invalid=${Boolean(failure)} aria-describedby=${described}/>
          <button type="button" class="show" aria-pressed=${shown} onClick=${() => setShown(!shown)}>${
            shown ? 'Hide' : 'Show'}<span class="hidden"> password</span></button>
        </div>
      </div>
      ${needsCode && html`<${CodeField} id="${id}-code"/>`}
      <button type="submit" class="button primary wide" disabled=${busy || wait > 0}>${
        busy ? 'Signing in…' : 'Sign in'}</button>
    </form>`;
}

function CodeField({ id }) {
  const field = useRef(null);
  useEffect(() => field.current.focus(), []);
  return html`
    <div class="field">
      <label for=${id}>One-time code</label>
      <input id=${id} ref=${field} name="otp" inputmode="numeric" autocomplete="one-time-code" maxlength="12"/>
      <p class="muted">From your authenticator app.</p>
    </div>`;
}

export const SignInPage = () => html`
  <main class="sign-in" id="main">
    <div class="sign-in-card">
      <${Mark}/>
      <h1>Sign in to auric</h1>
      <p class="muted">Ask your golden records anything, in plain language.</p>
      <${SignInForm}/>
    </div>
  </main>`;
