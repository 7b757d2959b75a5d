// The portal's icon set: one stroke weight, drawn for this product, always shown beside words and hidden from screen readers.
import { html } from './html.ts'
import type { Node } from './html.ts'

const paths = {
  delay: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 'M12 7.5V12l3 2'],
  loss: ['M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Z', 'M15.3 15.3 20.5 20.5', 'M8.9 8.9a1.7 1.7 0 1 1 2.4 1.6c-.5.2-.8.6-.8 1.1', 'M10.5 13.7v.01'],
  damage: ['M3.5 7.5 12 3l8.5 4.5v9L12 21l-8.5-4.5v-9Z', 'M12 3l-1.5 5 3 2.5-2.5 3 2 2.5-1 5'],
  shortage: ['M3.5 9.5 12 13l8.5-3.5', 'M12 13v8', 'M20.5 9.5v7L12 21l-8.5-4.5v-7', 'M9 4.5h6'],
  false_signoff: ['M14 3.5H6.5a1 1 0 0 0-1 1v15a1 1 0 0 0 1 1h6', 'M14 3.5 18.5 8v3', 'M14 3.5V8h4.5', 'M8.5 12.5h4', 'M15.5 15.5l4.5 4.5', 'M20 15.5 15.5 20'],
  delivery_service: ['M4 10.5 12 4l8 6.5V20H4v-9.5Z', 'M9.5 20v-6h5v6'],
  attitude: ['M4 5.5h16v11H11l-4.5 3.5v-3.5H4v-11Z', 'M8.5 9v.01', 'M15.5 9v.01', 'M9 13.3c.9-.9 1.9-1.3 3-1.3s2.1.4 3 1.3'],
  other: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 'M8 12v.01', 'M12 12v.01', 'M16 12v.01'],
  check: ['M5 12.5 10 17.5 19.5 7'],
  cross: ['M6.5 6.5l11 11', 'M17.5 6.5l-11 11'],
  arrow: ['M9.5 5.5 16 12l-6.5 6.5'],
  back: ['M14.5 5.5 8 12l6.5 6.5'],
  phone: ['M6 3.8h3l1.5 4-2 1.7a11 11 0 0 0 5.5 5.5l1.7-2 4 1.5v3a1.7 1.7 0 0 1-1.8 1.7A15 15 0 0 1 4.3 5.6 1.7 1.7 0 0 1 6 3.8Z'],
  camera: ['M4 7.5h3.5L9 5h6l1.5 2.5H20v11.5H4V7.5Z', 'M12 16a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z'],
  write: ['M5 19h3.5L19 8.5 15.5 5 5 15.5V19Z', 'M13 7.5l3.5 3.5'],
  bell: ['M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5l1.5-1.5Z', 'M10.5 20.5h3'],
  follow: ['M6 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z', 'M18 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z', 'M8 18h7a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h7'],
  book: ['M12 6.5C10 5 7 4.5 4 4.5v13.5c3 0 6 .5 8 2 2-1.5 5-2 8-2V4.5c-3 0-6 .5-8 2Z', 'M12 6.5V20'],
  info: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z', 'M12 11v5', 'M12 8v.01'],
  alert: ['M12 4 2.8 19.5h18.4L12 4Z', 'M12 10v4.5', 'M12 17v.01'],
  shield: ['M12 3.5 5 6v5.5c0 4.3 2.8 7.5 7 9 4.2-1.5 7-4.7 7-9V6l-7-2.5Z', 'M9 12l2.2 2.2L15.2 10'],
  star: ['M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8L12 4Z'],
  undo: ['M8.5 5 4.5 9l4 4', 'M4.5 9H14a5.5 5.5 0 0 1 0 11h-4'],
  scales: ['M12 4v16', 'M7.5 20h9', 'M5 7.5 12 6l7 1.5', 'M5 7.5 2.5 14h5L5 7.5Z', 'M19 7.5 16.5 14h5L19 7.5Z'],
  file: ['M14 3.5H6.5a1 1 0 0 0-1 1v15a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V8L14 3.5Z', 'M14 3.5V8h4.5'],
} as const

/** Names of the icons there are. */
export type IconName = keyof typeof paths

/** One decorative icon (24-unit grid, coloured by the text around it). The words beside it carry the meaning. */
export function icon(name: IconName): Node {
  return html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
    ${paths[name].map((d) => html`<path d=${d} />`)}
  </svg>`
}
