// An outlet, station or courier registers a complaint: what, who, send (OPN-11); the clock starts here.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { registerComplaint } from '../../contract/complaints.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { usePhotos } from './outlet-photos.ts'
import { FilePicker } from '../kit/FilePicker.tsx'
import type { UploadedFile } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { useAct } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

const reasons = ['delay', 'loss', 'damage', 'shortage', 'false_signoff', 'locker_station', 'attitude', 'charge', 'misdelivery', 'other'] as const

function Done({ no, dueAt, onAgain }: { no: string; dueAt: string | undefined; onAgain: () => void }) {
  return (
    <section className="order-card card register-done" role="status">
      <Icon name="check" size={28} /><h2>{t('console.register.done')}</h2>
      <p className="result-no mono">{no.replace(/^(\d{6})(\d{5})(\d{5})(\d)$/, '$1 $2 $3 $4')}</p>
      {dueAt === undefined ? null : <p>{t('console.register.promised')} <strong><Moment at={dueAt} /></strong></p>}
      <Button size="large" block onClick={onAgain}>{t('console.register.again')}</Button>
    </section>
  )
}

/** Draws the form. */
export function RegisterForm() {
  const empty = { reasonCode: '', verbatim: '', phone: '', waybillNo: '', anonymous: false, files: [] as readonly UploadedFile[] }
  const [values, setValues] = useState(empty)
  const photos = usePhotos()
  const act = useAct(registerComplaint)
  const change = (part: Partial<typeof empty>) => setValues((old) => ({ ...old, ...part }))
  const { reasonCode, verbatim, phone, waybillNo, anonymous, files } = values
  const some = (name: string, value: string) => (value.trim() === '' ? {} : { [name]: value.trim() })
  const send = () => act.mutate({ body: { reasonCode, verbatim: verbatim.trim() === '' ? reasonLabel(reasonCode) : verbatim.trim(), anonymous, ...some('phone', phone), ...some('waybillNo', waybillNo), ...(files.length === 0 ? {} : { attachmentIds: files.map((file) => file.id) }) } })
  if (act.data !== undefined) return <Done no={act.data.complaintNo} dueAt={act.data.clocks.find((clock) => clock.kind === 'decision')?.dueAt} onAgain={() => { setValues(empty); act.reset() }} />
  if (reasonCode === '') {
    return (
      <section><p className="outlet-lead">{t('console.register.what')}</p>
        <div className="tiles">{reasons.map((code) => <button key={code} type="button" className="tile" onClick={() => change({ reasonCode: code })}>{reasonLabel(code)}</button>)}</div></section>
    )
  }
  return (
    <form className="order-card card fields" onSubmit={(event) => { event.preventDefault(); send() }}>
      <button type="button" className="text-button" onClick={() => change({ reasonCode: '' })}><Icon name="left" size={14} />{reasonLabel(reasonCode)}</button>
      <div className="field"><label className="field-label" htmlFor="r-phone">{t('console.register.phone')}</label><input id="r-phone" className="input" type="tel" autoFocus required={!anonymous} maxLength={30} value={phone} onChange={(event) => change({ phone: event.target.value })} /></div>
      <div className="field"><label className="field-label" htmlFor="r-words">{t('console.register.words')} <span className="hint">{t('console.form.optional')}</span></label><textarea id="r-words" className="input" maxLength={2000} value={verbatim} onChange={(event) => change({ verbatim: event.target.value })} /></div>
      <div className="field"><label className="field-label" htmlFor="r-no">{t('console.register.number')} <span className="hint">{t('console.form.optional')}</span></label><input id="r-no" className="input mono" maxLength={60} autoCapitalize="characters" value={waybillNo} onChange={(event) => change({ waybillNo: event.target.value })} /></div>
      <FilePicker id="r-photo" camera words={t('console.outlet.photo')} files={files} upload={photos.send} most={9} onChange={(list) => change({ files: list })} />
      <label className="check"><input type="checkbox" checked={anonymous} onChange={(event) => change({ anonymous: event.target.checked })} />{t('console.register.anonymous')}</label>
      {act.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(act.error))}</p> : null}
      <Button type="primary" htmlType="submit" size="large" block loading={act.isPending}>{t('console.register.send')}</Button>
    </form>
  )
}
