// Cursors of keyset pages: the last key, wrapped so that nobody builds on its shape.
import { Malformed } from './problems.ts'

/** The cursor that continues after a key; null when there is none. */
export function cursorOf(key: string | undefined): string | null {
  return key === undefined ? null : Buffer.from(key, 'utf8').toString('base64url')
}

/** The key of a cursor, null without one. @throws Malformed when it is none of ours. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (key === '' || !key.isWellFormed() || key.includes('\u0000') || key.includes('\uFFFD') || cursorOf(key) !== cursor) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return key
}
