// An amount of money, tabular and in its own currency.
import { currentLocale } from './words.ts'

export type MoneyValue = Readonly<{ minor: number; currency: string }>

/** "¥1,234.50" from integer minor units. */
export function moneyWords({ minor, currency }: MoneyValue): string {
  return new Intl.NumberFormat(currentLocale() === 'en' ? 'en' : 'zh-CN', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(minor / 100)
}

/** Shows an amount. */
export function Money({ value }: { value: MoneyValue }) {
  return <span className="num money">{moneyWords(value)}</span>
}
