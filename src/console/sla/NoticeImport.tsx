// Bringing a notice: pasted or chosen as a file, in one of two shapes; what the shape doesn't carry is asked for.
import { useState } from 'react'
import { proposeNotice } from '../../contract/sla.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { Field, Values } from '../kit/form.ts'
import { problemOf } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { useAct } from '../kit/use-api.ts'
import { hasWords, t } from '../kit/words.ts'

const most = 65_536
const isYear = ({ text }: Values): boolean => /"?year"?\s*:/.test(String(text ?? '')) && /"?isOffDay"?\s*:/.test(String(text ?? ''))
/** Tells which places of the text were wrong: the form has one field for all of them. */
function placesOf(error: unknown): string[] {
  return (problemOf(error).fields ?? []).filter(({ path }) => path.startsWith('text.')).map(({ path, code }) => `${path.slice(5)}: ${hasWords(`errors.field.${code}`) ? t(`errors.field.${code}`) : t(`console.field_problem.${code}`, {}, t('console.field_problem.invalid'))}`)
}

/** Shows the sheet; `onProposed` gets the new change. */
export function NoticeImport({ onClose, onProposed }: { onClose: () => void; onProposed: (id: string) => void }) {
  const [file, setFile] = useState<{ name: string; text: string }>()
  const [places, setPlaces] = useState<string[]>([])
  const propose = useAct(proposeNotice)
  const [round, setRound] = useState(0)
  const fields: Field[] = [
    { kind: 'area', name: 'text', words: t('console.calendar.text'), hint: t('console.calendar.text_hint'), required: true, max: most, placeholder: t('console.calendar.example'), wide: true },
    { kind: 'line', name: 'number', words: t('console.calendar.number'), hint: t('console.calendar.number_hint'), required: true, max: 80, when: isYear },
    { kind: 'line', name: 'publishedOn', words: t('console.calendar.published_on'), placeholder: '2026-11-04', required: true, max: 10, when: isYear },
    { kind: 'line', name: 'title', words: t('console.calendar.title'), required: true, max: 200, when: isYear, wide: true },
    { kind: 'line', name: 'reason', words: t('console.calendar.note'), max: 200, wide: true },
  ]
  const choose = async (chosen: File | undefined) => {
    if (chosen === undefined) return
    setFile({ name: chosen.name, text: (await chosen.text()).slice(0, most) })
    setRound((n) => n + 1)
  }
  return (
    <Sheet side title={t('console.calendar.import')} onClose={onClose}>
      <div className="notice-import">
        <label className="btn file-button">{t('console.calendar.choose_file')}<input className="sr" type="file" accept=".yaml,.yml,.json,.txt" onChange={(event) => void choose(event.target.files?.[0])} /></label>
        {file === undefined ? null : <span className="hint"> {file.name}</span>}
        <ActionForm key={round} submit={t('console.calendar.do_import')} consequence={t('console.calendar.consequence_import')} {...(file === undefined ? {} : { given: { text: file.text } })} fields={fields}
          send={async (body) => {
            setPlaces([])
            try {
              onProposed((await propose.mutateAsync({ body: body as { text: string } })).id)
            } catch (error) {
              setPlaces(placesOf(error))
              throw error
            }
          }} />
        {places.length === 0 ? null : <ul className="doubts" role="alert">{places.map((place) => <li key={place}>{place}</li>)}</ul>}
      </div>
    </Sheet>
  )
}
