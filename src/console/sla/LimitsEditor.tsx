// The time limits as a form: which profile, then every clock's limit, aim, roll, pause and source; a profile states only what differs from the common rules.
import { useState } from 'react'
import { budgetUnits } from '../../domain/sla/budgets.ts'
import type { BudgetUnit } from '../../domain/sla/budgets.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { unpausableKinds } from '../../domain/sla/kinds.ts'
import { ruleSources } from '../../domain/sla/profiles.ts'
import { Icon } from '../kit/Icon.tsx'
import { t } from '../kit/words.ts'
import { choiceWords, profileName, ruleIn, sourceName, statedKinds } from './limits.ts'
import type { Amount, LimitRule, Limits } from './limits.ts'

type Change = (limits: Limits) => void

function AmountField({ words, value, empty, wrong, onChange }: { words: string; value: Amount | null; empty: boolean; wrong: boolean; onChange: (value: Amount | null) => void }) {
  // what is typed stands while it is typed, an empty field too
  const [typed, setTyped] = useState<string>()
  return (
    <span className="amount">
      <input className="input num" type="number" min={1} max={2000} aria-label={words} aria-invalid={wrong || undefined} value={typed ?? value?.value ?? ''} onBlur={() => setTyped(undefined)} onChange={(event) => {
        const amount = Number.parseInt(event.target.value, 10)
        setTyped(event.target.value)
        onChange(Number.isInteger(amount) ? { value: amount, unit: value?.unit ?? 'hour' } : empty ? null : value)
      }} />
      <select className="input" aria-label={`${words} ${t('console.policy.limits.unit')}`} value={value?.unit ?? 'hour'} disabled={value === null} onChange={(event) => { if (value) onChange({ ...value, unit: event.target.value as BudgetUnit }) }}>
        {budgetUnits.map((unit) => <option key={unit} value={unit}>{t(`console.policy.unit.${unit}`)}</option>)}
      </select>
    </span>
  )
}

function RuleRow({ kind, rule, own, wrong, onChange, onDrop }: { kind: ClockKind; rule: LimitRule; own: boolean; wrong: (part: string) => boolean; onChange: (rule: LimitRule) => void; onDrop: (() => void) | undefined }) {
  const name = t(`clocks.kind.${kind}`)
  const set = (change: Partial<LimitRule>) => onChange({ ...rule, ...change })
  const label = (part: string) => `${name} ${t(`console.policy.limits.${part}`)}`
  return (
    <tr className={own ? undefined : 'is-inherited'}>
      <th scope="row">{name}{onDrop === undefined ? null : <button type="button" className="text-button" onClick={onDrop}>{t('console.policy.limits.as_common')}</button>}<p className="hint">{t(`console.policy.milestone.${rule.milestone}`)}</p></th>
      <td>{kind === 'promise' ? <span className="hint">{t('console.policy.limits.own_instant')}</span> : <AmountField words={label('committed')} value={rule.committed} empty={false} wrong={wrong('committed')} onChange={(committed) => set({ committed, ...(committed?.unit === 'calendar_day' ? {} : { roll: 'none' }) })} />}</td>
      <td><AmountField words={label('aim')} value={rule.target} empty wrong={wrong('target')} onChange={(target) => set({ target })} /></td>
      <td><select className="input" aria-label={label('roll')} value={rule.roll} disabled={rule.committed?.unit !== 'calendar_day'} onChange={(event) => set({ roll: event.target.value as LimitRule['roll'] })}>{(['none', 'off_days', 'holidays'] as const).map((roll) => <option key={roll} value={roll}>{t(`console.policy.roll.${roll}`)}</option>)}</select></td>
      <td>{unpausableKinds.includes(kind) ? <span className="hint">{t('console.policy.limits.never')}</span> : <label className="check"><input type="checkbox" aria-label={label('pause')} checked={rule.pausable} onChange={(event) => set({ pausable: event.target.checked })} />{t('console.policy.limits.may')}</label>}</td>
      <td><select className="input" aria-label={label('source')} value={rule.source} onChange={(event) => set({ source: event.target.value })}>{ruleSources.map((source) => <option key={source} value={source}>{sourceName(source)}</option>)}</select></td>
    </tr>
  )
}

