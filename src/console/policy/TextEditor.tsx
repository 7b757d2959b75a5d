// A document as text, YAML or JSON: lines are numbered, problems stand at their lines and lead there.
import { memo, useCallback, useRef } from 'react'
import type { PolicyProblem } from '../../contract/policy.ts'
import { longestPolicy } from '../../contract/policy.ts'
import { t } from '../kit/words.ts'

/** The numbers of the lines; long texts have thousands, drawn anew only when their count or problems change. */
const Margin = memo(({ count, wrong, onGo }: { count: number; wrong: string; onGo: (line: number) => void }) => {
  const marked = new Set(wrong.split(',').map(Number))
  return <>{Array.from({ length: count }, (_, i) => <button key={i} type="button" tabIndex={-1} className={marked.has(i + 1) ? 'is-wrong' : undefined} onClick={() => onGo(i + 1)}>{i + 1}</button>)}</>
})

/** The editor; a line with a problem is marked in the margin. */
export function TextEditor({ text, problems, onChange }: { text: string; problems: readonly PolicyProblem[]; onChange: (text: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const margin = useRef<HTMLDivElement>(null)
  const wrong = problems.flatMap((p) => p.line ?? []).join(',')
  const goTo = useCallback((line: number) => {
    const lines = area.current?.value.split('\n') ?? []
    const at = lines.slice(0, line - 1).reduce((n, each) => n + each.length + 1, 0)
    area.current?.focus()
    area.current?.setSelectionRange(at, at + (lines[line - 1]?.length ?? 0))
    if (area.current) area.current.scrollTop = Math.max(0, (line - 6) * Number.parseFloat(getComputedStyle(area.current).lineHeight))
  }, [])
  return (
    <div className="policy-text">
      <div ref={margin} className="policy-margin num" aria-hidden="true"><Margin count={text.split('\n').length} wrong={wrong} onGo={goTo} /></div>
      <textarea ref={area} className="mono" aria-label={t('console.policy.text')} aria-invalid={problems.length > 0} value={text} spellCheck={false} wrap="off" maxLength={longestPolicy} onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => { if (margin.current) margin.current.scrollTop = event.currentTarget.scrollTop }} />
    </div>
  )
}
