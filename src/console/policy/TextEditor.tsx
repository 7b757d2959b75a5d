// A document as text, YAML or JSON: lines are numbered, problems stand at their lines and lead there.
import { useRef } from 'react'
import type { PolicyProblem } from '../../contract/policy.ts'
import { longestPolicy } from '../../contract/policy.ts'
import { t } from '../kit/words.ts'

/** The editor; a line with a problem is marked in the margin. */
export function TextEditor({ text, problems, onChange }: { text: string; problems: readonly PolicyProblem[]; onChange: (text: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const margin = useRef<HTMLDivElement>(null)
  const wrong = new Set(problems.map((p) => p.line))
  const goTo = (line: number) => {
    const at = text.split('\n').slice(0, line - 1).reduce((n, each) => n + each.length + 1, 0)
    area.current?.focus()
    area.current?.setSelectionRange(at, at + (text.split('\n')[line - 1]?.length ?? 0))
    if (area.current) area.current.scrollTop = Math.max(0, (line - 6) * Number.parseFloat(getComputedStyle(area.current).lineHeight))
  }
  return (
    <div className="policy-text">
      <div ref={margin} className="policy-margin num" aria-hidden="true">{text.split('\n').map((_, i) => <button key={i} type="button" tabIndex={-1} className={wrong.has(i + 1) ? 'is-wrong' : undefined} onClick={() => goTo(i + 1)}>{i + 1}</button>)}</div>
      <textarea ref={area} className="mono" aria-label={t('console.policy.text')} aria-invalid={problems.length > 0} value={text} spellCheck={false} wrap="off" maxLength={longestPolicy} onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => { if (margin.current) margin.current.scrollTop = event.currentTarget.scrollTop }} />
    </div>
  )
}