/** The form. */
export function LimitsEditor({ body, wrong, onChange }: { body: Readonly<Record<string, unknown>>; wrong: readonly string[]; onChange: (body: Readonly<Record<string, unknown>>) => void }) {
  const limits = body as unknown as Limits
  const [profile, setProfile] = useState<string | null>(null)
  const change: Change = (next) => onChange(next as unknown as Readonly<Record<string, unknown>>)
  const put = (kind: ClockKind, rule: LimitRule) => change(profile === null ? { ...limits, rules: { ...limits.rules, [kind]: rule } } : { ...limits, profiles: { ...limits.profiles, [profile]: { ...limits.profiles[profile], source: limits.profiles[profile]?.source ?? rule.source, rules: { ...limits.profiles[profile]?.rules, [kind]: rule } } } })
  const drop = (kind: ClockKind) => { if (profile !== null) change({ ...limits, profiles: { ...limits.profiles, [profile]: { ...limits.profiles[profile], source: limits.profiles[profile]?.source ?? 'house_policy', rules: Object.fromEntries(Object.entries(limits.profiles[profile]?.rules ?? {}).filter(([each]) => each !== kind)) } } }) }
  const names = Object.keys(limits.profiles)
  return (
    <div className="limits">
      <div className="fields is-two">
        <div className="field"><label className="field-label" htmlFor="limits-default">{t('console.policy.limits.default_profile')}</label><select id="limits-default" className="input" value={limits.default} onChange={(event) => change({ ...limits, default: event.target.value })}>{names.map((code) => <option key={code} value={code}>{profileName(code)}</option>)}</select></div>
        <div className="field"><span className="field-label">{t('console.policy.limits.cases')}</span>
          <ul className="plain-list">{limits.choices.map((c, i) => <li key={i} className="limits-choice"><span>{choiceWords(c)}</span><Icon name="right" size={12} /><select className="input" aria-label={`${choiceWords(c)} ${t('console.policy.limits.profile')}`} value={c.profile} onChange={(event) => change({ ...limits, choices: limits.choices.map((each, k) => (k === i ? { ...each, profile: event.target.value } : each)) })}>{names.map((code) => <option key={code} value={code}>{profileName(code)}</option>)}</select></li>)}</ul>
          <span className="hint">{t('console.policy.limits.choices_hint')}</span></div>
      </div>
      <div className="chips" role="group" aria-label={t('console.policy.limits.which')}>
        <button type="button" className="chip" aria-pressed={profile === null} onClick={() => setProfile(null)}>{t('console.policy.limits.common')}</button>
        {names.map((code) => <button key={code} type="button" className="chip" aria-pressed={profile === code} onClick={() => setProfile(code)}>{profileName(code)}</button>)}
      </div>
      {profile === null ? null : <label className="check"><input type="checkbox" checked={limits.profiles[profile]?.secondWindow === true} onChange={(event) => {
        const { secondWindow: _former, ...rest } = limits.profiles[profile] ?? { source: 'house_policy', rules: {} }
        change({ ...limits, profiles: { ...limits.profiles, [profile]: event.target.checked ? { ...rest, secondWindow: true } : rest } })
      }} />{t('console.policy.limits.second_window_long')}</label>}
      <div className="table-wrap"><table className="plain limits-edit">
        <thead><tr>{['clock', 'committed', 'aim', 'roll', 'pause', 'source'].map((each) => <th key={each} scope="col">{t(`console.policy.limits.${each}`)}</th>)}</tr></thead>
        <tbody>{statedKinds.map((kind) => {
          const { rule, own } = ruleIn(limits, profile, kind)
          const at = profile !== null && own ? `profiles.${profile}.rules.${kind}` : `rules.${kind}`
          return rule === undefined ? null : <RuleRow key={`${profile}${kind}`} kind={kind} rule={rule} own={own} wrong={(part) => wrong.some((path) => path.startsWith(`${at}.${part}`))} onChange={(next) => put(kind, next)} onDrop={profile !== null && own ? () => drop(kind) : undefined} />
        })}</tbody>
      </table></div>
    </div>
  )
}
