// The rail at the left of a place with parts: which part one looks at, in quiet groups; a strip above the page on a phone.
import { useEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'

export type RailGroup = Readonly<{ name: string; items: readonly Readonly<{ to: string; words: string }>[] }>

/** Draws the groups that have items. */
export function Rail({ title, groups }: { title: string; groups: readonly RailGroup[] }) {
  const rail = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a phone the strip is wider than the page.
  useEffect(() => { rail.current?.querySelector(`[href="${pathname}"]`)?.scrollIntoView({ inline: 'center', block: 'nearest' }) }, [pathname])
  return (
    <nav ref={rail} className="views" aria-label={title}>
      {groups.filter(({ items }) => items.length > 0).map(({ name, items }) => (
        <div key={name} className="view-group" role="group" aria-label={name}>
          <span className="view-level hint" aria-hidden="true">{name}</span>
          {items.map(({ to, words }) => <NavLink key={to} to={to} className={({ isActive }) => (isActive ? 'view is-current' : 'view')}>{words}</NavLink>)}
        </div>
      ))}
    </nav>
  )
}
