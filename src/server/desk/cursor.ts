// Where a page of the queue ended, as an opaque text for the next request.
import { z } from 'zod'
import { isMoment } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'

const names = ['due', 'undated', 'ended', 'received'] as const
/** `isLooking`: the page ended here because its time was up, so the next one goes on looking and needn't find out again that it must. */
export type Position = { readonly stretch: (typeof names)[number]; readonly key: string | null; readonly id: string; readonly isLooking?: boolean }

const shape = z.tuple([z.enum(names), z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/).refine(isMoment).nullable(), z.uuid(), z.boolean()])

/** The position as text; it holds no more than what the page showed. */
export function writeCursor({ stretch, key, id, isLooking = false }: Position): string {
  return Buffer.from(JSON.stringify([stretch, key, id, isLooking])).toString('base64url')
}

/**
 * The position a cursor stands for.
 * @throws Malformed when it isn't one of ours or belongs to another order of the list.
 */
export function readCursor(cursor: string, order: readonly Position['stretch'][]): Position {
  const parsed = shape.safeParse(decode(cursor))
  if (!parsed.success) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const [stretch, key, id, isLooking] = parsed.data
  if (!order.includes(stretch) || (key === null) !== (stretch === 'undated')) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { stretch, key, id, isLooking }
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}
