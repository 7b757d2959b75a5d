// The tree of units, opened branch by branch: arrow keys walk it, a search shows what it finds as a flat list.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { listTree } from '../../contract/administration.ts'
import { Icon } from '../kit/Icon.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

export type TreeUnit = ReplyOf<typeof listTree>['items'][number]
type Walk = Readonly<{ chosen: string | undefined; onChoose: (unit: TreeUnit) => void }>

/** Moves the focus among the visible rows, as a tree does. */
function onArrow(event: React.KeyboardEvent<HTMLElement>, open: boolean, hasChildren: boolean, toggle: (open: boolean) => void): void {
  const rows = [...(event.currentTarget.closest('[role="tree"]')?.querySelectorAll<HTMLElement>('.tree-row') ?? [])]
  const at = rows.indexOf(event.currentTarget)
  const go = (to: HTMLElement | null | undefined) => { if (to) { event.preventDefault(); to.focus() } }
  if (event.key === 'ArrowDown') go(rows[at + 1])
  else if (event.key === 'ArrowUp') go(rows[at - 1])
  else if (event.key === 'ArrowRight' && hasChildren) { event.preventDefault(); if (open) go(rows[at + 1]); else toggle(true) }
  else if (event.key === 'ArrowLeft') { if (open) { event.preventDefault(); toggle(false) } else go(event.currentTarget.parentElement?.parentElement?.closest('li')?.querySelector<HTMLElement>('.tree-row')) }
}

function Row({ unit, open, toggle, flat, chosen, onChoose }: Walk & { unit: TreeUnit; open: boolean; toggle: (open: boolean) => void; flat: boolean }) {
  const hasChildren = !flat && unit.children > 0
  return (
    <div className="tree-line">
      {hasChildren ? <button type="button" tabIndex={-1} className="tree-arrow" aria-label={t(open ? 'console.tree.fold' : 'console.tree.unfold', { name: unit.name })} onClick={() => toggle(!open)}><Icon name={open ? 'down' : 'right'} size={12} /></button> : <span className="tree-arrow" aria-hidden="true" />}
      <button type="button" className="tree-row" aria-pressed={unit.id === chosen} onClick={() => onChoose(unit)} onKeyDown={(event) => onArrow(event, open, hasChildren, toggle)}>
        <span>{unit.name}</span><span className="hint mono">{unit.code}</span><span className="hint">{label('unitKind', unit.kind)}{unit.children > 0 ? ` · ${unit.children}` : ''}</span>
        {unit.status === 'active' ? null : <Tag icon="pause">{t(`console.units.${unit.status}`)}</Tag>}
      </button>
    </div>
  )
}

function Branch({ unit, flat, startOpen, ...walk }: Walk & { unit: TreeUnit; flat: boolean; startOpen: boolean }) {
  const [open, setOpen] = useState(startOpen)
  return (
    <li role="treeitem" aria-expanded={flat || unit.children === 0 ? undefined : open} aria-selected={unit.id === walk.chosen}>
      <Row unit={unit} open={open} toggle={setOpen} flat={flat} {...walk} />
      {open ? <Level parentId={unit.id} {...walk} /> : null}
    </li>
  )
}

/** One level of the tree, page by page; without a parent the roots, with words what they find. */
export function Level({ parentId, q, top = false, ...walk }: Walk & { parentId?: string; q?: string; top?: boolean }) {
  const list = usePages(listTree, { query: { limit: 100, ...(parentId === undefined ? {} : { parentId }), ...(q === undefined ? {} : { q }) } }, { keep: q !== undefined })
  const items = list.items ?? []
  if (list.isPending) return <Skeleton rows={2} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  if (items.length === 0) return <Empty icon="outlet" title={t('console.units.none')} />
  return (
    <ul role={top ? 'tree' : 'group'} className="tree" aria-label={top ? t('console.admin.units') : undefined}>
      {items.map((unit) => <Branch key={unit.id} unit={unit} flat={q !== undefined} startOpen={top && q === undefined && items.length === 1} {...walk} />)}
      {list.hasNextPage ? <li role="none"><Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></li> : null}
    </ul>
  )
}
