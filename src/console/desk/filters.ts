// The filters of the queue as they stand in the address bar, as the query they make, and as a saved view keeps them.
import type { z } from 'zod'
import type { queueQuery } from '../../contract/desk.ts'

export const views = ['mine', 'soon', 'overdue', 'unowned', 'hand_over', 'approve', 'review', 'open', 'ended'] as const
export type View = (typeof views)[number]
/** Filters that take several values, those that take one, and spans. */
export const manyFilters = ['priority', 'reason', 'status', 'channel', 'kind', 'due'] as const
export const oneFilters = ['flag', 'owner', 'due_within', 'received_within', 'sort'] as const
export const dayFilters = ['received_from', 'received_to'] as const
export const filterNames = [...manyFilters, ...oneFilters, ...dayFilters] as const
export type FilterName = (typeof filterNames)[number]

/** Names that narrow a list without standing in the bar. */
const quietNames = ['org', 'same_as', 'due_before'] as const

/** The view in the address; "mine" when none is named. */
export function viewOf(search: URLSearchParams): View {
  const named = search.get('view')
  return views.find((view) => view === named) ?? 'mine'
}

/** The filters in the address, the view among them, in a fixed order; unknown names are dropped, the server refuses wrong values. */
export function filtersOf(search: URLSearchParams): Record<string, string> {
  const filters: Record<string, string> = { view: viewOf(search) }
  for (const name of [...filterNames, ...quietNames]) {
    const value = search.get(name)
    if (value !== null && value !== '') filters[name] = value
  }
  return filters
}

/** The query of the list from the address. */
export function queryOf(search: URLSearchParams): z.input<typeof queueQuery> {
  return { ...filtersOf(search), limit: 50 } as z.input<typeof queueQuery>
}

/** Whether two sets of filters ask for the same. */
export function isSameFilters(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const told = (filters: Readonly<Record<string, string>>) => JSON.stringify(Object.entries({ view: 'mine', ...filters }).filter(([, value]) => value !== '').toSorted(([x], [y]) => (x < y ? -1 : 1)))
  return told(a) === told(b)
}

/** The address of a saved view: its filters, and which it is. */
export function addressOf(view: { readonly id: string; readonly filters: Readonly<Record<string, string>> }): string {
  return new URLSearchParams({ ...view.filters, saved: view.id }).toString()
}
