// Short notices after an act: what was done or why not, spoken politely, gone after a few seconds.
import { useSyncExternalStore } from 'react'
import { Icon } from './Icon.tsx'

type Notice = Readonly<{ key: number; tone: 'good' | 'bad'; words: string }>

let notices: readonly Notice[] = []
let next = 1
const watchers = new Set<() => void>()

function put(list: readonly Notice[]): void {
  notices = list
  for (const watcher of watchers) watcher()
}

/** Shows a notice; bad ones stay longer. */
export function toast(words: string, tone: Notice['tone'] = 'good'): void {
  const key = next
  next += 1
  put([...notices.slice(-2), { key, tone, words }])
  setTimeout(() => put(notices.filter((notice) => notice.key !== key)), tone === 'bad' ? 9000 : 4000)
}

/** The place where notices appear; once per page. */
export function Toasts() {
  const list = useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => notices)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((notice) => (
        <div key={notice.key} className={`toast is-${notice.tone}`}><Icon name={notice.tone === 'good' ? 'check' : 'alarm'} />{notice.words}</div>
      ))}
    </div>
  )
}
