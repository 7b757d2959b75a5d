// What the replay of a record knows of the tables' rows, and how the fields of events become fields of rows (ADR 033).
import type { OrganTable } from './held.ts'

/** A field as PostgreSQL writes it; an instant as epoch milliseconds. `gist` values are compared as the record cut them. */
export type Told = string | null | { readonly gist: string }
export type ToldRow = Map<string, Told>
export type Data = Readonly<Record<string, unknown>>
export type RecordedEvent = { readonly type: string; readonly at: number; readonly actor: { readonly kind?: string; readonly id?: string; readonly name?: string }; readonly data: Data }

/** `rows` by table and key. `unnamed`: how many rows of a table older events tell without their id. `clocksTold`: false once an event of a step says nothing of clocks. */
export type Replay = { readonly head: ToldRow; readonly rows: Map<OrganTable, Map<string, ToldRow>>; readonly unnamed: Map<OrganTable, number>; clocksTold: boolean; handedTo: string | null }

/** The rows of a table told so far. */
export function rowsOf(r: Replay, table: OrganTable): Map<string, ToldRow> {
  const rows = r.rows.get(table) ?? new Map<string, ToldRow>()
  r.rows.set(table, rows)
  return rows
}

/** A row the record tells; without its key (older records) it is only counted. */
export function rowOf(r: Replay, table: OrganTable, key: unknown, fields: Readonly<Record<string, Told>>): ToldRow {
  const row: ToldRow = new Map(Object.entries(fields))
  if (typeof key === 'string') rowsOf(r, table).set(key, row)
  else r.unnamed.set(table, (r.unnamed.get(table) ?? 0) + 1)
  return row
}

/** What a later event tells of a row. */
export function put(row: ToldRow | undefined, fields: Readonly<Record<string, Told>>): void {
  if (row) for (const [name, value] of Object.entries(fields)) row.set(name, value)
}

/** Fields as PostgreSQL writes them; what an event does not hold is left out. */
export function told(fields: Data): Record<string, Told> {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined).map(([name, v]) => [name, text(v)]))
}

/** Texts as the record cut them. */
export function gists(fields: Data): Record<string, Told> {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined).map(([name, v]) => [name, typeof v === 'string' ? { gist: v } : null]))
}

/** A boolean, if the event holds it. */
export function flag(name: string, value: unknown): Record<string, Told> {
  return value === undefined ? {} : { [name]: bool(value) }
}

/** An instant, if the event holds it. */
export function when(name: string, value: unknown): Record<string, Told> {
  return value === undefined ? {} : { [name]: instant(value) }
}

/** A list of an event's objects. */
export function list(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value as readonly Data[] : []
}

/** A value as PostgreSQL writes it. */
export const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
/** A boolean as PostgreSQL writes it. */
export const bool = (value: unknown): string => (value === true ? 't' : 'f')
/** An instant of the record as epoch milliseconds. */
export const instant = (value: unknown): string | null => (typeof value === 'string' ? String(Date.parse(value)) : null)
