// How wide a text is in the page's own font, so that a chart leaves room for it.

let pen = null;

export function textWidth(text, size = 13) {
  pen ??= document.createElement('canvas').getContext('2d');
  pen.font = `550 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(text).width;
}

/** `text` cut to what fits, with an ellipsis. */
export function fitted(text, width, size = 13) {
  if (textWidth(text, size) <= width) return text;
  let room = text.length;
  while (room > 1 && textWidth(`${text.slice(0, room)}…`, size) > width) room -= 1;
  return `${text.slice(0, room).trimEnd()}…`;
}
