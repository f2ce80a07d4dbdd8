// Icons, drawn on a 24 by 24 grid with one stroke. They say nothing that the
// text beside them, or the button's label, does not.
import { html } from './html.js';

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.3',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  shield: 'M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6zM9 9.5l6 6M15 9.5l-6 6',
  help: 'M12 21a9 9 0 110-18 9 9 0 010 18zM9.5 9.5a2.5 2.5 0 113.8 2.1c-.9.6-1.3 1-1.3 2.1M12 16.8v.3',
  up: 'M7 17L17 7M9 7h8v8',
  down: 'M7 7l10 10M17 9v8H9',
  same: 'M5 12h14',
  chevron: 'M9 6l6 6-6 6',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  link: 'M10 14l4-4M8.5 11.5l-2 2a3.5 3.5 0 005 5l2-2M15.5 12.5l2-2a3.5 3.5 0 00-5-5l-2 2',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  right: 'M8 11l3.5-7a2 2 0 012 2v4h4.8a1.7 1.7 0 011.7 2l-1.2 6.5a1.7 1.7 0 01-1.7 1.5H8zM8 11H4v9h4',
  wrong: 'M16 13l-3.5 7a2 2 0 01-2-2v-4H5.7A1.7 1.7 0 014 12l1.2-6.5A1.7 1.7 0 016.9 4H16zM16 13h4V4h-4',
  search: 'M10.5 17a6.5 6.5 0 110-13 6.5 6.5 0 010 13zM15.5 15.5L20 20',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  pin: 'M9 4h6M10 4v6l-3 4h10l-3-4V4M12 14v6',
  pencil: 'M5 19l1-4L16.5 4.5l3 3L9 18zM14.5 6.5l3 3',
  bin: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  sun: 'M12 16a4 4 0 110-8 4 4 0 010 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.5z',
  screen: 'M3.5 5h17v11h-17zM9 20h6M12 16v4',
  leave: 'M14 5H5v14h9M10 12h10M16.5 8.5L20 12l-3.5 3.5',
  book: 'M12 7c-2-1.7-4.7-2-8-2v13c3.3 0 6 .3 8 2 2-1.7 4.7-2 8-2V5c-3.3 0-6 .3-8 2zM12 7v13',
  again: 'M19.5 12a7.5 7.5 0 11-2.3-5.4M19.5 3.5v4h-4',
  offline: 'M3 3l18 18M8.5 16a5 5 0 017 0M5 12.5a10 10 0 015-2.7M14.5 10a10 10 0 014.5 2.5M2.5 9A14 14 0 017 6.3M11 5.5A14 14 0 0121.5 9M12 19.5v.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 110-6 3 3 0 010 6z',
  clock: 'M12 21a9 9 0 110-18 9 9 0 010 18zM12 7v5l3.5 2',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8',
  filter: 'M4 5h16l-6 7.5V19l-4-2v-4.5z',
  table: 'M4 5h16v14H4zM4 10h16M10 10v9',
};

export const Icon = ({ name }) => html`
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.75"
      stroke-linecap="round" stroke-linejoin="round"/>
  </svg>`;

export const Mark = () => html`
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle cx="16" cy="16" r="11.5" fill="none" stroke="currentColor" stroke-width="4"/>
    <circle cx="16" cy="16" r="3.6" fill="currentColor"/>
  </svg>`;

/** A button that is only an icon: its label is spoken, and shown as a tooltip. */
export const IconButton = ({ icon, label, ...rest }) => html`
  <button type="button" class="icon-button" aria-label=${label} title=${label} ...${rest}>
    <${Icon} name=${icon}/>
  </button>`;
