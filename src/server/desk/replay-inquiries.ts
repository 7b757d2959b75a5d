// What the record tells of the people of an inquiry: who was named to it by whom, and who was taken out of it.
import { gists, put, rowOf, rowsOf, told } from './replay-rows.ts'
import type { RecordedEvent, Replay } from './replay-rows.ts'

/** Takes what an event says of an inquiry's people into what is known. A person named again is another row. */
export function replayInquiries(r: Replay, { type, at, actor, data }: RecordedEvent): void {
  if (type === 'inquiry.member_named') {
    rowOf(r, 'inquiry_members', `${String(data['user'])} ${at}`, { removed_at: null, removed_by: null, removed_by_name: null, removed_reason: null, ...told({ user_name: data['name'], named_by: actor.id, named_by_name: actor.name }), ...gists({ reason: data['reason'] }) })
  }
  if (type === 'inquiry.member_removed') {
    const [, row] = [...rowsOf(r, 'inquiry_members')].find(([key, each]) => key.startsWith(`${String(data['user'])} `) && each.get('removed_at') === null) ?? []
    put(row, { removed_at: String(at), ...told({ removed_by: actor.id, removed_by_name: actor.name }), ...gists({ removed_reason: data['reason'] }) })
  }
}
