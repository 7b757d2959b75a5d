// The time limits for a reader: profiles side by side with the cases they take, and every clock of the chosen one with milestone and source.
import { useState } from 'react'
import { Icon } from '../kit/Icon.tsx'
import { Tag } from '../kit/Tag.tsx'
import { t } from '../kit/words.ts'
import { amountWords, choiceWords, profileName, ruleIn, sourceName, statedKinds } from './limits.ts'
import type { Limits } from './limits.ts'

function ProfileTable({ limits, chosen, onChoose }: { limits: Limits; chosen: string; onChoose: (code: string) => void }) {
  const head = ['profile', 'decision', 'aim', 'cases', 'source'] as const
  return (
    <div className="table-wrap"><table className="plain limits-profiles">
      <thead><tr>{head.map((each) => <th key={each} scope="col">{t(`console.policy.limits.${each}`)}</th>)}</tr></thead>
      <tbody>{Object.entries(limits.profiles).map(([code, { source, secondWindow }]) => {
        const { rule } = ruleIn(limits, code, 'decision')
        const cases = limits.choices.filter((c) => c.profile === code).map(choiceWords)
        return (
          <tr key={code} aria-current={code === chosen || undefined}>
            <th scope="row"><button type="button" className="text-button" aria-pressed={code === chosen} onClick={() => onChoose(code)}>{profileName(code)}</button></th>
            <td className="num" data-head={t('console.policy.limits.decision')}>{rule === undefined ? '' : amountWords(rule.committed)}{secondWindow === true ? <p className="hint">{t('console.policy.limits.second_window')}</p> : null}</td><td className="num" data-head={t('console.policy.limits.aim')}>{rule?.target === undefined || rule.target === null ? '–' : amountWords(rule.target)}</td>
            <td>{code === limits.default ? <Tag tone="brand">{t('console.policy.limits.default')}</Tag> : cases.length === 0 ? <span className="hint">{t('console.policy.limits.no_cases')}</span> : cases.join(t('console.policy.limits.or'))}</td><td className="hint">{sourceName(source)}</td>
          </tr>
        )
      })}</tbody>
    </table></div>
  )
}

/** Shows the limits. */
export function LimitsView({ body }: { body: Readonly<Record<string, unknown>> }) {
  const limits = body as unknown as Limits
  const [chosen, setChosen] = useState(limits.default)
  return (
    <div className="limits">
      <ProfileTable limits={limits} chosen={chosen} onChoose={setChosen} />
      <p className="notice is-info"><Icon name="lock" /><span>{t('console.policy.limits.watch')}</span></p>
      <h3>{t('console.policy.limits.clocks_of', { profile: profileName(chosen) })}</h3>
      <div className="table-wrap"><table className="plain limits-clocks">
        <thead><tr>{['clock', 'committed', 'aim', 'milestone', 'pause', 'source'].map((each) => <th key={each} scope="col">{t(`console.policy.limits.${each}`)}</th>)}</tr></thead>
        <tbody>
          <tr><th scope="row">{t('clocks.kind.statutory_watch')} <Icon name="lock" size={12} /></th><td className="num">{amountWords({ value: 7, unit: 'calendar_day' })}</td><td>–</td><td>{t('console.policy.milestone.result_notified')}</td><td>{t('console.policy.limits.never')}</td><td className="hint">{sourceName('express_regulation_29')}</td></tr>
          {statedKinds.map((kind) => {
            const { rule, own } = ruleIn(limits, chosen, kind)
            return rule === undefined ? null : (
              <tr key={kind}><th scope="row">{t(`clocks.kind.${kind}`)}{own ? <> <Tag tone="brand">{t('console.policy.limits.own')}</Tag></> : null}</th>
                <td className="num" data-head={t('console.policy.limits.committed')}>{amountWords(rule.committed)}{rule.roll === 'none' ? null : <p className="hint">{t(`console.policy.roll.${rule.roll}`)}</p>}</td><td className="num" data-head={t('console.policy.limits.aim')}>{rule.target === null ? '–' : amountWords(rule.target)}</td><td data-head={t('console.policy.limits.milestone')}>{t(`console.policy.milestone.${rule.milestone}`)}</td><td data-head={t('console.policy.limits.pause')}>{t(rule.pausable ? 'console.policy.limits.may' : 'console.policy.limits.never')}</td><td className="hint">{sourceName(rule.source)}</td></tr>
            )
          })}
        </tbody>
      </table></div>
      <p className="hint">{t('console.policy.limits.within', { n: limits.complainWithin.days })} · {sourceName(limits.complainWithin.source)}</p>
    </div>
  )
}
