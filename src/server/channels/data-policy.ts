// Which consent text is in force, and how long what is held of a customer is kept.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { retentionDocument } from '../customers/retention-policy.ts'

const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), sources: z.record(z.string(), z.string()),
  consent: z.strictObject({ version: z.string().regex(/^[\w.-]+$/), fingerprint: z.string().regex(/^[0-9a-f]{16}$/), keepYears: z.int().positive(), source: z.string() }),
})

/** The consent text in force. @throws Error that lists what is wrong with its pack. */
export const consentText = shape.parse(parse(readFileSync(new URL('../../../policies/personal-data.yaml', import.meta.url), 'utf8'))).consent

/** How long what is held is kept: never longer than the text in force tells. */
export const keeping = retentionDocument(consentText.keepYears)
