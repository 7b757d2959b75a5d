// Reads a typed parcel number: tidies it, checks the UPU S10 check digit exactly and guesses the carrier as a hint, never as a refusal.

/** One number format as it stands in tenant data (policies/number-rules.yaml). `pattern` is matched against the normalised number. */
export type NumberRuleData = {
  id: string
  carrier: string
  pattern: string
  /** How telling the format is: `strong` has a carrier's own prefix, `weak` is digits other carriers also use. */
  strength: 'strong' | 'weak'
  checkDigit?: 'luhn'
  /** First and last business date ('YYYY-MM-DD') on which new parcels carry this format; open when absent. */
  validFrom?: string
  validTo?: string
  source: string
}

export type NumberRule = NumberRuleData & { regex: RegExp }

export type NumberHint =
  | 'empty' | 'too_short' | 'too_long' | 'unknown_format' | 'several_carriers'
  | 's10_check_digit' | 'check_digit' | 'looks_like_phone' | 'letters_confused' | 'format_out_of_use'

export type CarrierCandidate = { carrier: string; ruleId: string; strength: 'strong' | 'weak'; checkDigitValid?: boolean }

export type S10Check = { valid: boolean; expected: number; service: string; country: string }

export type NumberCheck = {
  normalised: string
  candidates: CarrierCandidate[]
  s10?: S10Check
  hints: NumberHint[]
  /** The number most likely meant when letters were typed for digits (O for 0, I or L for 1). */
  suggestion?: string
}

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]
const S10_SHAPE = /^([A-Z]{2})(\d{8})(\d)([A-Z]{2})$/
const MIN_LENGTH = 8
/** Longer input is cut before any pattern sees it, so a tenant's pattern never runs over a page of text. */
const MAX_LENGTH = 40
const SPOKEN_DIGITS: Record<string, string> = {
  零: '0', 〇: '0', 洞: '0', 一: '1', 幺: '1', 壹: '1', 二: '2', 两: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 拐: '7', 八: '8', 九: '9', 勾: '9',
}

/** Makes rules usable. Throws `SyntaxError` when a pattern does not compile (the policy loader reports it). */
export function compileRules(rules: readonly NumberRuleData[]): NumberRule[] {
  return rules.map((rule) => ({ ...rule, regex: new RegExp(rule.pattern) }))
}

/**
 * A typed or dictated number in its one spelling: full-width and spoken Chinese digits become 0–9, letters upper case,
 * everything that is not a letter or digit of ASCII goes. Idempotent. Holds the digits and letters in their order.
 */
export function normaliseNumber(input: string): string {
  let out = ''
  for (const ch of input.normalize('NFKC')) {
    const digit = SPOKEN_DIGITS[ch] ?? ch
    if ((digit >= '0' && digit <= '9') || (digit >= 'A' && digit <= 'Z')) out += digit
    else if (digit >= 'a' && digit <= 'z') out += digit.toUpperCase()
  }
  return out
}

/** The check digit (0–9) of an eight-digit S10 serial: weights 8 6 4 2 3 5 9 7, r = 11 − (sum mod 11), 10 → 0, 11 → 5 (UPU S10). */
export function s10CheckDigit(serial: string): number {
  let sum = 0
  for (let i = 0; i < S10_WEIGHTS.length; i++) sum += (S10_WEIGHTS[i] ?? 0) * (serial.charCodeAt(i) - 48)
  const rest = 11 - (sum % 11)
  return rest === 10 ? 0 : rest === 11 ? 5 : rest
}

/** The S10 reading of a normalised number, or undefined when it has not the shape of one. */
export function checkS10(normalised: string): S10Check | undefined {
  const parts = S10_SHAPE.exec(normalised)
  if (!parts) return undefined
  const [, service = '', serial = '', digit = '', country = ''] = parts
  const expected = s10CheckDigit(serial)
  return { valid: expected === Number(digit), expected, service, country }
}

/** The Luhn check digit (0–9) for a string of digits that lacks it. */
export function luhnDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const d = digits.charCodeAt(digits.length - 1 - i) - 48
    const doubled = i % 2 === 0 ? d * 2 : d
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

/**
 * What can be said about a typed number (INT-03, domain facts §5.1). Nothing here refuses: an unknown format is a hint,
 * because formats overlap and carriers open new blocks without notice.
 * `onDate` ('YYYY-MM-DD') picks the formats in use that day; a format out of its dates still counts, behind the others.
 */
