// How I am just now, in the person's menu: available, busy, on a break or gone; my shift and the way to my hand-over sheet.
import { getDuty, setDuty } from '../../contract/duty.ts'
import { dutyStates } from '../../domain/identity/duty-words.ts'
import type { DutyState } from '../../domain/identity/duty-words.ts'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import './duty.css'

/** Shows the choice and what stands below it. */
export function DutyMenu() {
  const duty = useApi(getDuty, {}, { staleTime: 60_000 })
  const say = useAct(setDuty)
  const choose = (state: DutyState) => say.mutate({ body: { state } }, { onSuccess: () => void forget(getDuty.path, '/api/floor'), onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })
  const mine = duty.data
  if (mine === undefined) return null
  const chosen = say.isPending ? say.variables.body.state : mine.state
  return (
    <fieldset className="duty-state">
      <legend className="sr">{t('console.duty.my_state')}</legend>
      <div className="choice-row">
        {dutyStates.map((state) => <label key={state} className={state === chosen ? 'is-on' : ''}><input type="radio" className="sr" name="duty-state" checked={state === chosen} onChange={() => choose(state)} />{label('dutyState', state)}</label>)}
      </div>
      {mine.capacity === 0 ? null : (
        <p className="hint">
          {mine.absence !== null ? <>{t('console.duty.absent_until')} <Moment at={mine.absence.to} /></> : mine.shift !== null ? <>{label('shift', mine.shift.code)} · {t('console.duty.until')} <Moment at={mine.shift.to} /></> : mine.nextShift !== null ? <>{t('console.duty.next_shift')} <Moment at={mine.nextShift.from} begins /></> : t('console.duty.no_shift')}
          {' · '}{t('console.duty.load', { open: mine.open, capacity: mine.capacity })}
        </p>
      )}
    </fieldset>
  )
}
