// What a case worked in the practice room teaches: what was done well, what was missed, what is still open; kind, and only from what was done.

export const lessonCodes = ['contact', 'reason', 'speech', 'plan', 'told', 'closed'] as const
export type LessonCode = (typeof lessonCodes)[number]
export type LessonResult = 'good' | 'missed' | 'open'
export type Lesson = { readonly code: LessonCode; readonly result: LessonResult; readonly because: string }

/** What was done on a made-up case. Instants are epoch ms; null for what did not happen. `said` are all words to the customer. */
export type PracticeFacts = {
  readonly now: number
  readonly contact: { readonly dueAt: number; readonly at: number | null } | null
  readonly reason: { readonly expected: string; readonly chosen: string | null }
  readonly said: readonly string[]
  /** Forbidden words found in what was said. */
  readonly objections: number
  readonly plan: { readonly expected: readonly string[]; readonly pays: boolean; readonly kinds: readonly string[] | null; readonly amountMinor: number }
  readonly told: boolean
  readonly closed: boolean
}

/** Whether anything was done at all: a case nobody opened is no lesson. */
export function isTouched(f: PracticeFacts): boolean {
  return (f.contact !== null && f.contact.at !== null) || f.said.length > 0 || f.plan.kinds !== null || f.told || f.closed
}

/** The lessons of one case, in the order of its life. */
export function gradeCase(f: PracticeFacts): readonly Lesson[] {
  return [contact(f), reason(f), speech(f), plan(f), step('told', f.told), step('closed', f.closed)]
}

function contact({ contact: c, now }: PracticeFacts): Lesson {
  if (c === null) return lesson('contact', 'good', 'contact.none_needed')
  if (c.at !== null) return c.at <= c.dueAt ? lesson('contact', 'good', 'contact.in_time') : lesson('contact', 'missed', 'contact.late')
  return now > c.dueAt ? lesson('contact', 'missed', 'contact.overdue') : lesson('contact', 'open', 'contact.open')
}

// The first level says which rules hold; the leaf only how finely it is counted.
function reason({ reason: { expected, chosen } }: PracticeFacts): Lesson {
  if (chosen === null) return lesson('reason', 'open', 'reason.open')
  if (chosen === expected) return lesson('reason', 'good', 'reason.exact')
  return chosen.split('.')[0] === expected.split('.')[0] ? lesson('reason', 'good', 'reason.near') : lesson('reason', 'missed', 'reason.other')
}

const apology = /抱歉|对不起|對不起|不好意思|致歉|道歉|sorry|apolog/i
/** A moment the customer can hold us to: an hour, a day, a span. */
const moment = /[0-9一二两三四五六七八九十]+\s*(点|點|时|時|小时|小時|分钟|分鐘|天|日|号|號|个工作日|個工作日|:|hours?|days?|minutes?)|今天|明天|后天|後天|今晚|today|tomorrow/i

function speech({ said, objections }: PracticeFacts): Lesson {
  if (said.length === 0) return lesson('speech', 'open', 'speech.open')
  if (objections > 0) return lesson('speech', 'missed', 'speech.forbidden')
  const all = said.join('\n')
  if (!apology.test(all)) return lesson('speech', 'missed', 'speech.no_apology')
  return moment.test(all) ? lesson('speech', 'good', 'speech.good') : lesson('speech', 'missed', 'speech.no_moment')
}

function plan({ plan: p }: PracticeFacts): Lesson {
  if (p.kinds === null) return lesson('plan', 'open', 'plan.open')
  if (p.pays && p.amountMinor === 0) return lesson('plan', 'missed', 'plan.unpaid')
  return p.expected.some((kind) => p.kinds?.includes(kind)) || (p.pays && p.amountMinor > 0) ? lesson('plan', 'good', 'plan.good') : lesson('plan', 'missed', 'plan.unusual')
}

const step = (code: 'told' | 'closed', done: boolean): Lesson => lesson(code, done ? 'good' : 'open', `${code}.${done ? 'good' : 'open'}`)
const lesson = (code: LessonCode, result: LessonResult, because: string): Lesson => ({ code, result, because })
