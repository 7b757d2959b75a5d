// A moment in time as staff say it, with the exact instant on hover.
import { useNow } from './clock.ts'
import { ago, fullMoment, moment } from './time-words.ts'
import { useWords } from './words.ts'

/** Writes an ISO instant as "今天 18:00"; `distance` adds how long ago or ahead it is, `begins` writes midnight as 00:00. */
export function Moment({ at, distance = false, begins = false }: { at: string; distance?: boolean; begins?: boolean }) {
  useWords()
  const now = useNow(60_000)
  const instant = Date.parse(at)
  return (
    <time className="num" dateTime={at} title={fullMoment(instant)}>
      {moment(instant, now, begins)}
      {distance ? <span className="hint"> · {ago(instant, now)}</span> : null}
    </time>
  )
}
