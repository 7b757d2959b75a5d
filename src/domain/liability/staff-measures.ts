// Duties that follow a fault, for a unit or its staff: what there is, and that none takes a person's wages (RSP-05, RSP-07, OPN-56).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** Nothing here takes money: a duty is something somebody does, with proof. */
export const staffMeasureKinds = ['education', 'training', 'warning', 'guidance', 'process_change', 'packing'] as const
export type StaffMeasureKind = (typeof staffMeasureKinds)[number]

export const staffMeasureStates = ['open', 'done', 'dropped'] as const

/** Money from a person, as people write it: a fine, a deduction from wages, bonus or deposit, paying for it oneself. Both scripts and English. */
const takesWages = [
  /[扣罰罚减減][除减減发發]?(?:[他她其该該]的?)?(?:本人|员工|員工|个人|個人|快递员|快遞員|当月|當月|全月|半月)?(?:的)?(?:\d+\s*元?\s*)?(?:工资|工資|薪水|薪资|薪資|薪酬|底薪|奖金|獎金|绩效|績效|提成|押金|津贴|津貼|钱|錢|款)/u,
  /(?:工资|工資|薪水|薪资|薪資|薪酬|底薪|奖金|獎金|绩效|績效|提成|押金)(?:中|里|裡)?[^，。,.\n]{0,6}(?:扣|抵|罚|罰|赔|賠)/u,
  /(?:罚|罰)(?:他|她|其)?\s*[¥￥]?\s*\d+/u,
  /(?:员工|員工|本人|个人|個人|快递员|快遞員|自己|自行)(?:自己|自行)?(?:承担|承擔|赔偿|賠償|赔付|賠付|掏钱|掏錢|垫付|墊付|买单|買單)/u,
  /\b(?:deduct|dock|withhold|cut|garnish)\w*\b[^.\n]{0,40}\b(?:wage|pay|salary|bonus|commission|deposit)/iu,
  /\bfine(?:s|d)?\b[^.\n]{0,30}\b(?:staff|employee|courier|worker|him|her|them)\b/iu,
]
/** The words that say it is not done. */
const denied = /(?:不得|不要|不会|不會|不能|禁止|严禁|嚴禁|不|未|没有|沒有|no|not|never)\s*$/iu

/** Why a text may not be a staff measure: it takes money from a person (a no said of it is none); else null. */
export function whyNotMeasureText(text: string): Why | null {
  for (const pattern of takesWages) {
    const found = pattern.exec(text)
    if (found && !denied.test(text.slice(Math.max(0, found.index - 6), found.index))) return why('staff_measure.takes_wages', { words: found[0].slice(0, 40) })
  }
  return null
}
