// What the record tells of incidents: when a case joined one, how, and that it was taken out (ADR 080).
import { gists, put, rowOf, rowsOf, told } from './replay-rows.ts'
import type { RecordedEvent, Replay } from './replay-rows.ts'

/** Takes what an event says of incidents into what is known. */
export function replayIncidents(r: Replay, { type, at, actor, data }: RecordedEvent): void {
  const said = { at: String(at), ...told({ by_name: actor.name }), ...gists({ reason: data['reason'] ?? null }) }
  if (type === 'incident.joined') {
    const known = rowsOf(r, 'incident_cases').get(String(data['incident']))
    const row = { ...said, ...told({ state: 'joined', how: data['how'] }) }
    if (known) put(known, row)
    else rowOf(r, 'incident_cases', data['incident'], row)
  }
  if (type === 'incident.left') put(rowsOf(r, 'incident_cases').get(String(data['incident'])), { ...said, ...told({ state: 'excluded' }) })
}
