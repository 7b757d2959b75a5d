// Phone numbers as people type them, brought to one form so that the same phone is found again whoever wrote it down.

const mobile = /^1[3-9]\d{9}$/
const landline = /^0(?:10|2\d|[3-9]\d{2})\d{7,8}$/
const service = /^(?:400|800)\d{7}$|^9[56]\d{3,4}$|^1(?:2305|2315|10|19|20|22)$/
const abroad = /^[1-9]\d{6,14}$/

/**
 * The international form (`+8613712345678`, `+862787654321`), with `;ext=` for the extension of a privacy number or a switchboard;
 * null when it can't be a phone number. Numbers without a country belong to the mainland.
 */
export function normalisePhone(typed: string): string | null {
  const text = typed.normalize('NFKC').trim()
  const [main = '', extension = ''] = text.split(/\s*(?:转|轉|分机|分機|ext\.?|;ext=|x|#|,)\s*/i)
  const tail = /^(1[3-9]\d{9})-(\d{2,6})$/.exec(main.replace(/\s/g, ''))
  const number = international(tail?.[1] ?? main)
  const ext = (tail?.[2] ?? extension).replace(/\D/g, '')
  if (number === null || ext.length > 8) return null
  return ext === '' ? number : `${number};ext=${ext}`
}

function international(typed: string): string | null {
  if (!/^[+(]?[\d\s().\-–—]+$/.test(typed)) return null
  const plus = /^\s*(?:\+|00(?=[1-9]))/.test(typed)
  const digits = typed.replace(/\D/g, '').replace(plus && !typed.trim().startsWith('+') ? /^00/ : /^$/, '')
  const home = plus ? (digits.startsWith('86') ? digits.slice(2) : null) : /^86(?=1[3-9]\d{9}$)/.test(digits) ? digits.slice(2) : digits
  if (home === null) return abroad.test(digits) ? `+${digits}` : null
  if (mobile.test(home) || service.test(home)) return `+86${home}`
  const withZero = plus && !home.startsWith('0') ? `0${home}` : home
  return landline.test(withZero) ? `+86${withZero.slice(1)}` : null
}
