// The one place that knows which libraries draw the page.
import { h, render, Fragment } from '../vendor/preact.module.js';
import htm from '../vendor/htm.module.js';

export {
  useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState,
} from '../vendor/hooks.module.js';
export { Fragment, render };
export const html = htm.bind(h);

/** Joins the class names that are set. */
export const names = (...all) => all.filter(Boolean).join(' ');
