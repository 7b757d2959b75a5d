// 取下一件 from anywhere: asks the server for the most pressing case that fits, and says why it is that one.
import { countViews, listComplaints } from '../../contract/desk.ts'
import { takeNext } from '../../contract/duty.ts'
import { call } from '../kit/api.ts'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { sayRouting } from '../complaints/routing-words.ts'

/** Takes it; answers its id, or undefined when nothing is there. `except` are cases just left, so that they don't come straight back. */
export async function takeNextCase(except: readonly string[] = []): Promise<string | undefined> {
  const { next, because } = await call(takeNext, { body: { except: [...except] }, idempotencyKey: crypto.randomUUID() })
  if (next === null) return undefined
  void forget(listComplaints.path, countViews.path)
  toast(t('console.duty.next_because', { what: next.keyword, why: sayRouting(because) }))
  return next.id
}
