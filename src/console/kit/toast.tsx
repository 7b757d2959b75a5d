// Short notices after an act: what was done or why not, spoken politely, gone after a few seconds; one may carry a way back.
import { useSyncExternalStore } from 'react'
import { Icon } from './Icon.tsx'
import { useKeys } from './keys.ts'
import { keyTable } from './key-table.ts'
import { t } from './words.ts'

/** What can be done about it; it goes with the notice. */
type Offer = Readonly<{ words: string; run: () => void }>
type Notice = Readonly<{ key: number; tone: 'good' | 'bad' | 'alert'; words: string; topic: string | undefined; offer: Offer | undefined }>
/** `forMs` 0 stays until it is closed or replaced; a notice of the same topic replaces the former one. */
type Options = Readonly<{ offer?: Offer; forMs?: number; topic?: string }>

let notices: readonly Notice[] = []
let next = 1
const watchers = new Set<() => void>()

function put(list: readonly Notice[]): void {
  notices = list
  for (const watcher of watchers) watcher()
}

function drop(key: number): void {
  put(notices.filter((notice) => notice.key !== key))
}

/** Shows a notice; bad ones stay longer. */
export function toast(words: string, tone: Notice['tone'] = 'good', { offer, topic, forMs = tone === 'bad' ? 9000 : 4000 }: Options = {}): void {
  const key = next
  next += 1
  const others = notices.filter((notice) => topic === undefined || notice.topic !== topic)
  put([...others.slice(-2), { key, tone, words, topic, offer }])
  if (forMs > 0) setTimeout(() => drop(key), forMs)
}

/** Takes away the notice of a topic. */
export function untoast(topic: string): void {
  if (notices.some((notice) => notice.topic === topic)) put(notices.filter((notice) => notice.topic !== topic))
}

function One({ notice: { key, tone, words, offer } }: { notice: Notice }) {
  return (
    <div className={`toast is-${tone}`}>
      <Icon name={tone === 'good' ? 'check' : 'alarm'} /><span>{words}</span>
      {offer === undefined ? null : <button type="button" className="toast-offer" onClick={() => { drop(key); offer.run() }}>{offer.words}</button>}
      {tone === 'alert' ? <button type="button" className="toast-close" aria-label={t('console.app.close')} onClick={() => drop(key)}><Icon name="close" size={14} /></button> : null}
    </div>
  )
}

/** The place where notices appear; once per page. */
export function Toasts() {
  const list = useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => notices)
  const last = list.findLast((notice) => notice.offer !== undefined && notice.tone !== 'alert')
  useKeys(last?.offer === undefined ? [] : [{ keys: keyTable.undo, label: last.offer.words, run: () => { drop(last.key); last.offer?.run() } }])
  return <div className="toasts" role="status" aria-live="polite">{list.map((notice) => <One key={notice.key} notice={notice} />)}</div>
}
