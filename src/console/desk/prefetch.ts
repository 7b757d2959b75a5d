// Reads a case before it is asked for, so that opening the next one waits for nothing.
import { useEffect } from 'react'
import { getAbilities, getComplaint, listEvents } from '../../contract/desk.ts'
import { getCaseProcess } from '../../contract/processes.ts'
import { call } from '../kit/api.ts'
import { keyOf, queries } from '../kit/use-api.ts'

/** Long enough not to compete with the case just opened, short enough to be there before it is read. */
const afterMs = 400

/** Reads what the page of a case shows first, unless it was read a moment ago. */
function prefetchCase(id: string): void {
  const parts = { params: { id } }
  void queries.prefetchQuery({ queryKey: keyOf(getComplaint, parts), queryFn: ({ signal }) => call(getComplaint, { ...parts, signal }) })
  void queries.prefetchQuery({ queryKey: keyOf(getAbilities, parts), queryFn: ({ signal }) => call(getAbilities, { ...parts, signal }) })
  void queries.prefetchQuery({ queryKey: keyOf(getCaseProcess, parts), queryFn: ({ signal }) => call(getCaseProcess, { ...parts, signal }) })
  const record = { ...parts, query: { limit: 50 } }
  void queries.prefetchInfiniteQuery({ queryKey: [...keyOf(listEvents, record), 'pages'], queryFn: ({ signal }) => call(listEvents, { ...record, signal }), initialPageParam: '' })
}

/** Reads the case that comes next in the list while this one is on screen. */
export function usePrefetch(nextId: string | undefined): void {
  useEffect(() => {
    if (nextId === undefined) return undefined
    const timer = setTimeout(() => prefetchCase(nextId), afterMs)
    return () => clearTimeout(timer)
  }, [nextId])
}

/** A pointer that rests this long means the row it rests on. */
const dwellMs = 80
let resting: ReturnType<typeof setTimeout> | undefined

/** Reads a case on whose row the pointer rests. */
export function warmCase(id: string): void {
  clearTimeout(resting)
  resting = setTimeout(() => prefetchCase(id), dwellMs)
}
