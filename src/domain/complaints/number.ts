// The complaint number: digits only, date + ten random digits + check digit, easy to dictate (OPN-16); it opens nothing by itself.

// Damm's quasigroup of order 10 (H. M. Damm 2004): totally anti-symmetric, zero on the diagonal.
const damm = ['0317598642', '7092154863', '4206871359', '1750983426', '6123045978', '3674209581', '5869720134', '8945362017', '9438617205', '2581436790']

/** Damm check digit of a string of digits: finds every single wrong digit and every swap of neighbours. */
export function checkDigit(digits: string): number {
  let state = 0
  for (const ch of digits) state = Number(damm[state]?.[Number(ch)])
  return state
}

/** `YYMMDD` of the business date + ten random digits + check digit. `random10` is ten digits from a secure source. */
export function complaintNumber(businessDate: string, random10: string): string {
  const base = businessDate.slice(2).replaceAll('-', '') + random10
  return base + String(checkDigit(base))
}

/** The 17 digits of a number as typed or dictated (spaces and dashes allowed), or null when it can't be one. */
export function readComplaintNumber(typed: string): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s\-–—_.]/g, '')
  return /^\d{17}$/.test(digits) && checkDigit(digits.slice(0, 16)) === Number(digits[16]) ? digits : null
}

/** `261122-48217-39055-3`, as shown and read out. */
export function showComplaintNumber(no: string): string {
  return `${no.slice(0, 6)}-${no.slice(6, 11)}-${no.slice(11, 16)}-${no.slice(16)}`
}
