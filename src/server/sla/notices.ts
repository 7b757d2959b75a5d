// The titles behind the numbers of holiday notices, for pages and papers that name them.
import { loadCalendarPack } from './calendars.ts'

type NamedNotice = { readonly number: string; readonly title: string | null; readonly publishedOn: string | null }

let shipped: ReturnType<typeof loadCalendarPack> | undefined

/** The notices of these numbers in the order given; one no calendar holds keeps only its number. */
export async function namedNotices(numbers: readonly string[]): Promise<NamedNotice[]> {
  if (numbers.length === 0) return []
  shipped ??= loadCalendarPack()
  const { notices } = await shipped
  return numbers.map((number) => {
    const found = notices.find((n) => n.number === number)
    return { number, title: found?.title ?? null, publishedOn: found?.publishedOn ?? null }
  })
}
