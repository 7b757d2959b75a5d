// Reads the waybill policy files (number formats, custody limits) and says clearly what is wrong in them.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import { compileRules } from '../../domain/waybills/numbers.ts'
import type { NumberRule } from '../../domain/waybills/numbers.ts'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const code = z.string().regex(/^[a-z][a-z0-9_]*$/)
const hours = z.number().positive()
const days = z.number().int().positive()

const compiles = (pattern: string) => {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}

const numberRule = z.strictObject({
  id: code,
  carrier: code,
  strength: z.enum(['strong', 'weak']),
  // A quantifier over a group that itself repeats can take exponential time; number formats never need one.
  pattern: z.string().max(200).regex(/^\^.*\$$/, 'pattern must be anchored').refine(compiles, 'pattern does not compile').refine((p) => !/[+*}]\)[+*{]/.test(p), 'nested repetition'),
  checkDigit: z.enum(['luhn']).optional(),
  validFrom: day.optional(),
  validTo: day.optional(),
  source: z.string().min(1),
})

const numberRulesFile = z.strictObject({
  version: z.number().int(),
  validFrom: day,
  source: z.string(),
  rules: z.array(numberRule).refine((rules) => new Set(rules.map((r) => r.id)).size === rules.length, 'rule ids repeat'),
})

const custodyFile = z.strictObject({
  version: z.number().int(),
  validFrom: day,
  source: z.string(),
  stuckHours: z.strictObject({ pickup: hours, transit: hours, delivery: hours, station: hours, none: hours }),
  outForDeliveryHours: hours,
  stationHours: hours,
  hopHours: hours,
  damageOnArrivalMinutes: z.number().int().nonnegative(),
  weightDropGrams: z.number().int().positive(),
  podDistanceMetres: z.number().int().positive(),
  thoroughDelayDays: z.strictObject({ same_city: days, domestic: days, hk_macao: days, taiwan: days, international: days }),
  usual: z.strictObject({ atLeast: z.int().min(5), days: z.int().min(1).max(45), share: z.number().min(0.5).max(1) }),
})

/** The number formats in a policy text (YAML). Throws `ZodError` or a YAML error naming the place. */
export function parseNumberRules(text: string): NumberRule[] {
  const { rules } = numberRulesFile.parse(parse(text))
  return compileRules(rules.map(({ checkDigit, validFrom, validTo, ...rule }) => ({
    ...rule, ...(checkDigit && { checkDigit }), ...(validFrom && { validFrom }), ...(validTo && { validTo }),
  })))
}

/** The limits beyond which a parcel's course counts as abnormal, from a policy text (YAML). Throws as `parseNumberRules`. */
export function parseCustodyLimits(text: string): CustodyLimits {
  const { version: _v, validFrom: _f, source: _s, ...limits } = custodyFile.parse(parse(text))
  return limits
}

/** The shipped number formats. */
export function shippedNumberRules(): NumberRule[] {
  return parseNumberRules(readFileSync(new URL('../../../policies/number-rules.yaml', import.meta.url), 'utf8'))
}

/** The shipped custody limits. */
export function shippedCustodyLimits(): CustodyLimits {
  return parseCustodyLimits(readFileSync(new URL('../../../policies/custody-limits.yaml', import.meta.url), 'utf8'))
}
