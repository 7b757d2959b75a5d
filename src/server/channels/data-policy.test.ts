// The consent text in force is the one whose version is written down: no word of it changes without a new version.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { consentParts } from '../../portal/customers/consent.ts'
import { shippedValue } from '../policy/documents.ts'
import { consentText, keeping } from './data-policy.ts'

type Consent = Record<string, string> & { ask: Record<string, string> }
const consentOf = (locale: string): Consent => (JSON.parse(readFileSync(new URL(`../../../locales/${locale}/portal.json`, import.meta.url), 'utf8')) as { consent: Consent }).consent
const locales = ['zh-CN', 'zh-TW', 'en']

test('the fingerprint of the text is that of its version; after a change both are new', () => {
  const words = locales.map((locale) => ['short', 'more', ...consentParts].map((part) => `${consentOf(locale).ask[part] ?? ''}\t${consentOf(locale)[part] ?? ''}`).join('\n')).join('\n\n')
  expect(createHash('sha256').update(words).digest('hex').slice(0, 16)).toBe(consentText.fingerprint)
})

test('it says for how long as the policy does', () => {
  for (const locale of locales) expect(consentOf(locale)['keep']).toContain(String(shippedValue(keeping).recordYears))
})
