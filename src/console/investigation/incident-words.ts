// An incident in words: its rule as one sentence, how a run of many goes, what happened when.
import type { Incident, MassRun } from '../../contract/incidents.ts'
import { moment } from '../kit/time-words.ts'
import { serverNow } from '../kit/clock.ts'
import { label, t } from '../kit/words.ts'

type Rule = Incident['rule']

const names = (units: readonly { name: string }[]): string => units.map((unit) => unit.name).join(t('console.incidents.rule.or'))

/** A reason by its first level or leaf. */
export function reasonWords(code: string): string {
  return t(code.includes('.') ? `reasons.leaf.${code}` : `reasons.first.${code}`)
}

/** The rule as a sentence: every clause must hold. */
export function ruleSentence(rule: Rule): string {
  const at = (instant: string): string => moment(Date.parse(instant), serverNow(), true)
  const say = (key: string, params: Record<string, unknown> = {}): string => t(`console.incidents.rule.${key}`, params)
  const clauses = [
    rule.to === null ? say('since', { from: at(rule.from) }) : say('between', { from: at(rule.from), to: at(rule.to) }),
    ...(rule.reasons.length === 0 ? [] : [say('reasons', { list: rule.reasons.map(reasonWords).join(say('or')) })]), ...(rule.units.length === 0 ? [] : [say('units', { list: names(rule.units) })]),
    ...(rule.region === null ? [] : [say('region', { unit: rule.region.name })]), ...(rule.lastSeenAt === null ? [] : [say('last_seen', { unit: rule.lastSeenAt.name })]),
    ...(rule.parcelState === null ? [] : [say('state', { state: label('waybillState', rule.parcelState) })]), ...(rule.prefix === null ? [] : [say('prefix', { prefix: rule.prefix })]), ...(rule.waybills === 0 ? [] : [say('waybills', { n: rule.waybills })]),
  ]
  return say('sentence', { clauses: clauses.join(say('and')) })
}

/** What a run does. */
export function runWords(run: Pick<MassRun, 'kind'>): string {
  return t(`console.incidents.run.${run.kind}`)
}
