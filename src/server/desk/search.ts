// Text search over complaints (alias `c`): bigrams select by index, the words themselves are checked again.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { nameQueryTokens, normaliseForSearch, queryTokens, tsQueryText } from '../../domain/customers/tokens.ts'
import { ordersOf, unitScope } from '../complaints/visible.ts'
import { may } from '../../domain/identity/actor.ts'
import { keyedName } from '../customers/indexes.ts'
import type { Keys } from '../platform/crypto.ts'
import type { Condition } from './views.ts'

const maxWords = 6

/**
 * Each word of the query must occur in the case; who may see customers also finds them by name or its initials. Words without two
 * neighbouring characters select nothing. A unit searches the customer's words only where it has a question to answer; elsewhere
 * it would learn from the hits what it may not read.
 */
export function matches(q: string, actor: Actor, keys: Keys): Condition {
  const words = normaliseForSearch(q).split(/\s+/).filter(Boolean).slice(0, maxWords)
  const tokens = words.map(queryTokens)
  const found = words.length === 0 || tokens.some((t) => t.length === 0) ? sql<boolean>`false` : inWords(words, tokens.flat(), actor)
  const name = may(actor, 'customer:read') ? nameQueryTokens(q, keyedName(keys)) : []
  return name.length === 0 ? found : sql`(${found} or c.search @@ ${tsQueryText(name)}::tsquery)`
}

function inWords(words: readonly string[], tokens: readonly string[], actor: Actor): Condition {
  const all = sql.join([sql`c.search @@ ${tsQueryText(tokens)}::tsquery`, ...words.filter((w) => [...w].length >= 3).map(contains)], sql` and `)
  if (!unitScope(actor)) return sql`(${all})`
  const openly = words.map((w) => like(sql`concat_ws(' ', c.keyword, c.item_number, c.complaint_no)`, w))
  return sql`((c.id = any (array(select o.complaint_id from orders o where o.state <> 'cancelled' and ${ordersOf(actor)})) or (${sql.join(openly, sql` and `)})) and ${all})`
}

// Tokens say that all pairs occur, not that they follow each other.
function contains(word: string): Condition {
  return sql`(${like(sql`c.verbatim_masked`, word)} or ${like(sql`concat_ws(' ', c.keyword, c.summary, c.item_number, c.complaint_no)`, word)} or exists (select 1 from complaint_items i where i.complaint_id = c.id and ${like(sql`i.number`, word)}))`
}

function like(text: ReturnType<typeof sql>, word: string): Condition {
  return sql`lower(normalize(${text}, NFKC)) like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`
}
