// What the browser keeps between visits: theme, shortcuts, and the draft of a
// question, per user. Never a token, never an answer.

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* storage full or forbidden: the page works without */ }
}

export const draftOf = (user) => read(`auric.draft.${user}`) || '';
export const keepDraft = (user, text) => write(`auric.draft.${user}`, text);

/** Whether somebody signed in here: without it there is no session to ask about. */
export const wasSignedIn = () => read('auric.signed-in') === 'yes';
export const keepSignedIn = (on) => write('auric.signed-in', on ? 'yes' : '');

export const shortcutsOn = () => read('auric.shortcuts') !== 'off';
export const keepShortcuts = (on) => write('auric.shortcuts', on ? '' : 'off');

export const themeOf = () => read('auric.theme') || 'system';

export function keepTheme(theme) {
  write('auric.theme', theme === 'system' ? '' : theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
