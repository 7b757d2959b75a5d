// What a person can do for a customer: languages and dialects, reasons, channels, key customers, the regulator.

/** Empty reasons or channels mean any. Languages are codes. */
export type Skills = { readonly languages: readonly string[]; readonly reasons: readonly string[]; readonly channels: readonly string[]; readonly keyCustomers: boolean; readonly regulator: boolean }

/** Languages and dialects a floor routes by, with the words people write for them. */
const spoken: readonly (readonly [string, RegExp])[] = [
  ['zh', /普通话|国语|國語|普通話|mandarin|^zh/i], ['yue', /粤|粵|广东话|廣東話|白话|cantonese|^yue/i], ['nan', /闽南|閩南|台语|台語|潮汕|^nan/i], ['hak', /客家|^hak/i], ['wuu', /吴语|上海话|上海話|苏州|宁波|温州|^wuu/i], ['hsn', /湘语|湘語|湖南话|长沙话|^hsn/i],
  ['sxn', /四川|重庆|川话|^sxn/i], ['en', /英语|英文|英語|english|^en/i], ['ug', /维吾尔|維吾爾|维语|^ug/i], ['bo', /藏语|藏語|^bo/i], ['mn', /蒙古|蒙语|^mn/i], ['ko', /朝鲜语|韩语|韓語|korean|^ko/i], ['za', /壮语|壯語|^za/i], ['sign', /手语|手語|sign/i],
]

export const languageCodes: readonly string[] = spoken.map(([code]) => code)

/** The code of a language as somebody wrote it down, or null when it isn't one a floor routes by. */
export function languageOf(words: string | null | undefined): string | null {
  if (!words) return null
  return spoken.find(([, pattern]) => pattern.test(words.trim()))?.[0] ?? null
}
