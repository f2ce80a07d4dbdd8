// Parts of a whole: a ring, with every part named and counted beside it.
import { html } from './html.js';
import { Frame } from './bars.js';
import { Swatch } from './chart.js';
import { percent } from './format.js';

const SIZE = 190;
const OUTER = 88;
const INNER = 54;

export function Pie({ data, width, id, at, walk, summary }) {
  const [{ values, format, label }] = data.series;
  const total = values.reduce((sum, v) => sum + (v ?? 0), 0);
  const share = (i) => (values[i] ?? 0) / total;
  let turned = 0;
  const arcs = values.map((_, i) => {
    const from = turned;
    turned += share(i);
    return arc(from, turned);
  });
  const size = Math.min(SIZE, width);
  return html`
    <div class="pie">
      <${Frame} ...${{ id, width: size, height: size, data, summary, walk }}>
        <g transform="translate(${size / 2} ${size / 2}) scale(${size / SIZE})">
          ${arcs.map((d, i) => html`
            <g class=${`mark-group${at === i ? ' is-at' : ''}`} ...${walk.mark(i)}>
              <path class="slice" fill="url(#${id}-p${i % 8})" d=${d}/>
            </g>`)}
          <g aria-hidden="true">
            <text class="pie-total centre" y="-2">${format(total)}</text>
            <text class="tick centre" y="18">${label.length > 14 ? 'in all' : label}</text>
          </g>
        </g>
      <//>
      <ul class="parts">
        ${data.labels.map((name, i) => html`
          <li class=${at === i ? 'is-at' : ''}>
            <${Swatch} i=${i}/><span class="part-name">${name}</span>
            <span class="part-value">${format(values[i])}</span>
            <span class="part-share">${percent(100 * share(i))}</span>
          </li>`)}
      </ul>
    </div>`;
}

/** The ring's part between two turns (0 to 1), clockwise from the top. */
function arc(from, to) {
  const end = Math.min(to, from + 0.99999);
  const point = (turn, radius) => {
    const angle = (turn - 0.25) * 2 * Math.PI;
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
  };
  const large = end - from > 0.5 ? 1 : 0;
  return `M${point(from, OUTER)}A${OUTER} ${OUTER} 0 ${large} 1 ${point(end, OUTER)}`
    + `L${point(end, INNER)}A${INNER} ${INNER} 0 ${large} 0 ${point(from, INNER)}z`;
}
