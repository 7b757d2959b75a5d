// Finds and hides personal data inside free text before the text is indexed or shown in the clear; waybill numbers stay.

export type FoundKind = 'phone' | 'landline' | 'id_number' | 'bank_card' | 'email' | 'handle' | 'room' | 'name'
/** Positions are UTF-16 offsets in the text as given; `end` is exclusive. The value itself isn't copied. */
export type Found = { readonly kind: FoundKind; readonly start: number; readonly end: number }
export type Scrubbed = { readonly text: string; readonly found: readonly Found[] }

const SEP = '[ \\t\\-－—–.·()（）]{0,2}'
const wideDigits = '０１２３４５６７８９'
const spokenDigits: Readonly<Record<string, string>> = { 零: '0', 〇: '0', 洞: '0', 一: '1', 壹: '1', 幺: '1', 二: '2', 贰: '2', 两: '2', 三: '3', 叁: '3', 四: '4', 肆: '4', 五: '5', 伍: '5', 六: '6', 陆: '6', 七: '7', 柒: '7', 拐: '7', 八: '8', 捌: '8', 九: '9', 玖: '9' }
const spokenClass = Object.keys(spokenDigits).join('')

const mobile = new RegExp(`(?<![0-9A-Za-z])(?:(?:\\+|00)?86${SEP})?1${SEP}[3-9](?:${SEP}\\d){9}(?!\\d)`, 'g')
const spokenMobile = new RegExp(`(?<![0-9])1(?:${SEP}[3-9])(?:${SEP}\\d){9}`, 'g')
const landline = /(?<![0-9A-Za-z])(?:\(0\d{2,3}\)[ -]?|0\d{2,3}[ \-－—–]{1,2}|0(?:10|2\d|[3-9]\d{2})(?=[2-8]))[2-8]\d{2,3}[ -]?\d{4}(?:[-转]\d{1,5})?(?!\d)/g
const longRun = new RegExp(`(?<![0-9A-Za-z])\\d(?:${SEP}[0-9]){13,18}(?:${SEP}[xX](?![A-Za-z0-9]))?(?!\\d)`, 'g')
const email = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g
const handle = /(?<=(?:微信|微信号|微信號|vx|VX|wx|WX|weixin|qq|QQ|扣扣)[号號]?(?:是|:| |：){0,3})[A-Za-z0-9_-]{5,20}(?![A-Za-z0-9_-])/g
const room = /(?<=(?:\d|[一二三四五六七八九十A-Za-z])(?:号楼|號樓|[栋棟幢座号號弄]) ?)(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:单元|單元|门|門|[楼樓层層]) ?)?(?:[A-Za-z]?\d{2,5}(?:-\d{1,4})?[A-Za-z]?(?:[室房户戶])?|(?:[一二三四五六七八九十\d]{1,4})[室房户戶层層楼樓])(?![\d.]|[元块年月日点天个件箱公斤克米%])|(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:单元|單元) ?)(?:\d{1,3}[楼樓层層] ?)?[A-Za-z]?\d{2,5}(?:[室房户戶])?|(?<![-\d.])\d{2,5}[室](?!内|外|友|温)|(?<![-\d])\d{1,2}-\d{1,2}-\d{2,4}(?![-\d])/g
const spokenName = /(?<=(?:我叫|我姓名是|我的名字是|姓名|收件人|收货人|寄件人|联系人|机主|户主)(?:是|叫|:|：| ){0,2})[\u4e00-\u9fa5]{2,4}(?=[,，。;；、!！?？\s]|$|电话|手机|\d)/g
/** What may follow 收件人 and the like without being a name: words anywhere, and at the start what the person does, says or is. */
const notNames = /^(?:同意|拒|签|在|确认|认为|反映|反馈|表示|提供|申请|已|把|让|被|都|也|又|还|自己|联系|催|来电|来信|昨天|当时|当场|亲自|知情|知道|满意|配合)|电话|手机|地址|信息|姓名|不是|没有|本人|未|不|没|是|收|投|要|说|^[他她它你您]|客服|快递|小哥|师傅|今天|明天|后天|外卖|家人|老公|老婆|朋友|同事|邻居/

