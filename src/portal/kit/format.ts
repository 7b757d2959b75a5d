// Numbers the way they are read aloud: complaint numbers in groups, money with its sign, sizes of files.
import type { Money } from '../../contract/common.ts'
import type { Page } from '../models.ts'

/** Groups a complaint number for reading: "26112248217390553" → "261122-48217-39055-3" (OPN-16). Other text stays as it is. */
export function groupNumber(complaintNo: string): string {
  const match = /^(\d{6})(\d{5})(\d{5})(\d)$/.exec(complaintNo)
  return match ? match.slice(1).join('-') : complaintNo
}

/** Digits of what was typed or pasted as a complaint number: full-width digits, dashes and spaces are fine. */
export function plainNumber(typed: string): string {
  return typed.normalize('NFKC').replace(/\D/g, '')
}

/** "¥1,234.50" of minor units (fen). */
export function moneyText(money: Money): string {
  const [whole = '0', cents = '00'] = (Math.abs(money.minor) / 100).toFixed(2).split('.')
  const sign = money.minor < 0 ? '-' : ''
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${sign}¥${grouped}.${cents}`
}

/** "320 KB", "1.4 MB". */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** The address of a case page, and of a page below it. */
export function casePath(complaintNo: string, below = ''): string {
  return `/p/case/${encodeURIComponent(complaintNo)}${below === '' ? '' : `/${below}`}`
}

/** The language-independent key of a page's state for the live refresh. */
export function stateKey(page: Page, parts: readonly (string | number)[]): string {
  return [page.locale, ...parts].join(':')
}
