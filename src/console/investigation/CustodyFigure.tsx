// The custody figure of a report as inline SVG; what it shows stands in the table below it too.
import type { Figure } from '../../contract/custody-figure.ts'

/** Draws it; `words` is what it shows, for readers. */
export function CustodyFigure({ figure: f, words }: { figure: Figure; words: string }) {
  return (
    <svg className="custody-figure" viewBox={`0 0 ${f.width} ${f.height}`} role="img" aria-label={words}>
      <defs>{(['soon', 'overdue', 'good', 'info', 'quiet'] as const).map((tone) => <pattern key={tone} id={`hatch-${tone}`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect className={`figure-${tone}`} width="5" height="5" opacity="0.3" /><rect className={`figure-${tone}`} width="1.6" height="5" /></pattern>)}</defs>
      {f.lines.map((l, i) => <line key={i} className={`stroke-${l.tone}`} x1={l.x1} y1={l.y1} x2={l.x2} y2={l.y2} {...(l.dashed ? { strokeDasharray: '3 2' } : {})} />)}
      {f.rects.map((r, i) => r.look === 'dashed' ? <rect key={i} className="figure-plan" x={r.x} y={r.y} width={r.w} height={r.h} /> : <rect key={i} className={`figure-${r.tone}`} x={r.x} y={r.y} width={r.w} height={r.h} rx="2" {...(r.look === 'hatched' ? { fill: `url(#hatch-${r.tone})`, style: { fill: `url(#hatch-${r.tone})` } } : {})} />)}
      {f.texts.map((t, i) => <text key={i} className={`figure-${t.tone}`} x={t.x} y={t.y} fontSize={t.size} textAnchor={t.anchor}>{t.text}</text>)}
    </svg>
  )
}
