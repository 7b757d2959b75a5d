// The false-sign-off kit: each line holds, does not hold, or cannot be checked, with why and the law.
import type { Parcel360 } from '../../contract/waybill-360.ts'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { wordParams } from '../kit/problem.ts'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { label, t, useWords } from '../kit/words.ts'
import { sayAt } from './say-360.ts'

type Kit = Parcel360['kit']

const looks: Record<Kit[number]['state'], { tone: Tone; icon: IconName }> = { ok: { tone: 'good', icon: 'check' }, bad: { tone: 'overdue', icon: 'alarm' }, unknown: { tone: 'plain', icon: 'question' } }

/** Params that are codes themselves, in words. */
function figuresOf(params: Kit[number]['because']['params']): Record<string, unknown> {
  const as = params['as']
  return { ...wordParams(params), ...(typeof as === 'string' && { as: label('scan', as) }) }
}

/** In one line: how many hold and how many do not. */
export function kitSummary(kit: Kit): string {
  const [bad, unknown] = (['bad', 'unknown'] as const).map((state) => kit.filter((l) => l.state === state).length)
  return t(bad === 0 && unknown === 0 ? 'console.waybill360.kit_holds' : 'console.waybill360.kit_summary', { bad, unknown, all: kit.length })
}

/** Shows the lines. */
export function KitList({ kit }: { kit: Kit }) {
  useWords()
  const laws = [...new Set(kit.map((l) => l.law))]
  return (
    <>
      <ul className="kit">
        {kit.map((line) => (
          <li key={line.line} className={`kit-line is-${line.state}`}>
            <Icon name={looks[line.state].icon} size={14} />
            <span className="kit-name">{label('kitLine', line.line)}</span>
            <span className="kit-why">{t(`codes.kit.${line.because.code}`, figuresOf(line.because.params))}{line.at === null ? null : <span className="hint"> {sayAt(line.at)}</span>}</span>
            <Tag tone={looks[line.state].tone}>{t(`console.waybill360.kit_state.${line.state}`)}</Tag>
          </li>
        ))}
      </ul>
      <p className="hint">{t('console.waybill360.kit_law', { law: laws.map((law) => t(`console.policy.law.${law}`, {}, law)).join(t('console.app.list_comma')) })}</p>
    </>
  )
}
