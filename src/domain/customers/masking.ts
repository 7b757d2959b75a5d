// How personal data looks to someone who hasn't revealed it: enough to recognise, never enough to use (quality C3, GB/T 41833).

const STAR = '＊'

/** Surnames of two characters, so that 欧阳娜娜 shows as 欧阳＊＊. */
const compoundSurnames = new Set(['欧阳', '上官', '司马', '诸葛', '夏侯', '东方', '皇甫', '尉迟', '公孙', '慕容', '令狐', '长孙', '宇文', '司徒', '独孤', '南宫', '端木', '轩辕', '百里', '呼延', '歐陽', '諸葛', '東方', '尉遲', '公孫', '長孫', '獨孤', '南宮', '軒轅', '司空', '太史', '澹台', '申屠', '拓跋', '闻人', '万俟', '赫连', '濮阳', '淳于', '单于', '钟离'])

/** Phone with 3 + 2 digits shown and at least 6 hidden (`138******34`); a country code before a mobile stays. Short numbers are hidden whole. */
export function maskPhone(phone: string): string {
  const text = phone.normalize('NFKC').trim()
  const digits = text.replace(/\D/g, '')
  const country = /^(?:\+|00)86/.test(text.replace(/[^\d+]/g, '')) ? digits.replace(/^0{0,2}86/, '') : null
  if (country && country.length >= 11) return `+86 ${maskDigits(country)}`
  if (/^0\d{2,3}[-\s)]/.test(text)) return maskLandline(digits, (text.match(/^0\d{2,3}/)?.[0] ?? '').length)
  if (/^0[1-9]\d{8,10}$/.test(digits)) return maskLandline(digits, /^0(?:10|2\d)/.test(digits) ? 3 : 4)
  return maskDigits(digits)
}

function maskDigits(digits: string): string {
  if (digits.length < 11) return '*'.repeat(digits.length)
  return `${digits.slice(0, 3)}${'*'.repeat(digits.length - 5)}${digits.slice(-2)}`
}

function maskLandline(digits: string, area: number): string {
  const rest = digits.length - area
  return rest < 7 ? '*'.repeat(digits.length) : `${digits.slice(0, area)}-${'*'.repeat(rest - 1)}${digits.slice(-1)}`
}

/** E-mail with one letter of the name and the domain shown; what isn't an address is hidden whole. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  if (at <= 0 || at === email.length - 1) return '***'
  const [first = ''] = [...email]
  return at === first.length ? `***${email.slice(at)}` : `${first}***${email.slice(at)}`
}

/** Account name on a platform: first character, then a fixed tail, so that the length stays hidden too. */
export function maskHandle(handle: string): string {
  const [first = ''] = [...handle.trim()]
  return [...handle.trim()].length < 2 ? '***' : `${first}***`
}

/** `王＊＊`; compound surnames keep both characters (`欧阳＊`), `阿依古丽·买买提` and foreign names keep the first character of each part. */
export function maskName(name: string): string {
  const text = name.trim().replace(/\s+/g, ' ')
  if (text === '') return ''
  if (/[·•・.\s]/.test(text)) return text.split(/([·•・.\s]+)/).map((part, i) => (i % 2 ? part : maskPart(part))).join('')
  const chars = [...text]
  if (!/^\p{Script=Han}/u.test(text)) return maskPart(text)
  if (chars.length === 1) return STAR
  const surname = chars.length > 2 && compoundSurnames.has(chars.slice(0, 2).join('')) ? 2 : 1
  return chars.slice(0, surname).join('') + STAR.repeat(Math.min(chars.length - surname, 3))
}

function maskPart(part: string): string {
  const chars = [...part]
  if (chars.length < 2) return chars.length === 0 ? '' : STAR
  return `${chars[0] ?? ''}${STAR.repeat(Math.min(chars.length - 1, 3))}`
}

/** Where the building ends in an address; what follows (unit, floor, room) is hidden. */
const building = /(?:\d{1,5}|[一二三四五六七八九十百甲乙丙丁A-Za-z]{1,4})(?:号楼|號樓|号院|号|號|栋|棟|幢|座|弄|斋|舍)(?!线)|(?:大厦|大廈|公寓|小区|小區|花园|花園|广场|廣場|中心|家园|苑|村|写字楼|宿舍|学校|医院|酒店|市场)/gu

/** Address down to the building only (`…文三路9号3号楼＊＊＊`). Without a recognisable building the second half is hidden. */
export function maskAddress(address: string): string {
  const text = address.normalize('NFKC').trim()
  if (text === '') return ''
  const end = [...text.matchAll(building)].reduce((last, m) => (insideRoom(text, m.index) ? last : m.index + m[0].length), 0)
  if (end > 0) return end >= text.length ? text : `${text.slice(0, end)}${STAR.repeat(3)}`
  const chars = [...text]
  return chars.slice(0, Math.min(Math.floor(chars.length / 2), firstDigit(chars))).join('') + STAR.repeat(3)
}

/** A number that follows a unit, floor or room word no longer names the building. */
function insideRoom(text: string, at: number): boolean {
  return /(?:单元|單元|[层層]|楼(?!盘)|樓|室|房)[^号號栋棟幢]{0,4}$/u.test(text.slice(0, at)) && !/[号號]楼$/u.test(text.slice(0, at))
}

function firstDigit(chars: readonly string[]): number {
  const i = chars.findIndex((c) => /\d/.test(c))
  return i < 0 ? chars.length : i
}

/** Identity number: the first character and the last, everything between hidden. */
export function maskIdNumber(id: string): string {
  const chars = [...id.normalize('NFKC').replace(/\s/g, '')]
  return chars.length < 8 ? '*'.repeat(chars.length) : `${chars[0] ?? ''}${'*'.repeat(chars.length - 2)}${chars.at(-1) ?? ''}`
}

/** Bank account: the last four digits, as receipts show them. */
export function maskBankAccount(account: string): string {
  const digits = account.normalize('NFKC').replace(/\s/g, '')
  return digits.length < 9 ? '*'.repeat(digits.length) : `${'*'.repeat(digits.length - 4)}${digits.slice(-4)}`
}
