// The filters of the queue as they stand in the address bar, and as the query they make.
import type { z } from 'zod'
import type { queueQuery } from '../../contract/desk.ts'

export const views = ['mine', 'soon', 'overdue', 'unowned', 'hand_over', 'approve', 'review', 'open', 'ended'] as const
export type View = (typeof views)[number]
export const filterNames = ['priority', 'reason', 'status', 'flag', 'kind', 'sort'] as const
export type FilterName = (typeof filterNames)[number]

/** The view in the address; "mine" when none is named. */
export function viewOf(search: URLSearchParams): View {
  const named = search.get('view')
  return views.find((view) => view === named) ?? 'mine'
}

/** The query of the list from the address; unknown names are dropped, the server refuses wrong values. */
export function queryOf(search: URLSearchParams): z.input<typeof queueQuery> {
  const query: Record<string, string | number> = { view: viewOf(search), limit: 50 }
  for (const name of [...filterNames, 'org', 'owner', 'due_before'] as const) {
    const value = search.get(name)
    if (value !== null && value !== '') query[name] = value
  }
  return query as z.input<typeof queueQuery>
}
