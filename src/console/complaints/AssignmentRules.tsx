// The assignment rules in their order: whose cases go where; tried on the newest cases before they are saved.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { Link } from 'react-router'
import { listRules, previewRules, setRules } from '../../contract/duty.ts'
import type { Rule } from '../../contract/duty.ts'
import { channels, contactKinds, priorityLevels, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { languageCodes } from '../../domain/identity/skills.ts'
import { findPeople, findUnits } from '../identity/find.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { Field, Option, Values } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { sayRouting } from './routing-words.ts'
import { reasonLabel } from './tags.tsx'
import '../kit/form.css'
import '../identity/duty.css'

type Names = Readonly<Record<string, string>>
const codes = (kind: string, list: readonly string[]): Option[] => list.map((value) => ({ value, words: label(kind, value) }))
const roles = ['agent', 'lead', 'investigator', 'liaison', 'claims_officer'] as const
const comma = (list: readonly string[]): string => list.join(t('console.duty.list_comma'))

const blank: Rule = { name: '', enabled: true, when: { reasons: [], priorities: [], channels: [], languages: [], kinds: [], units: [], keyCustomer: false, regulator: false }, to: { people: [], unitId: null, roleCode: null, skilled: true } }

function fieldsOf(): Field[] {
  const name = (each: string) => t(`console.rules.${each}`)
  return [
    { kind: 'line', name: 'name', words: name('name'), required: true, max: 60 },
    { kind: 'many', name: 'when.reasons', words: name('reasons'), options: reasonCodes.map((value) => ({ value, words: reasonLabel(value) })) }, { kind: 'many', name: 'when.priorities', words: name('priorities'), options: codes('priority', priorityLevels) },
    { kind: 'many', name: 'when.languages', words: name('languages'), options: codes('language', languageCodes.filter((each) => each !== 'zh')) }, { kind: 'many', name: 'when.channels', words: name('channels'), options: codes('channel', channels) }, { kind: 'many', name: 'when.kinds', words: name('kinds'), options: codes('kind', contactKinds) },
    { kind: 'rows', name: 'when.units', words: name('units'), add: name('add_unit'), most: 20, of: [{ kind: 'pick', name: 'id', words: name('unit'), find: findUnits }] },
    { kind: 'check', name: 'when.keyCustomer', words: name('key_customer') }, { kind: 'check', name: 'when.regulator', words: name('regulator') },
    { kind: 'pick', name: 'to.unitId', words: name('to_unit'), find: findUnits }, { kind: 'select', name: 'to.roleCode', words: name('to_role'), options: codes('role', roles) },
    { kind: 'rows', name: 'to.people', words: name('to_people'), add: name('add_person'), most: 20, of: [{ kind: 'pick', name: 'id', words: name('person'), find: findPeople }] }, { kind: 'check', name: 'to.skilled', words: name('skilled') },
  ]
}

function givenOf(rule: Rule, names: Names): Values {
  const option = (id: string): Option => ({ value: id, words: names[id] ?? id })
  const rows = (ids: readonly string[]): Values[] => (ids.length === 0 ? [{}] : ids.map((id) => ({ id: option(id) })))
  const { when, to } = rule
  return {
    name: rule.name, 'when.reasons': when.reasons, 'when.priorities': when.priorities, 'when.languages': when.languages, 'when.channels': when.channels, 'when.kinds': when.kinds, 'when.units': rows(when.units), 'when.keyCustomer': when.keyCustomer, 'when.regulator': when.regulator,
    ...(to.unitId === null ? {} : { 'to.unitId': option(to.unitId) }), ...(to.roleCode === null ? {} : { 'to.roleCode': to.roleCode }), 'to.people': rows(to.people), 'to.skilled': to.skilled,
  }
}

type Typed = { name: string; when: Partial<Rule['when']> & { units?: { id?: string }[] }; to: Partial<Rule['to']> & { people?: { id?: string }[] } }

function ruleOf(body: Typed, enabled: boolean): Rule {
  const ids = (rows: readonly { id?: string }[] | undefined): string[] => (rows ?? []).flatMap((row) => (row.id === undefined ? [] : [row.id]))
  return { name: body.name, enabled, when: { ...blank.when, ...body.when, units: ids(body.when.units) }, to: { ...blank.to, ...body.to, people: ids(body.to.people) } }
}

/** What a rule says, in one line: when, then to whom. */
function sayRule({ when, to }: Rule, names: Names): { when: string; to: string } {
  const named = (ids: readonly string[]) => comma(ids.map((id) => names[id] ?? '…'))
  const conditions = [when.reasons.map(reasonLabel), when.priorities.map((each) => label('priority', each)), when.languages.map((each) => label('language', each)), when.channels.map((each) => label('channel', each)), when.kinds.map((each) => label('kind', each)), when.units.length === 0 ? [] : [named(when.units)], when.keyCustomer ? [t('console.rules.key_customer')] : [], when.regulator ? [t('console.rules.regulator')] : []]
  const targets = [...(to.people.length === 0 ? [] : [named(to.people)]), ...(to.unitId === null ? [] : [named([to.unitId])]), ...(to.roleCode === null ? [] : [label('role', to.roleCode)]), ...(to.skilled ? [t('console.rules.skilled_short')] : [])]
  return { when: conditions.filter((each) => each.length > 0).map(comma).join(' + ') || t('console.rules.any_case'), to: targets.join(' + ') || t('console.rules.anyone') }
}

function Preview({ rules }: { rules: readonly Rule[] }) {
  const shown = useApi(previewRules, { body: { items: [...rules] } }, { staleTime: 0 })
  if (shown.isPending) return <Skeleton />
  if (shown.isError) return <ErrorState error={shown.error} />
  return (
    <>
      <p className="hint">{t('console.rules.on_duty', { count: shown.data.onDuty })}</p>
      {shown.data.items.length === 0 ? <Empty icon="queue" title={t('console.rules.no_cases')} /> : (
        <div className="table-wrap"><table className="plain">
          <thead><tr>{['case', 'goes_to', 'why'].map((name) => <th key={name} scope="col">{t(`console.rules.${name}`)}</th>)}</tr></thead>
          <tbody>{shown.data.items.map((item) => (
            <tr key={item.case.id}><td><Link to={`/queue/${item.case.id}`}>{item.case.keyword}</Link></td><td>{item.to === null ? <Tag>{t('console.rules.pool')}</Tag> : item.to.name}</td><td className="hint">{sayRouting(item.because)}</td></tr>
          ))}</tbody>
        </table></div>
      )}
    </>
  )
}

function Line({ rule, names, at, last, onMove, onEdit, onSwitch, onDrop }: { rule: Rule; names: Names; at: number; last: boolean; onMove: (by: -1 | 1) => void; onEdit: () => void; onSwitch: () => void; onDrop: () => void }) {
  const said = sayRule(rule, names)
  return (
    <li className={`rule-row${rule.enabled ? '' : ' is-off'}`}>
      <span className="num hint">{at + 1}</span>
      <span><strong>{rule.name}</strong>{rule.enabled ? null : <> <Tag tone="outline">{t('console.rules.off')}</Tag></>}<br /><span className="hint">{said.when} <Icon name="right" size={12} /> {said.to}</span></span>
      <span className="rule-acts">
        <button type="button" className="ghost" disabled={at === 0} onClick={() => onMove(-1)} aria-label={t('console.rules.up', { name: rule.name })}><Icon name="up" /></button>
        <button type="button" className="ghost" disabled={last} onClick={() => onMove(1)} aria-label={t('console.rules.down', { name: rule.name })}><Icon name="down" /></button>
        <button type="button" className="text-button" onClick={onSwitch}>{t(rule.enabled ? 'console.rules.switch_off' : 'console.rules.switch_on')}</button>
        <button type="button" className="text-button" onClick={onEdit}>{t('console.rules.edit')}</button>
        <button type="button" className="text-button" onClick={onDrop}>{t('console.rules.drop')}</button>
      </span>
    </li>
  )
}

/** Shows the page: changes are kept here until they are saved as a whole. */
export default function AssignmentRules() {
  const kept = useApi(listRules, {}, { staleTime: 600_000 })
  const save = useAct(setRules)
  const [changed, setChanged] = useState<readonly Rule[] | undefined>(undefined)
  const [editing, setEditing] = useState<number | undefined>(undefined)
  const [trying, setTrying] = useState(false)
  const [picked, setPicked] = useState<Names>({})
  if (kept.isPending) return <div className="page"><Skeleton /></div>
  if (kept.isError) return <div className="page"><ErrorState error={kept.error} retry={() => void kept.refetch()} /></div>
  const rules = changed ?? kept.data.items
  const names = { ...kept.data.names, ...picked }
  const move = (at: number, by: -1 | 1) => setChanged(rules.map((rule, i) => (i === at ? rules[at + by]! : i === at + by ? rules[at]! : rule)))
  const store = () => save.mutate({ body: { version: kept.data.version, items: [...rules] } }, { onSuccess: () => { setChanged(undefined); toast(t('console.rules.saved')); void forget(listRules.path) }, onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })
  const edited = editing === undefined ? undefined : (rules[editing] ?? blank)
  return (
    <div className="page">
      <div className="page-inner">
        <PageHead title={t('console.duty.rules')} hint={t('console.rules.hint')}>
          <Button onClick={() => setTrying(true)}><Icon name="eye" />{t('console.rules.try')}</Button>
          <Button type={changed === undefined ? 'primary' : 'default'} onClick={() => setEditing(rules.length)}><Icon name="add" />{t('console.rules.add')}</Button>
        </PageHead>
        <section className="card">
          {rules.length === 0 ? <Empty icon="filter" title={t('console.rules.none')} hint={t('console.rules.none_hint')} /> : (
            <ol>{rules.map((rule, at) => <Line key={`${at}${rule.name}`} rule={rule} names={names} at={at} last={at === rules.length - 1} onMove={(by) => move(at, by)} onEdit={() => setEditing(at)} onSwitch={() => setChanged(rules.map((each, i) => (i === at ? { ...each, enabled: !each.enabled } : each)))} onDrop={() => setChanged(rules.filter((_, i) => i !== at))} />)}</ol>
          )}
        </section>
        {changed === undefined ? null : (
          <div className="page-foot">
            <span>{t('console.rules.unsaved')}</span><span className="spring" />
            <Button onClick={() => setChanged(undefined)}>{t('console.rules.discard')}</Button>
            <Button type="primary" loading={save.isPending} onClick={store}>{t('console.rules.save')}</Button>
          </div>
        )}
        {trying ? <Sheet side title={t('console.rules.try')} onClose={() => setTrying(false)}><Preview rules={rules} /></Sheet> : null}
        {edited === undefined || editing === undefined ? null : (
          <Sheet side title={edited.name === '' ? t('console.rules.add') : edited.name} onClose={() => setEditing(undefined)}>
            <ActionForm fields={fieldsOf()} given={givenOf(edited, names)} submit={t('console.rules.keep')} consequence={t('console.rules.keep_hint')} send={async (body, _begun, values) => {
              setPicked({ ...picked, ...pickedNames(values) })
              const rule = ruleOf(body as Typed, edited.enabled)
              setChanged(editing < rules.length ? rules.map((each, i) => (i === editing ? rule : each)) : [...rules, rule])
              setEditing(undefined)
            }} />
          </Sheet>
        )}
      </div>
    </div>
  )
}

/** Names of the people and units just chosen, which the server has not told yet. */
function pickedNames(values: Values): Record<string, string> {
  const chosen = [values['to.unitId'], ...['when.units', 'to.people'].flatMap((name) => ((values[name] as Values[] | undefined) ?? []).map((row) => row['id']))] as (Option | undefined)[]
  return Object.fromEntries(chosen.flatMap((option) => (option === undefined ? [] : [[option.value, option.words.split('  ')[0] ?? '']])))
}
