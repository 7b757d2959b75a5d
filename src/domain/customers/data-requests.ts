// Requests about one's own data (个人信息保护法 Art. 45–47, 50): what may answer them, and which records may be destroyed when.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** What may be asked for; `unclear` until somebody has asked what is meant. */
export const dataWants = ['copy', 'correct', 'delete', 'unclear'] as const
export type DataWant = (typeof dataWants)[number]

export const dataResults = ['copied', 'corrected', 'erased', 'refused'] as const
export type DataResult = (typeof dataResults)[number]

const meets: Readonly<Record<DataWant, readonly DataResult[]>> = {
  copy: ['copied', 'refused'], correct: ['corrected', 'refused'], delete: ['erased', 'refused'], unclear: dataResults,
}

/** Why a request can't be answered so, or null: what was asked for is given, or refused with a reason (Art. 50). */
export function whyNotAnswered(wants: DataWant, result: DataResult, reason: string | undefined): Why | null {
  if (!meets[wants].includes(result)) return why('data_request.other_answer', { wants, result })
  return (result === 'refused' || result === 'corrected') && reason === undefined ? why('data_request.reason_missing') : null
}

const saysSo: readonly (readonly [DataWant, RegExp])[] = [
  ['delete', /删除|刪除|清除|注销|註銷|抹去|\b(?:delete|deletion|erase|erasure)\b/i], ['copy', /复印|影印|副本|复制|複製|导出|匯出|查阅|查閱|提供一份|\bcop(?:y|ies)\b/i], ['correct', /更正|改正|修改|订正|\bcorrect(?:ion)?\b/i],
]

/** What somebody's own words ask for, when they name one thing and no other. */
export function readWant(words: string): DataWant {
  const said = saysSo.filter(([, pattern]) => pattern.test(words))
  return said.length === 1 && said[0] ? said[0][0] : 'unclear'
}

/** A case of the person: `isRecord` for complaints and claims, whose records must be kept; `isOnHold` while somebody holds its evidence; `endedAt` epoch ms, null while it runs. */
export type Holding = { readonly isRecord: boolean; readonly isOnHold: boolean; readonly endedAt: number | null }

/** What becomes of a case when its person wants it deleted. */
export type Fate = { readonly fate: 'erase' } | { readonly fate: 'keep'; readonly because: 'running' | 'record' | 'hold'; readonly until: number | null }

/**
 * Art. 47: what runs is finished first; the record of a complaint is kept as long as claims out of it can be brought, and is then only
 * stored; everything else goes at once. `now` and the end of keeping are epoch ms.
 */
export function fateOf(held: Holding, keepYears: number, now: number): Fate {
  if (held.endedAt === null) return { fate: 'keep', because: 'running', until: null }
  // needed for a legal claim: until it is released (Art. 47; 民事诉讼法 Art. 84)
  if (held.isOnHold) return { fate: 'keep', because: 'hold', until: null }
  if (!held.isRecord) return { fate: 'erase' }
  const until = yearsAfter(held.endedAt, keepYears)
  return until <= now ? { fate: 'erase' } : { fate: 'keep', because: 'record', until }
}

function yearsAfter(at: number, years: number): number {
  const date = new Date(at)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date.getTime()
}
