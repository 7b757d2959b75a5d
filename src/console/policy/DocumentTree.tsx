// A document as people read it: each key with its value and, where one is written, the source beside it; lists of alike lines as a table.
import { t } from '../kit/words.ts'
import { valueWords } from './policy-words.ts'

type Node = { readonly [key: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null || (Array.isArray(value) && value.every((each) => typeof each !== 'object' || each === null))
/** A node of few plain values stands on one line. */
const isShort = (value: unknown): value is Node => isNode(value) && Object.keys(value).length <= 3 && Object.values(value).every((each) => isPlain(each) && !Array.isArray(each))

function Value({ value }: { value: unknown }) {
  if (isShort(value)) return <>{Object.entries(value).filter(([key]) => key !== 'source').map(([key, each], i) => <span key={key}>{i === 0 ? null : ' · '}<span className="hint">{key}</span> {valueWords(each)}</span>)}</>
  if (Array.isArray(value) && value.length > 12) return <details><summary className="text-button">{t('console.policy.items', { n: value.length })}</summary>{valueWords(value)}</details>
  return <>{valueWords(value)}</>
}

function Lines({ items }: { items: readonly Node[] }) {
  const keys = [...new Set(items.flatMap((each) => Object.keys(each)))]
  return (
    <div className="table-wrap"><table className="plain policy-lines"><thead><tr>{keys.map((key) => <th key={key} scope="col" className="mono">{key}</th>)}</tr></thead>
      <tbody>{items.map((item, i) => <tr key={i}>{keys.map((key) => <td key={key} className={key === 'source' ? 'hint' : undefined}>{item[key] === undefined ? '' : <Value value={item[key]} />}</td>)}</tr>)}</tbody></table></div>
  )
}

function Entry({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  if (isPlain(value) || isShort(value)) {
    const source = isNode(value) && typeof value['source'] === 'string' ? value['source'] : undefined
    return <><dt className="mono">{name}</dt><dd><Value value={value} />{source === undefined ? null : <p className="hint">{t('console.policy.source')}: {source}</p>}</dd></>
  }
  const inner = Array.isArray(value) ? (value.every(isNode) ? <Lines items={value} /> : <Tree value={Object.fromEntries(value.map((each, i) => [String(i + 1), each]))} depth={depth + 1} />) : <Tree value={value as Node} depth={depth + 1} />
  const count = Array.isArray(value) ? value.length : Object.keys(value as Node).length
  return <div className="policy-branch"><details open={depth === 0 && count <= 12}><summary><span className="mono">{name}</span> <span className="hint num">{count}</span></summary>{inner}</details></div>
}

/** Draws a document, its large parts folded. */
export function Tree({ value, depth = 0 }: { value: Node; depth?: number }) {
  return <dl className="policy-tree">{Object.entries(value).map(([name, each]) => <Entry key={name} name={name} value={each} depth={depth} />)}</dl>
}
