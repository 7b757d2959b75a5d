// The rules of responsibility as a policy document (policies/liability-rules.yaml), refused when they can't be meant.
import { z } from 'zod'
import { reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { factCodes } from '../../domain/investigation/facts.ts'
import { arbitrationNeeds, bearingWhos, liabilityProblems, looserLiability, windowNames } from '../../domain/liability/rules.ts'
import type { LiabilityRules, WindowName } from '../../domain/liability/rules.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.string().min(1)
const fact = z.enum(factCodes)
const code = z.string().regex(/^[a-z][a-z_]{1,30}$/)
const no = z.string().regex(/^[A-Z]{1,3}-\d{2}$/)
const hours = z.strictObject({ value: z.int().min(1).max(2160), source })
const percent = z.int().min(1).max(100)
const minor = z.int().min(0).max(100_000_000)
const reasons = z.array(z.enum(reasonCodes)).max(reasonCodes.length)
const bearing = z.strictObject({ who: z.enum(bearingWhos), percent, split: z.enum(['equal', 'custody']).default('equal'), of: z.array(fact).max(10).default([]) })
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source,
  windows: z.strictObject(Object.fromEntries(windowNames.map((name) => [name, hours])) as Record<WindowName, typeof hours>),
  secondPerson: z.strictObject({ aboveMinor: minor, abovePercent: percent, reasons, sameBelow: z.boolean(), source }),
  hearing: z.strictObject({ aboveMinor: minor, reasons, source }),
  arbitration: z.strictObject({ requires: z.array(z.enum(arbitrationNeeds)), leastWords: z.int().min(0).max(500), frivolousMaxMinor: minor, source }),
  tables: z.array(z.strictObject({ code, reasons: reasons.min(1) })).min(1).max(20),
  rules: z.array(z.strictObject({
    no, table: code, when: z.strictObject({ all: z.array(fact).max(10).default([]), any: z.array(fact).max(60).default([]), none: z.array(fact).max(20).default([]) }), bears: z.array(bearing).min(1).max(6), text: z.string().min(1).max(300), source,
  })).min(1).max(200),
  adds: z.array(z.strictObject({ no, fact, points: percent, most: percent, text: z.string().min(1).max(300), source })).max(20),
})

export const liabilityDocument: PolicyDocument<LiabilityRules> = {
  kind: 'liability_rules', file: 'liability-rules.yaml',
  parse: (body) => {
    const { version, windows, secondPerson, hearing, arbitration, tables, rules, adds } = shape.parse(body)
    const hoursOf = Object.fromEntries(windowNames.map((name) => [name, windows[name].value])) as Record<WindowName, number>
    return { version, windows: hoursOf, secondPerson, hearing, arbitration, tables, rules: rules.map(({ when, ...r }) => ({ ...r, ...when })), adds }
  },
  problems: (rules) => liabilityProblems(rules, reasonCodes),
  looserThanLaw: looserLiability,
}
