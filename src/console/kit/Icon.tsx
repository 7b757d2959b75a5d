// One set of 16-pixel line icons; an icon never stands alone, so it is hidden from assistive technology.
const paths = {
  queue: 'M2 4h9M2 8h12M2 12h7', add: 'M8 3v10M3 8h10', outlet: 'M2.5 6.5 4 2.5h8l1.5 4M3.5 7v6.5h9V7M2.5 6.5a1.8 1.8 0 0 0 3.6 0 1.9 1.9 0 0 0 3.8 0 1.8 1.8 0 0 0 3.6 0M6.5 13.5V10h3v3.5',
  admin: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4 14 14', clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6',
  alarm: 'M8 1.8 15 13.6H1L8 1.8ZM8 6.2v3.4M8 11.6v.1', hourglass: 'M4 2h8M4 14h8M5 2v2.5L8 8l3-3.5V2M5 14v-2.5L8 8l3 3.5V14', check: 'm3 8.5 3.2 3.2L13 4.6', close: 'm4 4 8 8M12 4l-8 8',
  right: 'm6 3.5 4.5 4.5L6 12.5', left: 'M10 3.5 5.5 8l4.5 4.5', down: 'm3.5 6 4.5 4.5L12.5 6', up: 'M3.5 10 8 5.5l4.5 4.5', eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  phone: 'M3.2 2.5h2.4l1.1 3-1.5 1.2a8 8 0 0 0 4.1 4.1l1.2-1.5 3 1.1v2.4c0 .5-.4.9-.9.9A10.2 10.2 0 0 1 2.3 3.4c0-.5.4-.9.9-.9Z', camera: 'M2 5h2.6l1-1.8h4.8l1 1.8H14v8H2V5ZM8 11a2.2 2.2 0 1 0 0-4.4A2.2 2.2 0 0 0 8 11Z',
  parcel: 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11V5ZM2.5 5 8 7.8 13.5 5M8 7.8v6M5.2 3.6l5.5 2.8', person: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8ZM2.8 13.8c.5-2.6 2.6-4 5.2-4s4.7 1.4 5.2 4', history: 'M2.5 8a5.5 5.5 0 1 0 1.7-4M2.5 2.5V5.2h2.7M8 5v3.2l2 1.3',
  file: 'M4 1.8h5l3.2 3.2v9.2H4V1.8ZM9 1.8V5h3.2', link: 'M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.8-.8',
  flag: 'M3.5 14V2.5h8l-1.5 2.8 1.5 2.8h-8', repeat: 'M2.5 7V5.5a2 2 0 0 1 2-2h8M10.5 1.5l2 2-2 2M13.5 9v1.5a2 2 0 0 1-2 2h-8M5.5 14.5l-2-2 2-2', lock: 'M4 7.5h8v6H4v-6ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5', sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  keyboard: 'M1.5 4h13v8h-13V4ZM4 6.5h.1M6.6 6.5h.1M9.2 6.5h.1M11.9 6.5h.1M4.5 9.5h7', out: 'M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6', quote: 'M3 10.5V7a3.5 3.5 0 0 1 3-3.5M9 10.5V7a3.5 3.5 0 0 1 3-3.5M3 8h2.5v2.5H3V8ZM9 8h2.5v2.5H9V8Z', info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.3v3.5M8 5.1v.1', note: 'M3 2.5h10v7.5l-3.5 3.5H3v-11ZM13 10H9.5v3.5', copy: 'M5.5 5.5h8v8h-8v-8ZM10.5 5.5v-3h-8v8h3', pause: 'M5.5 3v10M10.5 3v10', question: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.3 6.3a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.8.6-.8 1.1M8 11.3v.1', send: 'M14 2 7.5 8.5M14 2 9.5 14l-2-5.5L2 6.5 14 2Z', filter: 'M2 3.5h12M4.5 8h7M6.5 12.5h3', import: 'M8 2v7.5M4.8 6.5 8 9.7l3.2-3.2M2.5 13h11', device: 'M2 3h12v8H2V3ZM5.5 13.5h5', mic: 'M8 10a2.2 2.2 0 0 0 2.2-2.2V4a2.2 2.2 0 0 0-4.4 0v3.8A2.2 2.2 0 0 0 8 10ZM3.8 7.8a4.2 4.2 0 0 0 8.4 0M8 12v2.2',
  bell: 'M3 11.5h10L11.8 9.8V6.8a3.8 3.8 0 0 0-7.6 0v3L3 11.5ZM6.6 13.6a1.6 1.6 0 0 0 2.8 0',
} as const

export type IconName = keyof typeof paths

/** Draws one icon in the colour of the text around it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}

/** The mark of the house: a point and its echo. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true" focusable="false">
      <circle cx="6" cy="12" r="2.2" fill="currentColor" stroke="none" />
      <path d="M11 7.5a6.4 6.4 0 0 1 0 9" />
      <path d="M15.5 4a11.3 11.3 0 0 1 0 16" opacity=".55" />
    </svg>
  )
}
