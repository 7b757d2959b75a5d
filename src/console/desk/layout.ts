// Which columns a list shows, in which order, how dense: what this person keeps for the view, else for all lists, else as shipped.
import { useMemo } from 'react'
import type { CSSProperties } from 'react'
import { listLayouts, queueColumns, usualColumns } from '../../contract/layouts.ts'
import type { QueueColumn, QueueLayout } from '../../contract/layouts.ts'
import { useApi } from '../kit/use-api.ts'

export type Layout = { readonly columns: readonly QueueColumn[]; readonly density: QueueLayout['density'] }

const letters = (n: number): string => `calc(var(--text) * ${n})`
/** Widths as a grid takes them: what is counted and read whole keeps its own, measured in letters so that it grows with them and stands alike in every row; words share what is left. */
const widths: Readonly<Record<QueueColumn, string>> = {
  due: letters(8.6), clock: 'minmax(56px, .6fr)', priority: letters(2.5), keyword: 'minmax(120px, 1.4fr)', status: letters(6.4), customer: 'minmax(56px, .6fr)', number: letters(9.6), tags: 'minmax(84px, 1fr)',
  owner: 'minmax(64px, .5fr)', received: letters(7.6), complaint_no: letters(12.6), reason: 'minmax(90px, .8fr)',
}

const heights = { compact: 32, normal: 44, roomy: 54 } as const

/** The layout of a list. `place` is the view: `view.mine`, or the id of a saved one. */
export function useLayout(place: string): Layout {
  const kept = useApi(listLayouts, {}, { staleTime: 300_000 }).data?.items
  return useMemo(() => layoutOf(kept ?? [], place), [kept, place])
}

/** The one that holds for a place among those kept. */
export function layoutOf(kept: readonly QueueLayout[], place: string): Layout {
  return kept.find((each) => each.place === place) ?? kept.find((each) => each.place === 'all') ?? { columns: usualColumns, density: null }
}

/** What the list's element needs for its rows to stand in columns: their widths, each column's place, its rows' height. */
export function styleOf({ columns, density }: Layout): CSSProperties {
  const vars: Record<string, string> = { '--queue-columns': columns.map((column) => widths[column]).join(' ') }
  for (const column of queueColumns) vars[`--at-${column}`] = String(columns.indexOf(column) + 1)
  if (density !== null) vars['--queue-row'] = `${heights[density]}px`
  return vars as CSSProperties
}

/** The columns nobody wants here, as words of a class. */
export function hiddenClasses({ columns }: Layout): string {
  return queueColumns.filter((column) => !columns.includes(column)).map((column) => `no-${column}`).join(' ')
}

/** The columns with one moved up or down by a place. */
export function moved(columns: readonly QueueColumn[], column: QueueColumn, by: -1 | 1): readonly QueueColumn[] {
  const from = columns.indexOf(column)
  const to = from + by
  if (from < 0 || to < 0 || to >= columns.length) return columns
  return columns.toSpliced(from, 1).toSpliced(to, 0, column)
}
