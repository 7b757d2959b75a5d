// Links to one question for someone without an account: made, copied, shown as a code to scan, sent as a text, withdrawn.
import { useState } from 'react'
import { createOrderLink, listOrderLinks, revokeOrderLink } from '../../contract/order-links.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { QrCode } from '../kit/QrCode.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import './order-links.css'

function Made({ url, sent, until }: { url: string; sent: boolean; until: string }) {
  const copy = () => void navigator.clipboard.writeText(url).then(() => toast(t('console.outletPage.link_copied')), () => undefined)
  return (
    <div className="link-made">
      <p role="status"><Icon name="check" size={14} /> {t(sent ? 'console.outletPage.link_sent' : 'console.outletPage.link_made')} <Moment at={until} /></p>
      <QrCode text={url} words={t('console.outletPage.link_qr')} size={168} />
      <input className="input mono" readOnly value={url} aria-label={t('console.outletPage.link_url')} onFocus={(event) => event.target.select()} />
      <Button type="primary" size="large" block onClick={copy}><Icon name="copy" /> {t('console.outletPage.link_copy')}</Button>
      <p className="hint">{t('console.outletPage.link_once')}</p>
    </div>
  )
}

function Links({ orderId }: { orderId: string }) {
  const [phone, setPhone] = useState('')
  const list = useApi(listOrderLinks, { params: { id: orderId } })
  const create = useAct(createOrderLink, { onDone: () => void forget(`/api/orders/:id/links`) })
  const revoke = useAct(revokeOrderLink, { onDone: () => void forget(`/api/orders/:id/links`) })
  const failure = create.isError ? create.error : revoke.isError ? revoke.error : null
  const send = () => create.mutate({ params: { id: orderId }, body: phone.trim() === '' ? {} : { phone: phone.trim() } })
  return (
    <div className="order-links">
      <p className="quiet">{t('console.outletPage.link_hint')}</p>
      {create.data === undefined ? (
        <form className="fields" onSubmit={(event) => { event.preventDefault(); send() }}>
          <div className="field"><label className="field-label" htmlFor={`link-phone-${orderId}`}>{t('console.outletPage.link_phone')} <span className="hint">{t('console.form.optional')}</span></label><input id={`link-phone-${orderId}`} className="input" type="tel" maxLength={30} value={phone} onChange={(event) => setPhone(event.target.value)} /></div>
          <Button type="primary" htmlType="submit" size="large" block loading={create.isPending}>{t(phone.trim() === '' ? 'console.outletPage.link_create' : 'console.outletPage.link_send')}</Button>
        </form>
      ) : <Made url={create.data.url} sent={create.data.phoneMasked !== null} until={create.data.expiresAt} />}
      {failure === null ? null : <p className="field-error" role="alert">{sayProblem(problemOf(failure))}</p>}
      {list.isPending ? <Skeleton rows={2} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.data.items.length === 0 ? null : (
        <ul className="link-list">{list.data.items.map((link) => (
          <li key={link.id}>
            <span><strong>{t(`console.outletPage.link_state.${link.state}`)}</strong> {link.phoneMasked ?? t('console.outletPage.link_no_phone')}<small className="hint">{t('console.outletPage.link_line', { by: link.madeBy, n: link.opened })} · {t('console.outletPage.link_until')} <Moment at={link.expiresAt} /></small></span>
            {link.state === 'open' ? <Button size="small" loading={revoke.isPending} onClick={() => revoke.mutate({ params: { id: link.id } })}>{t('console.outletPage.link_revoke')}</Button> : null}
          </li>
        ))}</ul>
      )}
    </div>
  )
}

/** Draws the button that opens the sheet of a question's links. */
export function OrderLinks({ orderId }: { orderId: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)}><Icon name="link" size={14} />{t('console.outletPage.link')}</button>
      {open ? <Sheet title={t('console.outletPage.link_title')} onClose={() => setOpen(false)}><Links orderId={orderId} /></Sheet> : null}
    </>
  )
}
