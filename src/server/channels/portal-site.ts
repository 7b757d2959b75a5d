// What the portal publishes about the company, from its policy pack and the clocks' profile (CH-14, CH-15).
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { statutoryDays } from '../../domain/sla/statutory.ts'
import { daysOf } from '../../domain/sla/law.ts'
import type { ClockRule, Profile } from '../../domain/sla/profiles.ts'
import type { Site } from '../../portal/models.ts'

const said = { source: z.string() }
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), sources: z.record(z.string(), z.string()),
  companyName: z.strictObject({ value: z.string().min(1), ...said }),
  hotline: z.strictObject({ number: z.string().min(3), hours: z.string(), ...said }),
  channels: z.array(z.strictObject({ kind: z.string(), value: z.union([z.string(), z.strictObject({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() })]), href: z.string().regex(/^(?:\/|https:|tel:|mailto:)/).exactOptional(), hours: z.string().exactOptional(), ...said })),
  reviewDays: z.strictObject({ value: z.int().positive(), ...said }),
  regulator: z.strictObject({ phone: z.string(), site: z.string().exactOptional(), ...said }),
})

/** Reads `policies/portal.yaml` once; times follow the profile in force. @throws Error that lists what is wrong with the pack. */
export function siteOf(profile: () => Profile): () => Site {
  const pack = shape.parse(parse(readFileSync(new URL('../../../policies/portal.yaml', import.meta.url), 'utf8')))
  const site = (limits: Site['limits']): Site => ({
    companyName: pack.companyName.value,
    hotline: { number: pack.hotline.number, hours: pack.hotline.hours },
    channels: pack.channels.map((c) => ({ kind: c.kind, value: c.value, ...(c.href === undefined ? {} : { href: c.href }), ...(c.hours === undefined ? {} : { hours: c.hours }) })),
    limits,
    regulator: { phone: pack.regulator.phone, ...(pack.regulator.site === undefined ? {} : { site: pack.regulator.site }) },
  })
  return () => {
    const { rules } = profile()
    return site({ firstContactHours: Math.ceil(daysIn(rules.first_contact) * 24), decisionDays: Math.min(Math.ceil(daysIn(rules.decision)), statutoryDays), statutoryDays, reviewDays: pack.reviewDays.value })
  }
}

function daysIn(rule: ClockRule): number {
  return rule.budget === null ? 0 : daysOf(rule.budget)
}
