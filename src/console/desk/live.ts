// What the live stream changes on screen: the case that moved, the lists it stands in, the counters.
import { countViews, listComplaints, stream } from '../../contract/desk.ts'
import { getMe } from '../../contract/identity.ts'
import { openStream } from '../kit/stream.ts'
import { forget, queries } from '../kit/use-api.ts'

type CaseEvent = { complaintId?: string; type?: string }

const arrivals = new Set<() => void>()

/** Runs when something new may stand in the queue; answers a function that stops listening. */
export function onArrival(run: () => void): () => void {
  arrivals.add(run)
  return () => { arrivals.delete(run) }
}

let counting: ReturnType<typeof setTimeout> | undefined

/** Counters are read again at most every two seconds, however many events come. */
function recount(): void {
  counting ??= setTimeout(() => {
    counting = undefined
    void queries.invalidateQueries({ queryKey: [countViews.path] })
  }, 2000)
}

function caseMoved(event: CaseEvent): void {
  const { complaintId } = event
  if (complaintId !== undefined) {
    void queries.invalidateQueries({
      predicate: ({ queryKey: [path, params] }) => String(path).startsWith('/api/complaints/:id') && (params as { id?: string } | undefined)?.id === complaintId,
    })
  }
  void forget('/api/orders')
  recount()
  for (const run of arrivals) run()
}

/** Opens the stream for the signed-in person; answers a function that closes it. After a break, or when the server says it missed some, everything on screen is read again. */
export function listenToCases(): () => void {
  const again = () => void forget(listComplaints.path, countViews.path, '/api/orders')
  return openStream(stream.path, ['message', 'gap'], (name, data) => (name === 'gap' ? again() : caseMoved(data as CaseEvent)), again, () => void forget(getMe.path))
}
