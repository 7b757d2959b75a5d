// How the state of a clock looks: colour, shape and word together, so that none of them is needed alone.
import type { SupposedState } from '../../domain/sla/what-if.ts'
import type { IconName } from '../kit/Icon.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { t } from '../kit/words.ts'

export type StateLook = Readonly<{ tone: Tone; icon: IconName }>

export const stateLooks: Readonly<Record<SupposedState, StateLook>> = {
  running: { tone: 'plain', icon: 'clock' }, soon: { tone: 'soon', icon: 'hourglass' }, overdue: { tone: 'overdue', icon: 'alarm' }, met: { tone: 'good', icon: 'check' }, met_late: { tone: 'overdue', icon: 'check' },
  cancelled: { tone: 'outline', icon: 'close' }, paused: { tone: 'info', icon: 'pause' }, not_opened: { tone: 'outline', icon: 'right' },
}

/** The words of a state. */
export function stateWords(state: SupposedState): string {
  return state === 'not_opened' ? t('console.deadline.not_opened') : t(`clocks.state.${state}`)
}

/** A state as a tag. */
export function StateTag({ state }: { state: SupposedState }) {
  const { tone, icon } = stateLooks[state]
  return <Tag tone={tone} icon={icon}>{stateWords(state)}</Tag>
}

/** Stands wherever a due date rests on days no notice covers yet. */
export function ProvisionalTag() {
  return <Tag tone="soon" icon="question" title={t('clocks.provisional')}>{t('console.deadline.provisional')}</Tag>
}
