// Loads every policy pack shipped and the working calendar, once at the start, as the value the steps of a case decide by.
import { resolve } from 'node:path'
import { compileClassifier } from '../domain/complaints/classify.ts'
import { links, reasonCodes } from '../domain/complaints/vocabulary.ts'
import { wantedFieldCodes } from '../domain/complaints/wanted-fields.ts'
import { defaultProfile } from '../domain/sla/profiles.ts'
import type { PolicyInForce } from './complaints/policy.ts'
import { shippedDutyPolicy } from './identity/duty-policy.ts'
import { loadPacks } from './policy/packs.ts'
import { loadWorkingTime } from './sla/calendars.ts'
import { shippedCustodyLimits, shippedNumberRules } from './waybills/policies.ts'

const folder = resolve(import.meta.dirname, '../../policies')
const year = 365

/** Reads and checks the packs. @throws Error that lists what is wrong with one. */
export async function loadPolicy(): Promise<PolicyInForce> {
  const [packs, time] = await Promise.all([loadPacks(folder, { reasonCodes, links, wantedFields: wantedFieldCodes }), loadWorkingTime()])
  const { reasons, priority, reasonRules } = packs
  return Object.freeze({
    version: `reasons@${reasons.raw.version} priority@${priority.version} rules@${reasonRules.version}`,
    reasons, priority, time, classifier: compileClassifier(reasonRules, reasons), profileFor: () => defaultProfile, profileOf: () => defaultProfile, timeOf: () => time,
    numberRules: shippedNumberRules(), custodyLimits: shippedCustodyLimits(), maxAgeDays: year, duty: shippedDutyPolicy(),
  })
}
