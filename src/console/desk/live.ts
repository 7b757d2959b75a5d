// What the live stream changes on screen: the case that moved, the lists it stands in, the counters.
import { countViews, listComplaints, stream } from '../../contract/desk.ts'
import { getMe } from '../../contract/identity.ts'
import { openStream } from '../kit/stream.ts'
import { forget, queries } from '../kit/use-api.ts'

type CaseEvent = { complaintId?: string; type?: string }

let waiting: ReturnType<typeof setTimeout> | undefined

/** Lists and counters are read again at most once a second, however many events come; those not on screen when they next are. */
function relist(): void {
  waiting ??= setTimeout(() => {
    waiting = undefined
    for (const { path } of [listComplaints, countViews]) void queries.invalidateQueries({ queryKey: [path] })
  }, 1000)
}

function caseMoved(event: CaseEvent): void {
  const { complaintId } = event
  if (complaintId !== undefined) {
    void queries.invalidateQueries({
      predicate: ({ queryKey: [path, params] }) => String(path).startsWith('/api/complaints/:id') && (params as { id?: string } | undefined)?.id === complaintId,
    })
  }
  void forget('/api/orders')
  relist()
}

/** Opens the stream for the signed-in person; answers a function that closes it. After a break, or when the server says it missed some, everything on screen is read again. */
export function listenToCases(): () => void {
  const again = () => void forget(listComplaints.path, countViews.path, '/api/orders')
  return openStream(stream.path, ['message', 'gap'], (name, data) => (name === 'gap' ? again() : caseMoved(data as CaseEvent)), again, () => void forget(getMe.path))
}
