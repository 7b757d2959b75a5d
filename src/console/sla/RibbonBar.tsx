// One clock drawn on the ribbon: how long it has run, what is left, where it stood, when it is due by each count; colour, shape and place together.
import { Icon } from '../kit/Icon.tsx'
import type { RibbonRow } from './ribbon-rows.ts'
import { placeOf, stretchOf } from './ribbon-scale.ts'
import type { Scale } from './ribbon-scale.ts'
import { stateLooks } from './state-looks.tsx'

const closing: readonly string[] = ['met', 'met_late', 'cancelled']

function Stretch({ scale, from, to, look }: { scale: Scale; from: number; to: number; look: string }) {
  const style = stretchOf(scale, from, to)
  return style === null ? null : <span className={`ribbon-bar ${look}`} style={style} />
}

function Tick({ scale, at, look }: { scale: Scale; at: number; look: string }) {
  return at < scale.from || at > scale.to ? null : <span className={`ribbon-tick ${look}`} style={{ left: `${placeOf(scale, at)}%` }} />
}

/** Draws the track of a row at the moment `at`. */
export function RibbonBar({ row, scale, at }: { row: RibbonRow; scale: Scale; at: number }) {
  const { clock, state, dueAt } = row
  const opened = Date.parse(clock.openedAt)
  const strict = Date.parse(clock.strictDueAt)
  const stopped = clock.stoppedAt === null ? null : Date.parse(clock.stoppedAt)
  const ended = stopped !== null && closing.includes(state) ? stopped : null
  const lived = Math.max(opened, ended ?? at)
  const markAt = ended ?? dueAt
  return (
    <span className={`ribbon-track is-${state}${clock.provisional ? ' is-provisional' : ''}`} aria-hidden="true">
      <Stretch scale={scale} from={opened} to={Math.min(lived, dueAt)} look="is-lived" />
      {ended === null ? <Stretch scale={scale} from={Math.max(opened, at)} to={dueAt} look="is-left" /> : null}
      {ended !== null && ended < dueAt ? <Stretch scale={scale} from={ended} to={dueAt} look="is-spared" /> : null}
      <Stretch scale={scale} from={dueAt} to={lived} look="is-late" />
      {clock.pauses.map((p) => <Stretch key={p.from} scale={scale} from={Math.max(opened, Date.parse(p.from))} to={Math.min(p.to === null ? at : Date.parse(p.to), p.until === null ? Infinity : Date.parse(p.until), ended ?? Infinity)} look="is-stood" />)}
      {clock.rolledDueAt === null || Date.parse(clock.rolledDueAt) <= dueAt ? null : <><Stretch scale={scale} from={dueAt} to={Date.parse(clock.rolledDueAt)} look="is-rolled" /><Tick scale={scale} at={Date.parse(clock.rolledDueAt)} look="is-rolled" /></>}
      {clock.targetAt === null ? null : <Tick scale={scale} at={Date.parse(clock.targetAt)} look="is-target" />}
      {strict === dueAt ? null : <Tick scale={scale} at={strict} look="is-strict" />}
      <Tick scale={scale} at={dueAt} look={clock.statutory ? 'is-due is-statutory' : 'is-due'} />
      <span className="ribbon-mark" style={{ left: `${placeOf(scale, markAt)}%` }}><Icon name={stateLooks[state].icon} size={12} /></span>
    </span>
  )
}
