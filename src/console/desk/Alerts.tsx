// One's own cases about to be late, as one notice for all of them: it leads to the longest overdue and leaves by itself when nothing is late any more.
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { listComplaints } from '../../contract/desk.ts'
import { serverNow, useNow } from '../kit/clock.ts'
import { preferences } from '../kit/preferences.ts'
import { chime, isQuiet } from '../kit/sound.ts'
import { countTab } from '../kit/title.ts'
import { toast, untoast } from '../kit/toast.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

const topic = 'due'
const soonMs = 15 * 60_000
const most = 99

/** Watches; draws nothing itself. */
export function Alerts() {
  const navigate = useNavigate()
  const minute = useNow(60_000)
  const found = useApi(listComplaints, { query: { owner: 'me', due_before: new Date(minute + soonMs).toISOString(), limit: most } }, { keep: true }).data
  const told = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (found === undefined) return
    const ids = new Set(found.items.map((row) => row.id))
    const overdue = found.items.filter((row) => row.nextDue !== null && Date.parse(row.nextDue.dueAt) <= serverNow()).length
    const fresh = [...ids].some((id) => !told.current.has(id))
    told.current = ids
    countTab(found.items.length)
    const first = found.items[0]
    if (first === undefined) return untoast(topic)
    if (!fresh) return
    const words = overdue === 0 ? t('console.alert.soon', { n: found.items.length }) : overdue === found.items.length ? t('console.alert.overdue', { n: overdue }) : t('console.alert.both', { overdue, soon: found.items.length - overdue })
    toast(words, 'alert', { topic, forMs: 0, offer: { words: t('console.alert.open'), run: () => void navigate(`/queue/${first.id}?view=mine`) } })
    if (preferences().sound && !isQuiet(serverNow(), preferences().quiet)) chime()
  }, [found, navigate])
  useEffect(() => () => { untoast(topic); countTab(0) }, [])
  return null
}
