// The parts of a told deadline below its sentence: limits side by side, the count, pauses, moves, breach, sources.
import type { ReactNode } from 'react'
import { segmentMark } from '../../contract/explanation-text.ts'
import type { ToldDeadline } from '../../contract/explanation-text.ts'
import { Icon } from '../kit/Icon.tsx'
import { t } from '../kit/words.ts'

function Part({ name, children }: { name: string; children: ReactNode }) {
  return <section className="deadline-part"><h2>{t(`clocks.explain.${name}`)}</h2>{children}</section>
}

function Limits({ limits }: Pick<ToldDeadline, 'limits'>) {
  return (
    <dl className="deadline-limits">
      {limits.map((limit) => <div key={limit.kind} className={`is-${limit.kind}`}><dt>{limit.name}</dt><dd><strong className="num">{limit.when}</strong>{limit.how === '' ? null : <span className="hint">{limit.how}</span>}</dd></div>)}
    </dl>
  )
}

/** The stretches as a list; counted and skipped differ by mark, word and bar. */
export function Stretches({ segments, sum }: Pick<ToldDeadline, 'segments' | 'sum'>) {
  return (
    <>
      <ol className="stretches">
        {segments.map((segment) => (
          <li key={segment.from} className={segment.counted ? 'is-counted' : 'is-skipped'} data-code={segment.code}>
            <span className="stretch-when num">{segment.when}</span>
            <span className="stretch-what">{segment.what}</span>
            <span className="stretch-length num">{segment.length}</span>
            <span className="stretch-mark"><Icon name={segment.counted ? 'check' : segment.code === 'paused' ? 'pause' : 'right'} size={12} />{t(`clocks.explain.${segmentMark(segment.counted, segment.code)}`)}</span>
          </li>
        ))}
      </ol>
      {sum === null ? null : <p className="deadline-sum">{sum}</p>}
    </>
  )
}

/** Draws the parts that have something to say. */
export function DeadlineParts({ told }: { told: ToldDeadline }) {
  return (
    <>
      {told.breach === null ? null : <Part name="breach"><p className="notice is-overdue"><Icon name="alarm" size={14} /><span>{told.breach}</span></p></Part>}
      <Part name="limits"><Limits limits={told.limits} /></Part>
      <Part name="stretches"><Stretches segments={told.segments} sum={told.sum} /></Part>
      <Part name="pauses"><ul className="deadline-lines">{told.pauses.map((line) => <li key={line}>{line}</li>)}</ul></Part>
      {told.changes.length === 0 ? null : <Part name="changes"><ul className="deadline-lines">{told.changes.map((line) => <li key={line}>{line}</li>)}</ul></Part>}
      <Part name="basis"><dl className="deadline-basis">{told.basis.map((fact) => <div key={fact.name + fact.text}><dt>{fact.name}</dt><dd>{fact.text}</dd></div>)}</dl></Part>
      <p className="hint">{told.toldAt}</p>
    </>
  )
}