/**
 * Replaces phones (also full-width, spaced, dashed or written in Chinese digits), landlines, identity numbers, bank cards, e-mails,
 * messenger accounts, room numbers and announced names by stars of the same length.
 */
export function scrubText(text: string): Scrubbed {
  const found = findPersonal(text)
  if (found.length === 0) return { text, found }
  let out = ''
  let at = 0
  for (const f of found) {
    out += text.slice(at, f.start) + '*'.repeat(f.end - f.start)
    at = f.end
  }
  return { text: out + text.slice(at), found }
}

/** Where personal data stands in the text, in order and without overlap. */
export function findPersonal(text: string): readonly Found[] {
  const shadow = foldDigits(text)
  const found: Found[] = []
  const add = (kind: FoundKind, re: RegExp, source: string, accept: (m: string, at: number) => boolean = () => true): void => {
    for (const m of source.matchAll(re)) {
      const start = m.index
      const end = start + m[0].length
      if (!found.some((f) => start < f.end && f.start < end) && accept(m[0], start)) found.push({ kind, start, end })
    }
  }
  if (shadow.includes('@')) add('email', email, shadow)
  add('handle', handle, shadow)
  if (/\d/.test(shadow)) {
    add('id_number', longRun, shadow, (m) => isIdNumber(compact(m)))
    add('bank_card', longRun, shadow, (m, at) => isBankCard(compact(m)) && !announcedAsWaybill(shadow, at))
    add('phone', mobile, shadow)
    add('landline', landline, shadow)
  }
  if (spokenRun.test(text)) add('phone', spokenMobile, foldSpoken(shadow), (m, at) => countSpoken(text.slice(at, at + m.length)) >= 3)
  add('room', room, shadow)
  add('name', spokenName, text, (m) => !notNames.test(m))
  return found.sort((a, b) => a.start - b.start)
}

/** The mobile numbers in a text as plain digits, for lookup; the country code is dropped. */
export function findPhones(text: string): readonly string[] {
  const digits = foldSpoken(foldDigits(text))
  return findPersonal(text).filter((f) => f.kind === 'phone').map((f) => digits.slice(f.start, f.end).replace(/\D/g, '').slice(-11))
}

const spokenRun = new RegExp(`[${spokenClass}]${SEP}[${spokenClass}]${SEP}[${spokenClass}]`)

/** Full-width digits and at-signs become ASCII; length and positions stay. */
function foldDigits(text: string): string {
  return text.replace(/[０-９＠－]/g, (c) => (c === '＠' ? '@' : c === '－' ? '-' : String(wideDigits.indexOf(c))))
}

function foldSpoken(text: string): string {
  return text.replace(new RegExp(`[${spokenClass}]`, 'g'), (c) => spokenDigits[c] ?? c)
}

function countSpoken(text: string): number {
  return [...text].filter((c) => spokenDigits[c] !== undefined).length
}

function compact(run: string): string {
  return run.replace(/[^0-9xX]/g, '')
}

/** GB 11643 check character. */
function isIdNumber(digits: string): boolean {
  if (!/^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dxX]$/.test(digits)) return false
  const sum = Array.from(digits.slice(0, 17)).reduce((s, d, i) => s + Number(d) * (2 ** (17 - i) % 11), 0)
  return '10X98765432'[sum % 11] === digits[17]?.toUpperCase()
}

function isBankCard(digits: string): boolean {
  if (!/^[3-9]\d{15,18}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((s, d, i) => s + (i % 2 ? (Number(d) * 2 > 9 ? Number(d) * 2 - 9 : Number(d) * 2) : Number(d)), 0)
  return sum % 10 === 0
}

function announcedAsWaybill(text: string, at: number): boolean {
  return /(?:单号|單號|运单|運單|面单|快递号|订单号?|编号)[^\d]{0,4}$/.test(text.slice(Math.max(0, at - 10), at))
}
