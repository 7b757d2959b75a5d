// Form fields: label, hint, value, and what is wrong with it said next to it and in the list on top.
import { html } from './html.ts'
import type { Node } from './html.ts'
import { icon } from './icons.ts'
import { sizeText } from './format.ts'
import { maybe } from '../words.ts'
import type { FieldError, KeptFile, Page } from '../models.ts'

/** A single-line field. Everything but name and label may be left out. */
export type Text = {
  name: string
  label: Node
  hint?: string
  value: string
  optional?: boolean
  type?: string
  inputmode?: string
  autocomplete?: string
  maxlength?: number
  placeholder?: string
  big?: boolean
  autofocus?: boolean
}

/** What is wrong, in words: the field's own sentence first, then the general one. */
export function errorText(page: Page, error: FieldError): string {
  return (
    maybe(page, `portal.wrong.${error.path}.${error.code}`, error.params) ??
    maybe(page, `portal.wrong.any.${error.code}`, error.params) ??
    page.t('portal.wrong.any.invalid')
  )
}

/** All errors of a form at once, each a link to its field. Nothing when there are none. */
export function errorList(page: Page, errors: readonly FieldError[]): Node {
  if (errors.length === 0) return null
  return html`<div class="note overdue errors" role="alert" tabindex="-1" id="errors">
    ${icon('alert')}
    <div>
      <h2>${page.t('portal.wrong.title')}</h2>
      <p>${page.t('portal.wrong.kept')}</p>
      <ul>${errors.map((error) => html`<li><a href=${`#f-${error.path}`}>${errorText(page, error)}</a></li>`)}</ul>
    </div>
  </div>`
}

type Wrapped = { name: string; label: Node; hint?: string; optional?: boolean }

function marks(errors: readonly FieldError[], field: Wrapped): { error?: FieldError; describedby?: string } {
  const error = errors.find((one) => one.path === field.name)
  const ids = [field.hint ? `h-${field.name}` : '', error ? `e-${field.name}` : ''].filter(Boolean).join(' ')
  return { error, describedby: ids === '' ? undefined : ids }
}

function below(page: Page, field: Wrapped, error: FieldError | undefined): Node {
  return [
    field.hint ? html`<p class="hint" id=${`h-${field.name}`}>${field.hint}</p>` : null,
    error ? html`<p class="wrong" id=${`e-${field.name}`}>${icon('alert')}<span>${errorText(page, error)}</span></p>` : null,
  ]
}

function labelOf(page: Page, field: Wrapped): Node {
  return html`<label for=${`f-${field.name}`}>${field.label}${field.optional ? html`<small>${page.t('portal.form.optional')}</small>` : null}</label>`
}

/** Single-line input. */
export function textField(page: Page, field: Text, errors: readonly FieldError[]): Node {
  const { error, describedby } = marks(errors, field)
  return html`<div class=${`field${error ? ' bad' : ''}`}>
    ${labelOf(page, field)} ${below(page, field, error)}
    <input
      id=${`f-${field.name}`} name=${field.name} value=${field.value} type=${field.type ?? 'text'} class=${field.big ? 'big' : undefined}
      inputmode=${field.inputmode} autocomplete=${field.autocomplete ?? 'off'} maxlength=${field.maxlength} placeholder=${field.placeholder}
      aria-invalid=${error ? 'true' : undefined} aria-describedby=${describedby} autofocus=${field.autofocus}
    />
  </div>`
}

/** Multi-line input for the customer's own words. */
export function wordsField(page: Page, field: Text & { rows?: number }, errors: readonly FieldError[]): Node {
  const { error, describedby } = marks(errors, field)
  return html`<div class=${`field${error ? ' bad' : ''}`}>
    ${labelOf(page, field)} ${below(page, field, error)}
    <textarea
      id=${`f-${field.name}`} name=${field.name} rows=${field.rows ?? 4} maxlength=${field.maxlength ?? 5000} placeholder=${field.placeholder}
      aria-invalid=${error ? 'true' : undefined} aria-describedby=${describedby}
    >${field.value === '' ? '' : `\n${field.value}`}</textarea>
  </div>`
}

/** A group of answers, one (`radio`) or several (`checkbox`). */
export function choiceField(
  page: Page,
  field: Wrapped & { kind: 'radio' | 'checkbox'; options: readonly { value: string; label: Node; hint?: string }[]; chosen: readonly string[]; row?: boolean },
  errors: readonly FieldError[],
): Node {
  const { error, describedby } = marks(errors, field)
  return html`<fieldset class=${`field${error ? ' bad' : ''}`} id=${`f-${field.name}`} aria-describedby=${describedby}>
    <legend>${field.label}${field.optional ? html`<small>${page.t('portal.form.optional')}</small>` : null}</legend>
    ${below(page, field, error)}
    <div class=${field.row ? 'answers row' : 'answers'}>
      ${field.options.map(
        (one) => html`<label class="answer"
          ><input type=${field.kind} name=${field.name} value=${one.value} checked=${field.chosen.includes(one.value)} /><span
            >${one.label}${one.hint ? html`<small>${one.hint}</small>` : null}</span
          ></label
        >`,
      )}
    </div>
  </fieldset>`
}

/** One yes/no answer. */
export function tick(name: string, label: Node, checked: boolean, hint?: string): Node {
  return html`<label class="answer tick"
    ><input type="checkbox" name=${name} value="yes" checked=${checked} id=${`f-${name}`} aria-labelledby=${`l-${name}`} aria-describedby=${hint ? `h-${name}` : undefined} /><span
      ><span id=${`l-${name}`}>${label}</span>${hint ? html`<small id=${`h-${name}`}>${hint}</small>` : null}</span
    ></label
  >`
}

/** Photos and papers. Files already kept are listed and carried on; the script shrinks new photos before they travel. */
export function filesField(page: Page, field: Wrapped & { kept: readonly KeptFile[]; max: number; maxMb: number; accept?: string }, errors: readonly FieldError[]): Node {
  const { error, describedby } = marks(errors, field)
  return html`<div class=${`field${error ? ' bad' : ''}`}>
    ${labelOf(page, field)} ${below(page, field, error)}
    ${keptFiles(page, field.kept)}
    <input
      id=${`f-${field.name}`} name=${field.name} type="file" multiple accept=${field.accept ?? 'image/*,application/pdf'} data-photos data-max=${Math.max(0, field.max - field.kept.length)}
      data-max-mb=${field.maxMb} aria-invalid=${error ? 'true' : undefined} aria-describedby=${describedby}
    />
  </div>`
}

function keptFiles(page: Page, kept: readonly KeptFile[]): Node {
  if (kept.length === 0) return null
  return html`<ul class="files">
    ${kept.map(
      (file) => html`<li>
        ${icon('check')}<span>${file.name}<small>${sizeText(file.size)}</small></span>
        <input type="hidden" name="kept" value=${file.token} />
        <label class="drop"><input type="checkbox" name="drop" value=${file.token} />${page.t('portal.form.drop')}</label>
      </li>`,
    )}
  </ul>`
}

/** Hidden values that travel with a form. */
export function hidden(values: readonly (readonly [string, string | number])[]): Node {
  return values.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)
}

/** The button that sends a form. */
export function send(label: string, name?: string, value?: string): Node {
  return html`<button class="button primary" type="submit" name=${name} value=${value}>${label}</button>`
}
