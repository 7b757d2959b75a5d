// Money in the capital numerals of Chinese vouchers, which nobody alters with one stroke (支付结算办法, annex 1: 正确填写票据和结算凭证的基本规定).

const digits = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const
const places = ['', '拾', '佰', '仟'] as const
const groups = ['', '万', '亿'] as const

/** The largest amount that can be written, in fen: below a million million yuan. */
export const largestCapital = 99_999_999_999_999

/**
 * `123450` → `人民币壹仟贰佰叁拾肆元伍角`. Whole yuan end with 整.
 * @throws RangeError for an amount that is negative, no whole number of fen, or too large.
 */
export function capitalAmount(minor: number): string {
  if (!Number.isSafeInteger(minor) || minor < 0 || minor > largestCapital) throw new RangeError('no amount of a voucher')
  const yuan = Math.floor(minor / 100)
  const [jiao, fen] = [Math.floor(minor / 10) % 10, minor % 10]
  const whole = yuan === 0 ? '' : `${wholeWords(yuan)}元`
  if (jiao === 0 && fen === 0) return `人民币${yuan === 0 ? '零元' : whole}整`
  const tenths = jiao === 0 ? (yuan === 0 ? '' : '零') : `${digits[jiao]}角`
  return `人民币${whole}${tenths}${fen === 0 ? '' : `${digits[fen]}分`}`
}

function wholeWords(yuan: number): string {
  let words = ''
  for (let at = groups.length - 1; at >= 0; at--) {
    const group = Math.floor(yuan / 10_000 ** at) % 10_000
    if (group === 0) continue
    // a group that does not fill its thousands is parted by one 零 from what stands before it; so is one after an empty group
    const skipped = words !== '' && (group < 1000 || Math.floor(yuan / 10_000 ** (at + 1)) % 10_000 === 0)
    words += `${skipped ? '零' : ''}${groupWords(group)}${groups[at]}`
  }
  return words
}

function groupWords(group: number): string {
  let words = ''
  let gap = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(group / 10 ** place) % 10
    if (digit === 0) { gap = words !== ''; continue }
    words += `${gap ? '零' : ''}${digits[digit]}${places[place]}`
    gap = false
  }
  return words
}
