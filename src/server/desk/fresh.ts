// Answers kept for a moment: five hundred people who ask the same about the same rows cost one query a second.
import { sql } from 'kysely'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'

/** How old an answer may be. One that was dear is kept longer, so that counting never takes more than a twentieth of the time. */
const freshMs = 900
const timesItsCost = 20
/** No counter is worth more than this; what it would have said stays unknown for a while. */
const patienceMs = 400
const keepUnknownMs = 5000
const most = 5000

type Question = { readonly compile: (db: Db) => { readonly sql: string; readonly parameters: readonly unknown[] } }
type Kept<T> = { readonly until: number; readonly answer: Promise<T | null> }

/** Answers questions, the same ones from memory; `ask` gets those that must be asked now, in one go. Null where the answer didn't come in time. */
export type Fresh<T> = (db: Db, questions: readonly Question[], ask: (tx: Db, stale: readonly Question[] & readonly ReturnType<typeof sql>[]) => Promise<readonly (T | null)[]>) => Promise<(T | null)[]>

/** Opens a memory of answers. The key of a question is its SQL with its values, in which everything stands that decides the rows. */
export function openFresh<T>(now: () => number = () => performance.now()): Fresh<T> {
  const kept = new Map<string, Kept<T>>()
  return async (db, questions, ask) => {
    const keys = questions.map((q) => { const { sql: text, parameters } = q.compile(db); return `${text}\n${JSON.stringify(parameters)}` })
    const stale = [...new Set(keys)].filter((key) => (kept.get(key)?.until ?? 0) <= now())
    if (stale.length > 0) {
      if (kept.size > most) for (const [key, each] of kept) if (each.until <= now()) kept.delete(key)
      const began = now()
      const asked = inTime(db, (tx) => ask(tx, stale.map((key) => questions[keys.indexOf(key)]) as never))
      stale.forEach((key, i) => {
        const answer = asked.then((all) => all?.[i] ?? null)
        kept.set(key, { until: Infinity, answer })
        const keep = (until: number): void => { if (kept.get(key)?.answer === answer) kept.set(key, { until, answer }) }
        answer.then((value) => keep(value === null ? now() + keepUnknownMs : began + Math.max(freshMs, (now() - began) * timesItsCost)), () => kept.delete(key))
      })
    }
    return Promise.all(keys.map((key) => kept.get(key)?.answer ?? null))
  }
}

/** Runs within the patience of the database; null when it was not enough. */
async function inTime<R>(db: Db, run: (tx: Db) => Promise<R>): Promise<R | null> {
  try {
    return await inTransaction(db, async ({ tx }) => {
      await sql`select set_config('statement_timeout', ${String(patienceMs)}, true)`.execute(tx)
      return run(tx)
    })
  } catch (error) {
    if ((error as { code?: string }).code === '57014') return null
    throw error
  }
}
