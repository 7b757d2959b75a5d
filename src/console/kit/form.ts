// A form as data: what fields a step asks for, and how typed values become the body of a call.

export type Option = Readonly<{ value: string; words: string }>
export type UploadedFile = Readonly<{ id: string; name: string }>
type Base = Readonly<{ name: string; words: string; hint?: string; required?: boolean; wide?: boolean; when?: (values: Values) => boolean }>

/** One field. `name` is the path in the body ('notice.text'); rows repeat a group of fields; `told` areas are read by a customer. */
export type Field =
  | (Base & { kind: 'line'; max?: number; placeholder?: string })
  | (Base & { kind: 'area'; max?: number; placeholder?: string; told?: boolean })
  | (Base & { kind: 'secret'; fresh?: boolean })
  | (Base & { kind: 'select' | 'radio' | 'many'; options: readonly Option[] })
  | (Base & { kind: 'check' | 'money' | 'number' | 'lines'; min?: number; max?: number })
  | (Base & { kind: 'moment'; past?: boolean })
  | (Base & { kind: 'files'; upload: (file: File) => Promise<UploadedFile>; most?: number })
  | (Base & { kind: 'pick'; find: (words: string) => Promise<readonly Option[]> })
  | (Base & { kind: 'rows'; of: readonly Field[]; add: string; most?: number })

export type Values = { [name: string]: unknown }

/** A fresh value for every field: given ones first, then one empty row, unticked boxes, nothing. */
export function startValues(fields: readonly Field[], given: Values = {}): Values {
  const values: Values = {}
  for (const field of fields) {
    if (given[field.name] !== undefined) values[field.name] = given[field.name]
    else if (field.kind === 'rows') values[field.name] = [startValues(field.of)]
    else if (field.kind === 'check') values[field.name] = false
    else if (field.kind === 'files' || field.kind === 'lines' || field.kind === 'many') values[field.name] = []
  }
  return values
}

/** Whether a moment could be read: `YYYY-MM-DDTHH:mm`. */
export function isMoment(typed: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed)
}

/** `YYYY-MM-DDTHH:mm` in business time (UTC+8) as an instant; what could not be read goes as typed, and the server names the field. */
export function momentToWire(typed: string): string {
  return isMoment(typed) ? `${typed}:00+08:00` : typed
}

/** An instant as `YYYY-MM-DDTHH:mm` in business time. */
export function momentToField(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** "86.5" yuan typed → integer minor units; undefined when it is no amount. */
export function moneyToWire(typed: string): { minor: number; currency: 'CNY' } | undefined {
  const match = /^\s*(\d{1,9})(?:\.(\d{1,2}))?\s*$/.exec(typed)
  if (match === null) return undefined
  return { minor: Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0') || 0), currency: 'CNY' }
}

function wireValue(field: Field, value: unknown): unknown {
  if (field.kind === 'rows') return Array.isArray(value) ? value.map((row) => toBody(field.of, row as Values)) : []
  if (field.kind === 'files') return Array.isArray(value) ? (value as UploadedFile[]).map((file) => file.id) : []
  if (field.kind === 'check') return value === true
  if (field.kind === 'lines' || field.kind === 'many') return Array.isArray(value) && value.length > 0 ? value : field.kind === 'many' ? undefined : []
  if (field.kind === 'secret') return value === '' ? undefined : value
  const typed = typeof value === 'string' ? value.trim() : value
  if (typed === undefined || typed === '' || typed === null) return undefined
  if (field.kind === 'moment') return momentToWire(String(typed))
  if (field.kind === 'money') return moneyToWire(String(typed)) ?? { minor: -1, currency: 'CNY' }
  if (field.kind === 'number') return Number(typed)
  if (field.kind === 'pick') return (typed as Option).value
  return typed
}

/** Builds the nested body of a call; empty optional fields and fields not asked now are left out. */
export function toBody(fields: readonly Field[], values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    if (field.when !== undefined && !field.when(values)) continue
    const value = wireValue(field, values[field.name])
    if (value === undefined) continue
    const path = field.name.split('.')
    let place = body
    for (const step of path.slice(0, -1)) place = (place[step] ??= {}) as Record<string, unknown>
    place[path.at(-1) ?? field.name] = value
  }
  return body
}

/** Paths of required fields that are still empty, as the server would name them. */
export function missingOf(fields: readonly Field[], values: Values, prefix = ''): string[] {
  return fields.flatMap((field) => {
    if (field.when !== undefined && !field.when(values)) return []
    if (field.kind === 'rows') return (values[field.name] as Values[] | undefined ?? []).flatMap((row, i) => missingOf(field.of, row, `${prefix}${field.name}.${i}.`))
    const value = wireValue(field, values[field.name])
    const empty = value === undefined || (Array.isArray(value) && value.length === 0)
    return field.required === true && empty ? [`${prefix}${field.name}`] : []
  })
}
