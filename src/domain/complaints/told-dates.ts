// Two dates in a customer's words, of ordering and of arriving or still waiting, and how many days lie between them.

const date = '(?:(\\d{1,2}) ?[月./-] ?)?(\\d{1,2}) ?(?:[日号]|(?<=[月./-] ?\\d{1,2})(?!\\d|[.%元块斤米gk]))'
const ordered = '(?:下单|下的单|下的订单|订的|定的|拍的|买的|买了|购买|订购|订货|定货|发货|发的|寄出|寄的|寄件|付款)'
const ended = '(?:才|还没|还未|仍未|都没|没到|没收到|没有收到|到货|到的|收到|送到|送来|终于|到了|拿到)'
const pair = new RegExp(`(?<![\\d.])${date}[^。！!？?；;\\n\\d]{0,8}${ordered}[^；;\\n]{0,24}?(?<![\\d.])${date}[^。！!？?；;，,\\n\\d]{0,8}${ended}`)
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** Longer than any parcel is told of; then the dates are of different things. */
const most = 90

export type ToldDates = { readonly days: number; readonly words: string }

/** The first such pair in a folded text ("3月1号订的，3月15号还没到"), or null. A date without a month is in the month of the one before it or in the next. */
export function toldDates(text: string): ToldDates | null {
  const m = pair.exec(text)
  if (!m) return null
  const from = { month: Number(m[1] ?? 0), day: Number(m[2]) }
  const to = { month: Number(m[3] ?? 0), day: Number(m[4]) }
  if (![from, to].every((d) => d.month <= 12 && d.day >= 1 && d.day <= 31)) return null
  const days = daysBetween(from, to)
  return days <= most ? { days, words: m[0] } : null
}

type MonthDay = { readonly month: number; readonly day: number }

/** Of a common year; an end before its beginning is in the next month or, with both months told, the next year. Month 0 is not told. */
function daysBetween(from: MonthDay, to: MonthDay): number {
  if (from.month === 0 || to.month === 0) return to.day >= from.day ? to.day - from.day : to.day + (monthDays[from.month - 1] ?? 30) - from.day
  const days = dayOfYear(to) - dayOfYear(from)
  return days >= 0 ? days : days + 365
}

function dayOfYear(d: MonthDay): number {
  return monthDays.slice(0, d.month - 1).reduce((sum, n) => sum + n, 0) + d.day
}
