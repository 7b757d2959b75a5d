// Cursors of keyset pages: the last key, wrapped so that nobody builds on its shape.
import { Malformed } from './problems.ts'

/** The cursor that continues after a key; null when there is none. */
export function cursorOf(key: string | undefined): string | null {
  return key === undefined ? null : Buffer.from(key, 'utf8').toString('base64url')
}

/** Whether a cursor's text begins with a day and a time that exist: `2026-02-30` would be the database's to refuse. */
export function isMoment(text: string): boolean {
  const day = /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)/.exec(text)
  const at = day ? new Date(`${day[1]}T${day[2]}Z`) : null
  return at !== null && day !== null && !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day[1] && at.getTime() >= 0
}

/** The key of a cursor, null without one. @throws Malformed when it is none of ours. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (key === '' || !key.isWellFormed() || key.includes('\u0000') || key.includes('\uFFFD') || cursorOf(key) !== cursor) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return key
}
