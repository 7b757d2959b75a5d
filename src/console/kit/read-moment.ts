// Reads a moment as people type it, in business time: "11-25 18:00", "tomorrow 9:30", "18:00", or a whole date.
const day = 86_400_000
const zone = 8 * 3_600_000

/** Words for days, counted from today. */
export type DayWords = Readonly<Record<string, number>>

// Any Han letter may stand where a colon or a dash would: units of time are written so in Chinese.
const timePattern = /^[t\s]*(\d{1,2})(?:[:\p{Script=Han}](\d{1,2})?\p{Script=Han}?)(?::\d{2}(?:\.\d+)?)?$/u
const datePattern = /^(?:(\d{4})[-/.\p{Script=Han}])?(\d{1,2})[-/.\p{Script=Han}](\d{1,2})(?:[t\s]|\p{Script=Han}|$)/u

function two(n: number): string {
  return String(n).padStart(2, '0')
}

function dayText(at: number): string {
  return new Date(at + zone).toISOString().slice(0, 10)
}

/** The year nearest to now that makes the day lie ahead (or behind, for what has happened). */
function yearOf(month: number, date: number, now: number, past: boolean): number {
  const today = dayText(now)
  const year = Number(today.slice(0, 4))
  const that = `${year}-${two(month)}-${two(date)}`
  if (past) return that > today ? year - 1 : year
  return that < today ? year + 1 : year
}

function readTime(typed: string): string | undefined {
  const match = timePattern.exec(typed)
  const hours = Number(match?.[1] ?? 99)
  const minutes = Number(match?.[2] ?? 0)
  return hours < 24 && minutes < 60 ? `${two(hours)}:${two(minutes)}` : undefined
}

function readDate(typed: string, now: number, past: boolean, words: DayWords): { date: string; rest: string } | undefined {
  const named = Object.keys(words).find((word) => typed.startsWith(word))
  if (named !== undefined) return { date: dayText(now + (words[named] ?? 0) * day), rest: typed.slice(named.length) }
  const match = datePattern.exec(typed)
  if (match === null) return undefined
  const [month, date] = [Number(match[2]), Number(match[3])]
  const year = match[1] === undefined ? yearOf(month, date, now, past) : Number(match[1])
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`
  // A 31st of June would silently become the 1st of July.
  const isReal = Number.isFinite(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
  return isReal ? { date: text, rest: typed.slice(match[0].length) } : undefined
}

/**
 * The moment as `YYYY-MM-DDTHH:mm` in business time, or undefined when it can't be read. A time alone is the next such time
 * (the last one when `past`); a day without a year is the nearest one ahead (behind when `past`). `now` is epoch ms; `words` name days in lower case.
 */
export function readMoment(typed: string, now: number, past = false, words: DayWords = {}): string | undefined {
  const plain = typed.normalize('NFKC').trim().toLowerCase()
  const alone = readTime(plain)
  if (alone !== undefined) {
    const clock = new Date(now + zone).toISOString().slice(11, 16)
    const shift = past ? (alone > clock ? -1 : 0) : alone <= clock ? 1 : 0
    return `${dayText(now + shift * day)}T${alone}`
  }
  const on = readDate(plain, now, past, words)
  const time = on === undefined ? undefined : readTime(on.rest)
  return on === undefined || time === undefined ? undefined : `${on.date}T${time}`
}
