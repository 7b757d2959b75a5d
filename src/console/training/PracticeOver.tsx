// What an address of the practice room shows once the room has ended: the way back, and the way to another one.
import { Button } from '../kit/Button.tsx'
import { Empty } from '../kit/states.tsx'
import { t } from '../kit/words.ts'

/** Leads back into the house. */
export function PracticeOver() {
  return <Empty icon="note" title={t('console.floorRest.practice.over')} hint={t('console.floorRest.practice.over_hint')} action={<Button type="primary" onClick={() => location.assign('/practice-room')}>{t('console.floorRest.practice.back')}</Button>} />
}
