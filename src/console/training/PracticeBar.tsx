// The strip on every page of the practice room: that all is made up, which chair one sits in, how it went, and the way out.
import { useState } from 'react'
import { endPractice, getPractice, practiceSeats, takePracticeSeat } from '../../contract/training.ts'
import type { PracticeSeat } from '../../contract/training.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { toast } from '../kit/toast.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { PracticeReport } from './PracticeReport.tsx'
import './practice.css'

const roleOf: Readonly<Record<PracticeSeat, string>> = { agent: 'agent', lead: 'lead', investigator: 'investigator', outlet: 'outlet_manager', judge: 'judge', claims: 'claims_officer', finance: 'finance', caller: 'caller' }

/** What was typed in the room stays on no device: everything kept for the people of its chairs goes. */
function forgetPeople(ids: readonly string[]): void {
  for (const place of Object.keys(localStorage)) if (ids.some((id) => place.includes(id))) localStorage.removeItem(place)
}

/** Draws the strip; sitting down elsewhere loads the page anew, since another person looks at it then. */
export default function PracticeBar() {
  const { data } = useApi(getPractice, {}, { staleTime: 60_000 })
  const [open, setOpen] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const room = data?.room
  const sit = (seat: PracticeSeat) => void call(takePracticeSeat, { body: { seat } }).then(() => location.assign('/practice/'), (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  const end = () => {
    setLeaving(true)
    void call(endPractice, {}).catch(() => undefined).then(() => { forgetPeople((room?.seats ?? []).map((seat) => seat.userId)); location.assign('/practice-room') })
  }
  return (
    <section className="practice-bar" aria-label={t('console.floorRest.practice.title')}>
      <strong><Icon name="note" size={14} />{t('console.floorRest.practice.title')}</strong>
      <span className="practice-words">{t('console.floorRest.practice.bar')}</span>
      {room === null || room === undefined ? null : (
        <label className="practice-seat"><span>{t('console.floorRest.practice.seat')}</span>
          <select className="input is-small" value={room.seat} onChange={(event) => sit(event.target.value as PracticeSeat)}>
            {practiceSeats.map((seat) => <option key={seat} value={seat}>{label('role', roleOf[seat])}</option>)}
          </select>
        </label>
      )}
      <Button size="small" onClick={() => setOpen(true)}>{t('console.floorRest.practice.finish')}</Button>
      {open ? (
        <Sheet title={t('console.floorRest.practice.report')} side onClose={() => setOpen(false)}>
          <PracticeReport />
          <div className="sheet-foot practice-foot"><p className="hint">{t('console.floorRest.practice.end_hint')}</p><Button onClick={() => setOpen(false)}>{t('console.floorRest.practice.go_on')}</Button><Button type="primary" loading={leaving} onClick={end}>{t('console.floorRest.practice.end')}</Button></div>
        </Sheet>
      ) : null}
    </section>
  )
}
