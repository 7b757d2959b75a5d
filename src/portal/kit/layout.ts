// The frame of every portal page: head, the way back, language and letter size, and at the bottom always the same way to a person.
import { html, toMarkup } from './html.ts'
import type { Node } from './html.ts'
import { icon } from './icons.ts'
import type { IconName } from './icons.ts'
import { locales, refusalText } from '../words.ts'
import type { Page, Refused } from '../models.ts'

/** How a page sits in the frame. `form` names the form that carries typed answers: switching language then submits it, so nothing typed is lost. */
export type Frame = {
  title: string
  back?: { href: string; label: string }
  form?: string
  wide?: boolean
  /** Set on pages that watch for news: the state's key and, if there is one, the address of the event stream. */
  live?: { key: string; stream?: string }
  /** Set where the address itself opens the page: no link or request tells it on, and nothing leads to the customers' pages. */
  secret?: boolean
}

/** The whole document. */
export function document(page: Page, frame: Frame, ...body: Node[]): string {
  const { t, assets } = page
  const mark = toMarkup(html`<html lang=${page.locale} class=${page.elder ? 'elder' : undefined}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <meta name="referrer" content=${frame.secret ? 'no-referrer' : 'same-origin'} />
      <meta name="format-detection" content="telephone=no" />
      <title>${frame.title} · ${t('portal.brand')}</title>
      <link rel="icon" href=${assets.icon} type="image/svg+xml" />
      <link rel="stylesheet" href=${assets.css} />
      <script src=${assets.js} defer data-words=${scriptWords(page)}></script>
    </head>
    <body>
      <a class="skip" href="#main">${t('portal.frame.skip')}</a>
      ${head(page, frame)}
      ${announced(page)}
      <main id="main" class=${frame.wide ? 'wide' : undefined} data-now=${page.now} data-live=${frame.live?.key} data-stream=${frame.live?.stream}>${body}</main>
      ${frame.secret ? null : foot(page)}
    </body>
  </html>`)
  return `<!doctype html>${mark}`
}

function head(page: Page, frame: Frame): Node {
  const { t } = page
  return html`<header class="top">
    <div class="bar">
      ${frame.secret ? html`<span class="brand">${t('portal.brand')}<span>${page.site.companyName}</span></span>` : html`<a class="brand" href="/p">${t('portal.brand')}<span>${page.site.companyName}</span></a>`}
      <nav class="settings" aria-label=${t('portal.frame.settings')}>${switches(page, frame)}</nav>
    </div>
    ${frame.back ? html`<a class="back" href=${frame.back.href}>${icon('back')}<span>${frame.back.label}</span></a>` : null}
  </header>`
}

function announced(page: Page): Node {
  return page.announcements?.length ? html`<aside class="announced" aria-label=${page.t('portal.frame.announced')}>${icon('info')}<div>${page.announcements.map((words) => html`<p>${words}</p>`)}</div></aside>` : null
}

function switches(page: Page, frame: Frame): Node {
  const elderLabel = page.t(page.elder ? 'portal.frame.elderOff' : 'portal.frame.elderOn')
  if (frame.form === undefined && page.self === undefined) return null
  return [
    switchTo(page, frame, 'elder', page.elder ? 'off' : 'on', elderLabel),
    locales.filter((one) => one.code !== page.locale).map((one) => switchTo(page, frame, 'lang', one.code, one.name, one.code)),
  ]
}

function switchTo(page: Page, frame: Frame, name: string, value: string, label: string, lang?: string): Node {
  if (frame.form !== undefined) {
    return html`<button class="switch" form=${frame.form} name="switch" value=${`${name}:${value}`} formnovalidate lang=${lang}>${label}</button>`
  }
  const self = page.self ?? '/p'
  return html`<a class="switch" href=${`${self}${self.includes('?') ? '&' : '?'}${name}=${value}`} lang=${lang} rel="nofollow">${label}</a>`
}

function foot(page: Page): Node {
  const { t, site } = page
  return html`<footer class="foot">
    <a class="person" href=${`tel:${site.hotline.number.replace(/[^\d+]/g, '')}`}>
      ${icon('phone')}<span><b>${t('portal.frame.person', { number: site.hotline.number })}</b><small>${site.hotline.hours}</small></span>
    </a>
    <nav aria-label=${t('portal.frame.more')}>
      <a href="/p/follow">${t('portal.frame.follow')}</a>
      <a href="/p/how">${t('portal.frame.how')}</a>
      <a href="/p/my-data">${t('portal.frame.data')}</a>
    </nav>
  </footer>`
}

function scriptWords(page: Page): string {
  const names = ['time.left', 'time.past', 'time.sizeDays', 'time.sizeDay', 'time.sizeHours', 'time.sizeHour', 'time.sizeMinutes', 'script.copied', 'script.sending', 'script.shrinking', 'script.offline', 'script.news', 'script.restored', 'script.remove', 'script.tooMany', 'script.keep', 'script.keepHint', 'script.sent', 'script.retry', 'script.waits', 'script.later']
  return JSON.stringify(
    Object.fromEntries(
      names.map((name) => [name, page.t(`portal.${name}`, { d: '{{d}}', h: '{{h}}', m: '{{m}}', size: '{{size}}', n: '{{n}}', name: '{{name}}', percent: '{{percent}}' })]),
    ),
  )
}

/** A page's heading with the sentence under it. */
export function heading(title: Node, lead?: Node): Node {
  return html`<div class="heading"><h1>${title}</h1>${lead === undefined ? null : html`<p class="lead">${lead}</p>`}</div>`
}

/** Why sending failed, on top of the form that kept everything; nothing without a problem. */
export function problemNote(page: Page, problem: Refused | undefined): Node {
  return problem ? note('overdue', 'alert', html`<p><b>${refusalText(page, problem)}</b></p>`, html`<p>${page.t('portal.wrong.stillThere')}</p>`) : null
}

/** Primary action as a link. */
export function action(href: string, label: string): Node {
  return html`<a class="button primary" href=${href}>${label}</a>`
}

/** A quiet action as a link. */
export function quiet(href: string, label: string): Node {
  return html`<a class="button" href=${href}>${label}</a>`
}

/** A framed remark with an icon; `tone` colours it, words carry it. */
export function note(tone: 'info' | 'good' | 'soon' | 'overdue', name: IconName, ...body: Node[]): Node {
  return html`<div class=${`note ${tone}`} role=${tone === 'overdue' ? 'alert' : 'status'}>${icon(name)}<div>${body}</div></div>`
}
