// Proves that every code of the waybill vocabularies has a word in every locale, and every sentence its figures.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ANOMALY_CODES } from '../src/domain/waybills/anomalies.ts'
import { unitKinds } from '../src/domain/identity/unit-kinds.ts'
import { SCAN_CODES, stateAfter } from '../src/domain/waybills/scans.ts'
import { shippedNumberRules } from '../src/server/waybills/policies.ts'

const read = async (locale: string): Promise<Record<string, Record<string, string>>> => JSON.parse(await readFile(new URL(`./${locale}/codes.json`, import.meta.url), 'utf8'))
const figures = (text: string | undefined) => (text ?? '').match(/\{\{\w+\}\}/g)?.toSorted() ?? []

test.each(['zh-CN', 'zh-TW', 'en'])('%s', async (locale) => {
  const words = await read(locale)
  const states = SCAN_CODES.map((code) => stateAfter([{ at: 0, code }]))
  const wanted: Record<string, readonly string[]> = {
    scan: SCAN_CODES, waybillState: states, unitKind: unitKinds, anomaly: [...ANOMALY_CODES, 'nothing_abnormal', 'passed_on', 'not_in_chain'],
    link: ['pickup', 'transit', 'delivery', 'station', 'none'], partyRole: ['origin', 'hub', 'destination', 'station', 'partner'], carrier: shippedNumberRules().map((rule) => rule.carrier),
    family: ['return_of', 'returned_as', 'relabel_of', 'relabelled_as', 'parent', 'child'],
    numberHint: ['empty', 'too_short', 'too_long', 'unknown_format', 'several_carriers', 's10_check_digit', 'check_digit', 'looks_like_phone', 'letters_confused', 'format_out_of_use'],
  }
  for (const [group, codes] of Object.entries(wanted)) expect(codes.filter((code) => !words[group]?.[code]).map((code) => `${group}.${code}`)).toEqual([])
})

test('the locales tell the same figures', async () => {
  const [first, ...others] = await Promise.all(['zh-CN', 'zh-TW', 'en'].map(read))
  for (const other of others) {
    for (const group of ['anomaly', 'numberHint']) {
      for (const [code, text] of Object.entries(first?.[group] ?? {})) expect([code, figures(other[group]?.[code])]).toEqual([code, figures(text)])
    }
  }
})
