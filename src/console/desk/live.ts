// What the live stream changes on screen: the case that moved, the lists it stands in, the counters.
import { getHouseState } from '../../contract/administration.ts'
import { countViews, listComplaints, stream } from '../../contract/desk.ts'
import { getFloor, getPresence } from '../../contract/duty.ts'
import { getMe } from '../../contract/identity.ts'
import { listLiability, listOwnJudgements } from '../../contract/liability.ts'
import { countNotifications, listNotifications } from '../../contract/notifications.ts'
import { countSavedViews } from '../../contract/views.ts'
import { asked } from '../kit/base.ts'
import { openStream } from '../kit/stream.ts'
import { forget, keyOf, queries } from '../kit/use-api.ts'

type CaseEvent = { complaintId?: string; type?: string }
const ofNotices = [countNotifications.path, listNotifications.path] as const

/** Counters are read again at most once a second, lists once in three, however many events come: five hundred people look at the same floor. */
const countsMs = 1000
const listsMs = 3000

const waiting = new Map<string, ReturnType<typeof setTimeout>>()
const moved = new Set<string>()
const listeners = new Set<(ids: ReadonlySet<string>) => void>()

/** Tells which cases moved, with the lists; answers a function that stops it. */
export function whenCasesMove(run: (ids: ReadonlySet<string>) => void): () => void {
  listeners.add(run)
  return () => listeners.delete(run)
}

function soon(name: string, afterMs: number, run: () => void): void {
  if (waiting.has(name)) return
  waiting.set(name, setTimeout(() => {
    waiting.delete(name)
    run()
  }, afterMs))
}

/** What nobody looks at is only marked; it is read when somebody does. */
function again(...paths: string[]): void {
  for (const path of paths) void queries.invalidateQueries({ queryKey: [path], refetchType: document.hidden ? 'none' : 'active' })
}

/** Who looks at a case or writes there is news for its page alone: nothing of the case itself changed. */
function presenceMoved(id: string): void {
  void queries.invalidateQueries({ queryKey: keyOf(getPresence, { params: { id } }) })
}

function caseMoved({ complaintId, type }: CaseEvent): void {
  if (type === 'presence.changed') return complaintId === undefined ? undefined : presenceMoved(complaintId)
  if (complaintId !== undefined) {
    moved.add(complaintId)
    void queries.invalidateQueries({
      predicate: ({ queryKey: [path, params] }) => String(path).startsWith('/api/complaints/:id') && (params as { id?: string } | undefined)?.id === complaintId,
    })
  }
  void forget('/api/orders')
  soon('counts', countsMs, () => again(countViews.path, countSavedViews.path, getFloor.path))
  soon('lists', listsMs, () => {
    again(listComplaints.path, listLiability.path, listOwnJudgements.path)
    const ids = new Set(moved)
    moved.clear()
    for (const listener of listeners) listener(ids)
  })
}

/** Opens the stream for the signed-in person; answers a function that closes it. After a break, or when the server says it missed some, everything on screen is read again. */
export function listenToCases(): () => void {
  const anew = () => void forget(listComplaints.path, countViews.path, countSavedViews.path, '/api/orders', getHouseState.path, ...ofNotices)
  return openStream(asked(stream.path), ['message', 'gap', 'notification', 'house'], (name, data) => (name === 'gap' ? anew() : name === 'notification' ? void forget(...ofNotices) : name === 'house' ? void forget(getHouseState.path) : caseMoved(data as CaseEvent)), anew, () => void forget(getMe.path))
}
