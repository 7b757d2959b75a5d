// Which pages share a word of the navigation, and which of them one looks at.
import { expect, test } from 'vitest'
import { familyOf, headsOf, memberAt } from './Sisters.tsx'
import type { NavItem } from './Shell.tsx'

const item = (to: string, under?: string): NavItem => ({ to, words: to, icon: 'queue', ...(under === undefined ? {} : { under }) })
const floor = item('/floor')
const nav = [item('/queue'), floor, item('/duty', '/floor'), item('/duty/rules', '/floor')]

test('a page under another is not in the head, unless the other one is not there', () => {
  expect(headsOf(nav).map(({ to }) => to)).toEqual(['/queue', '/floor'])
  expect(headsOf(nav.filter((each) => each !== floor)).map(({ to }) => to)).toEqual(['/queue', '/duty', '/duty/rules'])
})

test.each([['/duty', '/duty'], ['/duty/rules', '/duty/rules'], ['/floor', '/floor'], ['/floors', undefined], ['/queue', undefined]])('%s is the page %s of the family', (path, found) => {
  expect(memberAt(familyOf(nav, floor), path)?.to).toBe(found)
})
