// Numbers and reasons of bulk intake as people read them.
import type { z } from 'zod'
import type { lineProblem } from '../../contract/imports.ts'
import { currentLocale, label, t } from '../kit/words.ts'

/** A number with its thousands parted. */
export function count(n: number): string {
  return n.toLocaleString(currentLocale())
}

/** How long something still takes, in the unit a person would say. */
export function duration(seconds: number): string {
  return seconds < 90 ? t('console.imports.seconds', { n: seconds }) : t('console.imports.minutes', { n: Math.ceil(seconds / 60) })
}

/** One reason as a sentence: the column it is about and what is wrong there. */
export function reason(p: z.output<typeof lineProblem>): string {
  const sentence = t(`errors.${p.code}`, p.params)
  const column = p.column ?? (p.field === null ? null : label('importField', p.field))
  return column === null ? sentence : t('codes.importFile.reason', { column, sentence })
}
