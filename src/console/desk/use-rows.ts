// The rows of the queue: the first page kept fresh, further pages read once, all of them still on screen while the floor moves.
import { useCallback, useEffect, useState } from 'react'
import type { z } from 'zod'
import { listComplaints, lookUp } from '../../contract/desk.ts'
import type { queueQuery, QueueRow } from '../../contract/desk.ts'
import { call } from '../kit/api.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { useApi } from '../kit/use-api.ts'
import { queryOf } from './filters.ts'
import { holdOrder, leftOf } from './hold-order.ts'
import { whenCasesMove } from './live.ts'

type Query = z.input<typeof queueQuery>
/** What was read for one address: rows as held on screen, pages after the first, and the newer forms of rows that moved. */
type Kept = Readonly<{ key: string; held: readonly QueueRow[]; further: readonly QueueRow[]; cursor: string | null | undefined; fresh: ReadonlyMap<string, QueueRow> }>

const nothing = (key: string): Kept => ({ key, held: [], further: [], cursor: undefined, fresh: new Map() })
const mostFresh = 100

function isSameRows(a: readonly QueueRow[], b: readonly QueueRow[]): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i])
}

/** The first page, then what stood on further ones and hasn't moved to the first meanwhile. */
function follow(first: readonly QueueRow[], further: readonly QueueRow[]): readonly QueueRow[] {
  if (further.length === 0) return first
  const seen = new Set(first.map((row) => row.id))
  return [...first, ...further.filter((row) => !seen.has(row.id) && seen.add(row.id))]
}

/** Rows of the view, or of a search, held still on screen; `more` reads the next page. */
export function useRows(search: URLSearchParams) {
  const find = search.get('find') ?? ''
  const found = useApi(lookUp, { query: { q: find } }, { enabled: find !== '' })
  const isText = find !== '' && found.data?.kind === 'text'
  const query: Query = isText ? { q: find, sort: 'newest', limit: 50 } : queryOf(search)
  const isList = find === '' || isText
  const head = useApi(listComplaints, { query }, { enabled: isList })
  const key = JSON.stringify(isList ? query : find)
  const [stored, setKept] = useState<Kept>(() => nothing(key))
  const [loadingMore, setLoading] = useState(false)
  const kept = stored.key === key ? stored : nothing(key)
  const cursor = kept.cursor === undefined ? head.data?.nextCursor ?? null : kept.cursor

  const first = isList ? head.data?.items : found.data?.items
  const read = first === undefined ? undefined : follow(first, kept.further.map((row) => kept.fresh.get(row.id) ?? row))
  const gone = read === undefined ? [] : leftOf(kept.held, read)
  const left = useApi(listComplaints, { query: { ids: gone.join(','), limit: mostFresh } }, { enabled: gone.length > 0 }).data?.items
  const laid = read === undefined ? { rows: kept.held, arrivals: 0 } : holdOrder(kept.held, read, left)
  if (read !== undefined && (stored.key !== key || !isSameRows(kept.held, laid.rows))) setKept({ ...kept, held: laid.rows })

  const more = useCallback(async (from: string): Promise<void> => {
    setLoading(true)
    try {
      const page = await call(listComplaints, { query: { ...JSON.parse(key) as Query, cursor: from } })
      setKept((now) => (now.key === key ? { ...now, further: [...now.further, ...page.items], cursor: page.nextCursor } : now))
    } catch (error) {
      toast(sayProblem(problemOf(error)), 'bad')
    } finally {
      setLoading(false)
    }
  }, [key])

  useEffect(() => whenCasesMove((ids) => {
    const here = kept.further.map((row) => row.id).filter((id) => ids.has(id)).slice(0, mostFresh)
    if (here.length === 0) return
    void call(listComplaints, { query: { ids: here.join(','), limit: mostFresh } }).then(({ items }) => setKept((now) => (now.key === key ? { ...now, fresh: new Map([...now.fresh, ...items.map((row) => [row.id, row] as const)]) } : now)), () => undefined)
  }), [key, kept.further])

  const state = isList ? head : found
  return {
    rows: laid.rows, arrivals: laid.arrivals, find, cursor: isList ? cursor : null, loadingMore, isPending: find !== '' && found.isPending ? true : state.isPending, isError: state.isError, error: state.error, refetch: state.refetch,
    more: useCallback(() => { if (cursor !== null && !loadingMore) void more(cursor) }, [cursor, loadingMore, more]), showNew: () => setKept(nothing(key)),
  }
}
