// Who hears of the question which unit bears it: each unit of its own part, judges and arbitrators of what waits for them.
import type { NewNotice, NoticeKind, Noticed, NoticeSource } from './notices.ts'

/** The notices of an event of responsibility. */
export function liabilityNotices(e: NoticeSource): Noticed {
  const { data } = e
  const listed = Array.isArray(data['units']) ? (data['units'] as { answering: string; name: string; percent?: number; contestUntil?: string }[]) : []
  const units = (kind: NoticeKind, some = listed): NewNotice[] => some.map((u) => ({ to: { permission: 'liability:contest', unitId: u.answering }, kind, params: { unit: u.name, percent: u.percent ?? 0, due: u.contestUntil ?? data['dueAt'] ?? '' } }))
  const house = (permission: string, kind: NoticeKind): NewNotice[] => [{ to: { permission, unitId: null }, kind, params: { unit: data['unitName'] ?? '' } }]
  const whenComplete = (found: Noticed): Noticed => (data['complete'] === true ? found : { notices: [] })
  switch (e.type) {
    case 'liability.statement_asked': return { notices: units('liability_asked') }
    case 'liability.stated': return whenComplete({ notices: house('liability:judge', 'liability_heard'), settled: ['liability_asked', 'liability_reminded'] })
    case 'liability.silence_recorded': return { notices: house('liability:judge', 'liability_heard'), settled: ['liability_asked', 'liability_reminded'] }
    case 'liability.judged': return { notices: units('liability_judged'), settled: ['liability_asked', 'liability_heard', 'liability_reminded'] }
    case 'liability.contested': return { notices: house('liability:review', 'liability_contested'), settled: ['liability_reminded'] }
    case 'liability.reviewed': return { notices: [...units('liability_judged', listed.filter((u) => u.contestUntil !== undefined)), ...units('liability_reviewed', listed.filter((u) => u.contestUntil === undefined))], settled: ['liability_judged', 'liability_contested', 'liability_reminded'] }
    case 'liability.contests_ended': return { notices: units('liability_reviewed'), settled: ['liability_judged', 'liability_reviewed', 'liability_reminded'] }
    case 'liability.arbitration_asked': return { notices: [...units('liability_arbitration'), ...house('liability:arbitrate', 'liability_arbitration')], settled: ['liability_reviewed', 'liability_reminded'] }
    case 'liability.arbitration_answered': return whenComplete({ notices: house('liability:arbitrate', 'liability_to_arbitrate') })
    case 'liability.arbitration_unanswered': return { notices: house('liability:arbitrate', 'liability_to_arbitrate') }
    case 'liability.arbitrated': return { notices: units('liability_arbitrated'), settled: ['liability_arbitration', 'liability_to_arbitrate', 'liability_reminded'] }
    case 'liability.reminded': {
      const inside = { judgement: 'liability:judge', review: 'liability:review', arbitration_decision: 'liability:arbitrate' }[String(data['waits'])]
      return { notices: inside === undefined ? units('liability_reminded') : house(inside, 'liability_reminded') }
    }
    default: return { notices: [] }
  }
}
