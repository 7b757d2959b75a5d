// A titled block of the page, foldable when its place is a side pane.
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'

/** Shows a panel; with `fold` it opens and closes, `aside` sits at the right of the title. */
export function Panel({ title, count, aside, fold = false, open = true, children }: { title: string; count?: number; aside?: ReactNode; fold?: boolean; open?: boolean; children: ReactNode }) {
  const head = (
    <>
      {fold ? <span className="panel-arrow"><Icon name="right" size={12} /></span> : null}
      <h2>{title}{count === undefined ? null : <span className="hint num"> {count}</span>}</h2>
      {aside === undefined ? null : <span className="panel-aside">{aside}</span>}
    </>
  )
  if (!fold) return <section className="panel"><header className="panel-head">{head}</header>{children}</section>
  return (
    <details className="panel" open={open}>
      <summary className="panel-head">{head}</summary>
      {children}
    </details>
  )
}
