// Text search over complaints (alias `c`): bigrams select by index, the words themselves are checked again.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { nameQueryTokens, normaliseForSearch, queryTokens, tsQueryText } from '../../domain/customers/tokens.ts'
import { ordersOf, unitScope } from '../complaints/visible.ts'
import { keyedName } from '../customers/indexes.ts'
import type { Ctx } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import type { Condition } from './views.ts'

/** A search. `condition` checks a case and is asked along an order; `narrow` leads to the cases when they are few, null when they are many or when that isn't known yet and not to be asked. */
export type Search = { readonly condition: Condition; readonly narrow: (isToAsk: boolean) => Promise<Condition | null> }

const maxWords = 6
/** Words that occur in more cases than this are looked for along the order, where they soon fill a page. */
const fewHits = 5000

/**
 * Each word of the query must occur in the case; who may see customers also finds them by name or its initials. Words without two
 * neighbouring characters select nothing. A unit searches the customer's words only where it may read them: with a question to answer,
 * in no restricted case and never as a partner; elsewhere it would learn from the hits what it may not read.
 */
export function searchFor(ctx: Ctx, keys: Keys, q: string): Search {
  const words = normaliseForSearch(q).split(/\s+/).filter(Boolean).slice(0, maxWords)
  const tokens = words.map(queryTokens)
  const isWords = words.length > 0 && tokens.every((t) => t.length > 0)
  const name = may(ctx.actor, 'customer:read') ? nameQueryTokens(q, keyedName(keys)) : []
  const asked = [...(isWords ? [tsQueryText(tokens.flat())] : []), ...(name.length > 0 ? [tsQueryText(name)] : [])]
  if (asked.length === 0) return { condition: sql`false`, narrow: async () => sql`false` }
  const parts = [...(isWords ? [inWords(words, tokens.flat(), ctx.actor)] : []), ...(name.length > 0 ? [has(tsQueryText(name))] : [])]
  const hits = sql`select h.id from complaints h where ${sql.join(asked.map((t) => sql<boolean>`h.search @@ ${t}::tsquery`), sql` or `)}`
  let known: Promise<Condition | null> | undefined
  const narrow = async (): Promise<Condition | null> => {
    const found = (await sql<{ ids: string[] }>`select coalesce(array_agg(n.id), '{}')::text[] as ids from (${hits} limit ${fewHits + 1}) n`.execute(ctx.db)).rows[0]?.ids ?? []
    return found.length > fewHits ? null : sql<boolean>`c.id = any (${found}::uuid[])`
  }
  return { condition: sql`(${sql.join(parts, sql` or `)})`, narrow: async (isToAsk) => (isToAsk ? (known ??= narrow()) : known ?? null) }
}

function inWords(words: readonly string[], tokens: readonly string[], actor: Actor): Condition {
  const all = sql.join([has(tsQueryText(tokens)), ...words.filter((w) => [...w].length >= 3).map(contains)], sql` and `)
  if (!unitScope(actor)) return sql`(${all})`
  const openly = words.map((w) => like(sql`concat_ws(' ', c.keyword, case when not c.flags @> '{inquiry}' then c.item_number end, c.complaint_no)`, w))
  const asked = sql`select o.complaint_id from orders o join org_units u on u.id = o.unit_id where o.state <> 'cancelled' and u.kind <> 'partner' and ${ordersOf(actor)}`
  return sql`(((not c.flags @> '{restricted}' and c.id = any (array(${asked}))) or (${sql.join(openly, sql` and `)})) and ${all})`
}

// "is true" keeps the planner on the order: how often neighbouring pairs occur together it can't know and takes for rare.
function has(tokens: string): Condition {
  return sql`(c.search @@ ${tokens}::tsquery) is true`
}

// Tokens say that all pairs occur, not that they follow each other.
function contains(word: string): Condition {
  return sql`(${like(sql`c.verbatim_masked`, word)} or ${like(sql`concat_ws(' ', c.keyword, c.summary, c.item_number, c.complaint_no)`, word)} or exists (select 1 from complaint_items i where i.complaint_id = c.id and ${like(sql`i.number`, word)}))`
}

function like(text: ReturnType<typeof sql>, word: string): Condition {
  return sql`lower(normalize(${text}, NFKC)) like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`
}
