// The title of the browser's tab: how many things wait, what is open, the house.
import { isPractice } from './base.ts'
import { t } from './words.ts'

let words = ''
let count = 0

function write(): void {
  document.title = [...(isPractice ? [t('console.floorRest.practice.tab')] : []), `${count > 0 ? `(${count}) ` : ''}${words === '' ? t('console.app.name') : words}`, ...(words === '' ? [] : [t('console.app.name')])].join(' · ')
}

/** Names what is open; answers a function that gives the former name back. */
export function nameTab(name: string): () => void {
  const before = words
  words = name
  write()
  return () => { words = before; write() }
}

/** How many things wait, before the name; none at 0. */
export function countTab(waiting: number): void {
  count = waiting
  write()
}
