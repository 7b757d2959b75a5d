// The ladder of one deadline: what was told to whom and when, who was passed over, and what comes next.
import { listClockSteps } from '../../contract/ladders.ts'
import type { ClockSteps } from '../../contract/ladders.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { serverNow } from '../kit/clock.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { longSpan, moment } from '../kit/time-words.ts'
import { useApi } from '../kit/use-api.ts'
import { hasWords, label, t } from '../kit/words.ts'
import './ladder.css'

type Step = ClockSteps['items'][number]

const marks: Readonly<Record<Step['state'], IconName>> = { told: 'check', passed_on: 'right', kept: 'hourglass', nobody: 'close', overtaken: 'down', next: 'bell', planned: 'clock' }

/** The amount of an offset with its unit, one as one. */
function amount({ value, unit }: { value: number; unit: string }): string {
  if (unit === 'minute') return t('console.ladder.minutes', { value })
  const one = `clocks.unit.${unit}_one`
  return t(value === 1 && hasWords(one) ? one : `clocks.unit.${unit}`, { value })
}

function placeWords({ class: kind, place }: Step): string {
  if (kind === 'warning') return t('console.ladder.warning')
  if (place === null) return t('console.ladder.gone')
  if (place === 'due') return t('console.ladder.due')
  if ('share' in place) return t('console.ladder.share', { percent: Math.round(place.share * 100) })
  return 'before' in place ? t('console.ladder.before', { amount: amount(place.before) }) : t('console.ladder.after', { amount: amount(place.after) })
}

const whom = (to: string): string => (to.startsWith('role:') ? label('role', to.slice(5)) : t(`console.ladder.to.${to}`))
const named = (told: Step['told'][number]): string => (told.name === null || told.name === '' ? `${told.unit === null ? '' : `${told.unit} `}${whom(told.to)}` : told.name)

function Line({ step, dueAt }: { step: Step; dueAt: string }) {
  const isAhead = step.state === 'next' || step.state === 'planned'
  const others = step.via.filter((via) => via !== 'in_app')
  return (
    <li className={`rung is-${step.state} of-${step.class}`} data-step={step.step}>
      <span className="rung-mark"><Icon name={marks[step.state]} size={14} /></span>
      <span className="rung-place">{placeWords(step)}{step.dueAt === dueAt ? null : <span className="hint"> ({t('console.ladder.moved', { due: moment(Date.parse(step.dueAt), serverNow()) })})</span>}</span>
      <span className="rung-when num"><Moment at={isAhead || step.toldAt === null ? step.at : step.toldAt} /></span>
      <span className="rung-state">{t(`console.ladder.state.${step.state}`)}</span>
      <span className="rung-who">
        {step.told.length === 0 ? step.state === 'nobody' ? t('console.ladder.nobody') : null : step.told.map(named).join(t('console.app.list_comma'))}
        {others.length === 0 || step.state === 'overtaken' ? null : <span className="hint"> · {others.map((via) => t(`console.ladder.via.${via}`)).join(t('console.app.list_comma'))}</span>}
        {step.missing.length === 0 ? null : <span className="hint rung-missing">{step.missing.map((m) => t(`console.ladder.because.${m.because}`, { to: whom(m.to) })).join(t('console.app.list_semicolon'))}</span>}
      </span>
    </li>
  )
}

function Warned({ warning }: { warning: NonNullable<ClockSteps['warning']> }) {
  const { basis, status, needsMs, leftMs, warnedAt, ...rest } = warning
  const words = { ...rest, at: moment(Date.parse(warnedAt), serverNow()), status: label('status', status), needsMs: longSpan(needsMs), leftMs: longSpan(Math.max(0, leftMs)) }
  return <p className="notice is-soon"><Icon name="alarm" size={14} /><span>{t(basis === 'policy' ? 'console.ladder.warned_policy' : 'console.ladder.warned', words)}</span></p>
}

/** Draws the ladder of a case's clock as a part of a page; by default that of the newest of its kind. */
export function LadderSteps({ id, kind, epoch }: { id: string; kind: ClockKind; epoch?: number | undefined }) {
  const found = useApi(listClockSteps, { params: { id, kind }, query: epoch === undefined ? {} : { epoch: String(epoch) } }, { refetchInterval: 60_000 })
  const { data } = found
  return (
    <section className="deadline-part ladder">
      <h2>{t('console.ladder.title')}</h2>
      {data === undefined ? found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : <Skeleton rows={3} /> : (
        <>
          {data.warning === null ? null : <Warned warning={data.warning} />}
          {data.items.length === 0 ? <p className="hint">{t('console.ladder.none')}</p> : <ol className="rungs">{data.items.map((step) => <Line key={`${step.step} ${step.dueAt} ${step.state}`} step={step} dueAt={data.dueAt} />)}</ol>}
          <p className="hint">{data.state === 'paused' ? t('console.ladder.stands') : ['met', 'met_late', 'cancelled'].includes(data.state) ? t('console.ladder.over') : t('console.ladder.hint')}</p>
        </>
      )}
    </section>
  )
}
