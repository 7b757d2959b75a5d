// The pages that belong together under one word of the navigation, as tabs below the head of the frame; so the head stays short.
import { Link, useLocation } from 'react-router'
import type { NavItem } from './Shell.tsx'
import { t } from './words.ts'

const covers = (to: string, path: string): boolean => path === to || path.startsWith(`${to}/`)

/** The pages of one word: itself and those under it. */
export function familyOf(nav: readonly NavItem[], head: NavItem): readonly NavItem[] {
  return [head, ...nav.filter(({ under }) => under === head.to)]
}

/** What stands in the head: a page whose own head is not there for this person stands for itself. */
export function headsOf(nav: readonly NavItem[]): readonly NavItem[] {
  return nav.filter(({ under }) => under === undefined || !nav.some(({ to }) => to === under))
}

/** The member of a family one looks at: `/duty/rules` is not also `/duty`. */
export function memberAt(family: readonly NavItem[], path: string): NavItem | undefined {
  return family.filter(({ to }) => covers(to, path)).toSorted((a, b) => b.to.length - a.to.length)[0]
}

/** Draws the tabs of the family one is in; nothing where it has one member. */
export function Sisters({ nav }: { nav: readonly NavItem[] }) {
  const { pathname } = useLocation()
  const family = headsOf(nav).map((head) => familyOf(nav, head)).find((each) => memberAt(each, pathname) !== undefined)
  if (family === undefined || family.length < 2) return null
  const here = memberAt(family, pathname)
  return <nav className="sisters" aria-label={t('console.app.sisters')}>{family.map((each) => <Link key={each.to} to={each.to} aria-current={each === here ? 'page' : undefined}>{each.words}</Link>)}</nav>
}
