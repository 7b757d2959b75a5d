// Finding Chinese words by what one types on a Latin keyboard: syllables, initials, or both mixed; the dictionary comes when first needed.

/** A text as syllables, one for each Chinese character; runs of other letters stand as they are, in lower case. */
export type Reading = readonly string[]
export type Reader = (text: string) => Reading

/** Without the dictionary: words in Latin letters can be found already. */
export const plainReader: Reader = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((each) => each !== '')

/** Loads the dictionary and answers a reader that remembers what it has read. */
export async function loadReader(): Promise<Reader> {
  const { pinyin } = await import('pinyin-pro')
  const known = new Map<string, Reading>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const read = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).flatMap(plainReader)
    known.set(text, read)
    return read
  }
}

/** Whether the typed letters run through syllables from `from` on, each at least by its first letter. */
function runsThrough(reading: Reading, from: number, typed: string): boolean {
  if (typed === '') return true
  const syllable = reading[from]
  if (syllable === undefined) return false
  for (let length = Math.min(syllable.length, typed.length); length > 0; length--) {
    if (typed.startsWith(syllable.slice(0, length)) && runsThrough(reading, from + 1, typed.slice(length))) return true
  }
  return false
}

/** How well typed text finds a text: 0 best, undefined not at all. */
export function rankOf(text: string, typed: string, read: Reader): number | undefined {
  const wanted = typed.toLowerCase().replace(/\s+/g, '')
  const plain = text.toLowerCase().replace(/\s+/g, '')
  if (wanted === '') return 0
  if (plain.startsWith(wanted)) return 0
  if (plain.includes(wanted)) return 2
  if (!/^[a-z0-9]+$/.test(wanted)) return undefined
  const reading = read(text)
  if (runsThrough(reading, 0, wanted)) return 1
  return reading.some((_, i) => i > 0 && runsThrough(reading, i, wanted)) ? 3 : undefined
}
