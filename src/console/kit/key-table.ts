// The whole keyboard in one table: no key means two things, whichever page is open; a person may choose others for themselves.

/** The key of each command as shipped: 'j', 'Ctrl+Enter' or a sequence 'g q'. */
export const keyTable = {
  palette: 'Ctrl+k', search: '/', sheet: '?', back: 'Escape', primary: 'Enter', send: 'Ctrl+Enter', send_and_next: 'Ctrl+Shift+Enter',
  next: 'j', previous: 'k', down: 'ArrowDown', up: 'ArrowUp', show_new: '.', filter: '\\', columns: '|', take_next: 'w', pick: 'v', pick_all: 'Shift+v', undo: 'z',
  go_queue: 'g q', go_intake: 'g n', go_outlet: 'g o', go_admin: 'g a', go_duty: 'g d', go_handover: 'g r', go_floor: 'g f', go_import: 'g i', go_requests: 'g p', go_orders: 'g k', go_liability: 'g l', go_settlements: 'g s',
  closing: 'e', contact: 'r', note: 'n', assignment: 'a', order: 't', plan: 'p', pause: 's',
  acceptance: 'y', classification: 'l', supplement: 'i', handover: 'h', finding: 'f', judgement: 'u', offer: 'o', decision: 'd', execution: 'x', chaser: 'c', material: 'm',
} as const

export type Command = keyof typeof keyTable

/** Keys that are letters, digits or signs alone, or begin with one: speech input and a resting hand press them by accident (WCAG 2.1.4). */
export function isSingle(keys: string): boolean {
  return [...(keys.split(' ')[0] ?? '').replace(/^Shift\+/, '')].length === 1
}

/** Which command keys already mean something, when chosen for `command`; sequences also clash with their first key. */
export function clashOf(chosen: Readonly<Record<string, string>>, command: Command, keys: string): Command | undefined {
  const others = (Object.keys(keyTable) as Command[]).filter((each) => each !== command)
  return others.find((each) => {
    const taken = chosen[each] ?? keyTable[each]
    return taken === keys || taken.startsWith(`${keys} `) || keys.startsWith(`${taken} `)
  })
}