export function checkNumber(input: string, rules: readonly NumberRule[], onDate?: string): NumberCheck {
  const normalised = normaliseNumber(input).slice(0, MAX_LENGTH + 1)
  if (normalised === '') return { normalised, candidates: [], hints: ['empty'] }
  const hints: NumberHint[] = []
  if (normalised.length < MIN_LENGTH) hints.push('too_short')
  if (normalised.length > MAX_LENGTH) return { normalised: normalised.slice(0, MAX_LENGTH), candidates: [], hints: ['too_long'] }
  const s10 = checkS10(normalised)
  if (s10 && !s10.valid) hints.push('s10_check_digit')
  const { candidates, outOfUse } = candidatesFor(normalised, rules, onDate)
  if (outOfUse) hints.push('format_out_of_use')
  if (candidates.length > 0 && candidates.every((c) => c.checkDigitValid === false)) hints.push('check_digit')
  if (new Set(candidates.map((c) => c.carrier)).size > 1) hints.push('several_carriers')
  if (/^1[3-9]\d{9}$/.test(normalised)) hints.push('looks_like_phone')
  const suggestion = candidates.length === 0 && !s10 ? confusedLetters(normalised, rules, onDate) : undefined
  if (suggestion) hints.push('letters_confused')
  if (candidates.length === 0 && !s10 && !suggestion) hints.push('unknown_format')
  return { normalised, candidates, hints, ...(s10 && { s10 }), ...(suggestion && { suggestion }) }
}

/** Numbers of a known, strong format standing in free text (a pasted chat, a letter), normalised, each once, at most 64. */
export function numbersIn(text: string, rules: readonly NumberRule[]): string[] {
  const found = new Set<string>()
  for (const [run] of text.normalize('NFKC').matchAll(/[A-Za-z0-9][A-Za-z0-9 -]{6,30}[A-Za-z0-9]/g)) {
    for (const piece of [run, ...run.split(/\s+/)]) {
      const number = normaliseNumber(piece)
      const strong = rules.some((rule) => rule.strength === 'strong' && rule.regex.test(number) && checkDigitOf(rule, number) !== false)
      if (strong || checkS10(number)?.valid) found.add(number)
      if (found.size >= 64) return [...found]
    }
  }
  return [...found]
}

function candidatesFor(number: string, rules: readonly NumberRule[], onDate?: string): { candidates: CarrierCandidate[]; outOfUse: boolean } {
  const current: CarrierCandidate[] = []
  const past: CarrierCandidate[] = []
  for (const rule of rules) {
    if (!rule.regex.test(number)) continue
    const checkDigitValid = checkDigitOf(rule, number)
    const candidate = { carrier: rule.carrier, ruleId: rule.id, strength: rule.strength, ...(checkDigitValid !== undefined && { checkDigitValid }) }
    const inUse = !onDate || ((rule.validFrom ?? '') <= onDate && onDate <= (rule.validTo ?? '9999-12-31'))
    ;(inUse ? current : past).push(candidate)
  }
  const byWeight = (a: CarrierCandidate, b: CarrierCandidate) => weight(b) - weight(a)
  return { candidates: [...current.sort(byWeight), ...past.sort(byWeight)], outOfUse: current.length === 0 && past.length > 0 }
}

function weight(candidate: CarrierCandidate): number {
  return (candidate.strength === 'strong' ? 2 : 0) + (candidate.checkDigitValid === false ? -1 : 0)
}

function checkDigitOf(rule: NumberRule, number: string): boolean | undefined {
  if (rule.checkDigit !== 'luhn') return undefined
  const digits = number.replace(/\D/g, '')
  return luhnDigit(digits.slice(0, -1)) === Number(digits.at(-1))
}

/** The same number with O, I, L, Z, S, B read as digits behind its prefix, if that makes it a known one. */
function confusedLetters(number: string, rules: readonly NumberRule[], onDate?: string): string | undefined {
  const prefix = /^[A-Z]{0,3}/.exec(number)?.[0].length ?? 0
  for (let keep = prefix; keep >= 0; keep--) {
    const read = number.slice(0, keep) + number.slice(keep).replace(/[OQILZSB]/g, (ch) => ({ O: '0', Q: '0', I: '1', L: '1', Z: '2', S: '5', B: '8' })[ch] ?? ch)
    if (read !== number && candidatesFor(read, rules, onDate).candidates.some((c) => c.checkDigitValid !== false)) return read
  }
  return undefined
}
