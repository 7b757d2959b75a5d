// The colours, sizes and type of the console, once for both themes: written to CSS variables from here.
export type ThemeName = 'light' | 'dark'
export type Density = 'compact' | 'normal' | 'roomy'
/** Size of text in px. */
export type FontSize = 14 | 16 | 18

/** One theme's colours; names are the words of the design, values CSS hex colours. */
export type Palette = Readonly<Record<
  | 'ink' | 'ink-2' | 'ink-3' | 'paper' | 'paper-2' | 'paper-3' | 'line' | 'line-2' | 'brand' | 'brand-ink' | 'brand-wash'
  | 'overdue' | 'overdue-wash' | 'soon' | 'soon-wash' | 'calm' | 'good' | 'good-wash' | 'info' | 'info-wash',
  string
>>

export const palettes: Readonly<Record<ThemeName, Palette>> = {
  light: {
    'ink': '#1B1F24', 'ink-2': '#57606A', 'ink-3': '#646B76',
    'paper': '#FFFFFF', 'paper-2': '#F6F7F9', 'paper-3': '#EDEFF2', 'line': '#E3E6EA', 'line-2': '#8A929C',
    'brand': '#0F766E', 'brand-ink': '#FFFFFF', 'brand-wash': '#E6F3F1',
    'overdue': '#C0392B', 'overdue-wash': '#FBEBE9', 'soon': '#8A5A00', 'soon-wash': '#FBF3E0', 'calm': '#57606A',
    'good': '#2B7A4B', 'good-wash': '#E7F4EC', 'info': '#2B6CB0', 'info-wash': '#E8F0F9',
  },
  dark: {
    'ink': '#E6EDF3', 'ink-2': '#9DA7B3', 'ink-3': '#8B949E',
    'paper': '#0F1216', 'paper-2': '#171B21', 'paper-3': '#20262E', 'line': '#2A3038', 'line-2': '#6B7480',
    'brand': '#2DD4BF', 'brand-ink': '#06201D', 'brand-wash': '#12302D',
    'overdue': '#F87171', 'overdue-wash': '#331A1C', 'soon': '#FBBF24', 'soon-wash': '#30260F', 'calm': '#9DA7B3',
    'good': '#68D391', 'good-wash': '#152B1F', 'info': '#63B3ED', 'info-wash': '#14273A',
  },
}

const sans = '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "PingFang TC", "Microsoft YaHei", "Microsoft JhengHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif'
/** The customer's own words are set in a book face, the company's in the plain one. */
const book = '"Songti SC", "Songti TC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif", Georgia, serif'
const mono = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace'

/** Height of a row, height of a control at 14 px, and how much smaller than chosen the text is. */
const densities: Readonly<Record<Density, { row: number; control: number; less: number }>> = {
  compact: { row: 36, control: 30, less: 1 },
  normal: { row: 44, control: 32, less: 0 },
  roomy: { row: 52, control: 38, less: 0 },
}

/** Writes one theme, density and size of text to CSS variables on the document. */
export function applyTokens(root: HTMLElement, name: ThemeName, density: Density, font: FontSize): void {
  const { row, control, less } = densities[density]
  const text = font - less
  const entries = [
    ...Object.entries(palettes[name]),
    ['sans', sans], ['book', book], ['mono', mono],
    ['row', `${row + 2 * (font - 14)}px`], ['text', `${text}px`], ['small', `${text - 1}px`], ['tiny', `${text - 2}px`], ['large', `${text + 2}px`], ['control', `${control + 2 * (font - 14)}px`],
    ['lift', name === 'dark' ? '0 8px 24px rgb(0 0 0 / .5)' : '0 8px 24px rgb(27 31 36 / .12)'],
  ]
  for (const [key, value] of entries) root.style.setProperty(`--${key}`, value ?? '')
  root.dataset['theme'] = name
  root.dataset['density'] = density
  root.dataset['font'] = String(font)
  root.style.colorScheme = name
}
