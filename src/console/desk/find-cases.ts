// Finding another case for the search fields of forms: by number, parcel, phone or words.
import { lookUp } from '../../contract/desk.ts'
import { call } from '../kit/api.ts'
import type { Option } from '../kit/form.ts'
import { label } from '../kit/words.ts'
import { spokenNo } from '../kit/spoken-no.ts'

/** Cases the typed words lead to, without the one on screen. */
export function findOtherCases(id: string): (words: string) => Promise<readonly Option[]> {
  return async (words) => {
    if (words.trim() === '') return []
    const { items } = await call(lookUp, { query: { q: words.trim() } })
    return items.filter((row) => row.id !== id).slice(0, 8).map((row) => ({ value: row.id, words: [row.keyword, row.customer ?? '', label('status', row.status), spokenNo(row.complaintNo)].filter(Boolean).join('  ') }))
  }
}
