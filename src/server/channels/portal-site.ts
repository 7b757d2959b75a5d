// What the portal publishes about the company, from its policy pack and the clocks' profile (CH-14, CH-15).
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { statutoryDays } from '../../domain/sla/statutory.ts'
import type { Profile } from '../../domain/sla/profiles.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
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

/** Reads `policies/portal.yaml`; times come from the profile in force. @throws Error that lists what is wrong with the pack. */
export function readSite(profile: Profile): Site {
  const pack = shape.parse(parse(readFileSync(new URL('../../../policies/portal.yaml', import.meta.url), 'utf8')))
  return {
    companyName: pack.companyName.value,
    hotline: { number: pack.hotline.number, hours: pack.hotline.hours },
    channels: pack.channels.map((c) => ({ kind: c.kind, value: c.value, ...(c.href === undefined ? {} : { href: c.href }), ...(c.hours === undefined ? {} : { hours: c.hours }) })),
    limits: { firstContactHours: budget(profile, 'first_contact'), decisionDays: budget(profile, 'decision'), statutoryDays, reviewDays: pack.reviewDays.value },
    regulator: { phone: pack.regulator.phone, ...(pack.regulator.site === undefined ? {} : { site: pack.regulator.site }) },
  }
}

function budget(profile: Profile, kind: ClockKind): number {
  return profile.rules[kind].budget?.value ?? 0
}
