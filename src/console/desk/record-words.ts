// The sentences of the record: what a line says, and the words a person typed that follow it as a quotation.
import type { z } from 'zod'
import type { entry } from '../../contract/desk.ts'
import { reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { sayRouting } from '../complaints/routing-words.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { wordParams } from '../kit/problem.ts'
import { hasWords, label, t } from '../kit/words.ts'

export type Entry = z.output<typeof entry>

/** The sentence of one line of the record. */
export function sentenceOf({ type, params, by }: Entry): string {
  const words = { ...wordParams(params), ...ownWords(type, params) }
  const spoken = by.kind === 'customer' ? [`codes.event.${type}_by_customer`] : params['files'] === 0 ? [`codes.event.${type}_in_words`] : []
  for (const key of [...spoken, `codes.event.${type}`, `codes.event.${type.replace('.', '_')}`]) if (hasWords(key)) return t(key, words)
  return type
}

/** What a line names by a code of its own. */
function ownWords(type: string, params: Entry['params']): Record<string, string> {
  if (type === 'complaint.step_undone') return { step: label('action', String(params['step'])) }
  if (type === 'complaint.paused' || type === 'complaint.pause_asked') return { code: label('pauseReason', String(params['code'] ?? 'waiting_customer')) }
  return type === 'complaint.pause_decided' ? { answer: t(params['approve'] === true ? 'console.clocks.granted' : 'console.clocks.refused') } : {}
}

/** Filing and classifying name their reason by its code. */
function isReason(value: string): boolean {
  return reasonCodes.some((code) => value === code || value.startsWith(`${code}.`))
}

/** Lines by which a case came to somebody; a rule or the choice of the next case left its reasons there. */
const routed: readonly string[] = ['complaint.assigned', 'complaint.taken', 'complaint.moved']

/** What was typed, when the line carries it; why a case came to somebody. */
export function quotationOf({ type, params }: Entry): string | undefined {
  if (routed.includes(type) && Array.isArray(params['because'])) return sayRouting(params['because'] as Parameters<typeof sayRouting>[0])
  for (const name of ['text', 'summary', 'reason', 'words', 'note']) {
    const value = params[name]
    if (typeof value === 'string' && value !== '' && !/^[0-9a-f]{64}$/.test(value)) return isReason(value) ? reasonLabel(value) : value
  }
  return undefined
}
