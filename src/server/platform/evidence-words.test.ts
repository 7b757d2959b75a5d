// One thing, one word: what staff read of evidence is called 证据 / 證據 / evidence in every language (docs/glossary.md), never "material" beside it.
import { expect, test } from 'vitest'
import { localeCodes } from '../../contract/words.ts'
import { wordsOf } from './locales.ts'

const term = { 'zh-CN': '证', 'zh-TW': '證', en: 'vidence' } as const
const staffRead = ['codes.action.material', 'codes.action.evidence_request', 'codes.event.complaint.material_added', 'codes.contactPurpose.evidence_request', 'codes.report.step.evidence_requested', 'console.field.wanted', 'console.orders.field.wanted', 'console.incidents.field.wanted', 'console.evidence.none']

test.each(localeCodes)('evidence has one name for staff in %s', (locale) => {
  for (const key of staffRead) {
    const text = wordsOf(locale)(key)
    expect([key, text]).toEqual([key, expect.stringContaining(term[locale])])
    expect([key, text]).toEqual([key, expect.not.stringMatching(/材料|資料|\bmaterial/i)])
  }
})
