// A document as people read it: named keys, values in words, sources spelled out beside them; alike lines and grids as tables.
import { createContext, useContext } from 'react'
import { currentLocale, t } from '../kit/words.ts'
import { moneyWords } from '../kit/Money.tsx'
import { isAmount, keyWords, valueWords } from './policy-words.ts'

type Node = { readonly [key: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null || (Array.isArray(value) && value.every((each) => typeof each !== 'object' || each === null))
const isWords = (value: unknown): value is Node => isNode(value) && 'zh-CN' in value && 'en' in value
const isGrid = (value: unknown): value is readonly (readonly unknown[])[] => Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row))
/** A node of few values stands on one line, its source below it. */
const isShort = (value: unknown): value is Node => isNode(value) && Object.keys(value).length <= 4 && Object.values(value).every((each) => isOne(each))
const isOne = (value: unknown): boolean => isPlain(value) || isAmount(value) || isWords(value)

/** What the document itself says of its codes: sources, and the templates it chooses between. */
const Whole = createContext<Node>({})

function Value({ name, value }: { name: string; value: unknown }) {
  const { templates } = useContext(Whole)
  const chosen = isNode(templates) && typeof value === 'string' ? templates[value] : undefined
  if (isNode(chosen) && isWords(chosen['words'])) return <Value name="words" value={chosen['words']} />
  if (isWords(value)) return <>{String(value[currentLocale()] ?? value['zh-CN'])}</>
  if (isAmount(value)) return <>{valueWords(value)}</>
  if (name.endsWith('Minor') && typeof value === 'number') return <>{moneyWords({ minor: value, currency: 'CNY' })}</>
  if (name.endsWith('Minor') && Array.isArray(value)) return <>{value.map((each) => moneyWords({ minor: Number(each), currency: 'CNY' })).join(t('console.app.list_comma'))}</>
  if (isNode(value)) return <>{Object.entries(value).filter(([key]) => key !== 'source').map(([key, each], i) => <span key={key}>{i === 0 ? null : ' · '}{key === 'value' ? null : <><span className="hint">{keyWords(key)}</span> </>}<Value name={key} value={each} /></span>)}</>
  if (Array.isArray(value) && value.length > 12) return <details><summary className="text-button">{t('console.policy.items', { n: value.length })}</summary>{valueWords(value)}</details>
  return <>{valueWords(value)}</>
}

function Source({ code }: { code: unknown }) {
  const { sources } = useContext(Whole)
  const said = isNode(sources) ? sources[String(code)] : undefined
  if (code === 'house value') return <>{t('clocks.source.house_policy')}</>
  return <>{typeof said === 'string' ? said : String(code)}</>
}

/** Lines that say the same things, each a row; `names` are their keys where they have any. */
function Lines({ items, names }: { items: readonly Node[]; names?: readonly string[] }) {
  const keys = [...new Set(items.flatMap((each) => Object.keys(each)))].sort((a, b) => Number(a === 'source') - Number(b === 'source'))
  return (
    <div className="table-wrap"><table className="plain policy-lines"><thead><tr>{names === undefined ? null : <td />}{keys.map((key) => <th key={key} scope="col">{keyWords(key)}</th>)}</tr></thead>
      <tbody>{items.map((item, i) => <tr key={names?.[i] ?? i}>{names === undefined ? null : <th scope="row">{keyWords(names[i] ?? '')}</th>}{keys.map((key) => <td key={key} data-head={keyWords(key)} className={key === 'source' ? 'hint' : undefined}>{item[key] === undefined ? '' : key === 'source' ? <Source code={item[key]} /> : <Value name={key} value={item[key]} />}</td>)}</tr>)}</tbody></table></div>
  )
}

function Grid({ rows }: { rows: readonly (readonly unknown[])[] }) {
  return <div className="table-wrap"><table className="plain policy-grid"><tbody>{rows.map((row, i) => <tr key={i}><th scope="row" className="num hint">{i + 1}</th>{row.map((each, k) => <td key={k}>{valueWords(each)}</td>)}</tr>)}</tbody></table></div>
}

function Inner({ value, depth }: { value: unknown; depth: number }) {
  if (isGrid(value)) return <Grid rows={value} />
  if (Array.isArray(value)) return value.every((each) => isNode(each) && Object.values(each).every((one) => isOne(one) || isShort(one))) ? <Lines items={value as Node[]} /> : <Tree value={Object.fromEntries(value.map((each, i) => [String(i + 1), each]))} depth={depth + 1} />
  const entries = Object.entries(value as Node)
  const alike = entries.length > 1 && entries.every(([, each]) => isNode(each) && !isAmount(each) && !isWords(each) && Object.values(each).every((one) => isOne(one))) && new Set(entries.flatMap(([, each]) => Object.keys(each as Node))).size <= 8
  return alike ? <Lines items={entries.map(([, each]) => each as Node)} names={entries.map(([name]) => name)} /> : <Tree value={value as Node} depth={depth + 1} />
}

function Entry({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  if (isOne(value) || isShort(value)) {
    const source = isNode(value) && 'source' in value ? value['source'] : undefined
    return <><dt title={name}>{keyWords(name)}</dt><dd>{name === 'source' ? <span className="hint"><Source code={value} /></span> : <Value name={name} value={value} />}{source === undefined ? null : <p className="hint"><Source code={source} /></p>}</dd></>
  }
  const count = Array.isArray(value) ? value.length : Object.keys(value as Node).length
  return <div className="policy-branch"><dt className="sr">{keyWords(name)}</dt><dd><details open={isGrid(value) || (depth === 0 && count <= 16 && name !== 'sources')}><summary title={name}>{isNode(value) && isWords(value['words']) ? <Value name="words" value={value['words']} /> : keyWords(name)} <span className="hint num">{count}</span></summary><Inner value={value} depth={depth} /></details></dd></div>
}

/** Draws a part of a document, its large parts folded. */
function Tree({ value, depth }: { value: Node; depth: number }) {
  const entries = Object.entries(value).sort(([a], [b]) => Number(a === 'sources') - Number(b === 'sources'))
  return <dl className="policy-tree">{entries.map(([name, each]) => <Entry key={name} name={name} value={each} depth={depth} />)}</dl>
}

/** Draws a whole document. */
export function DocumentTree({ body }: { body: Node }) {
  return <Whole.Provider value={body}><Tree value={body} depth={0} /></Whole.Provider>
}
