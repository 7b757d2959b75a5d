// Which cases belong to an incident: the parts of its rule, what makes one too wide, and the words of a notice filled in for a case.

export type RuleParts = { readonly from: string; readonly to: string | null; readonly reasons: readonly string[]; readonly units: readonly string[]; readonly regionId: string | null; readonly lastSeenAt: string | null; readonly parcelState: string | null; readonly prefix: string | null; readonly waybills: readonly string[] }

const longest = 31 * 86_400_000

/** Why a rule may gather the wrong cases: only a time, only a state, an end before its beginning, or more than a month; null when it is narrow enough. */
export function rangeProblem(rule: Omit<RuleParts, 'units'> & { readonly units: readonly unknown[] }): 'only_time' | 'range' | null {
  const says = rule.reasons.length > 0 || rule.units.length > 0 || rule.regionId !== null || rule.lastSeenAt !== null || rule.prefix !== null || rule.waybills.length > 0
  if (!says) return 'only_time'
  if (rule.to === null) return null
  const span = Date.parse(rule.to) - Date.parse(rule.from)
  return span > 0 && span <= longest ? null : 'range'
}

export const noticeFields = ['no', 'waybill', 'keyword', 'due'] as const
export type NoticeFields = Readonly<Record<(typeof noticeFields)[number], string>>

/** A notice as one customer reads it; unknown fields stay as they were written, so that the preview shows them. */
export function fillNotice(text: string, fields: NoticeFields): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => (Object.hasOwn(fields, name) ? fields[name as keyof NoticeFields] : whole))
}

/** Fields a notice names that there are none of. */
export function unknownFields(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{(\w*)\}\}/g)].map((m) => m[1] ?? '').filter((name) => !(noticeFields as readonly string[]).includes(name)))]
}

/** How many cases in a stretch are out of the ordinary: far above what is usual there, and more than a few. */
export function isUnusual(count: number, usual: number): boolean {
  return count >= 8 && count >= 3 * Math.max(usual, 1)
}
