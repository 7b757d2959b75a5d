// The cursor of settlement lists: an instant or amount and an id.
import { readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'

/** Where a page goes on; null for the first. @throws Malformed for a cursor of another list. */
export function positionOf(cursor: string | undefined): { readonly at: number; readonly id: string } | null {
  const key = readCursor(cursor)
  if (key === null) return null
  const parsed = /^(-?\d{1,15})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(key)
  if (!parsed) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { at: Number(parsed[1]), id: parsed[2] ?? '' }
}
