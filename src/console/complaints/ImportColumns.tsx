// Before an import starts: which column is what, seen beside its first cells, and what counts for every line that says nothing itself.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { previewImport, startImport } from '../../contract/imports.ts'
import type { ImportPreview, ImportRun } from '../../contract/imports.ts'
import { importFields } from '../../domain/complaints/import-columns.ts'
import type { ImportField } from '../../domain/complaints/import-columns.ts'
import { channels } from '../../domain/complaints/vocabulary.ts'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { count } from './import-words.ts'

type Choice = { readonly sheet: string | null; readonly fields: readonly (ImportField | null)[] }

/** Shows the columns to confirm; every change is only here until it starts. */
export function ImportColumns({ run, onStarted }: { run: ImportRun; onStarted: () => void }) {
  const [sheet, setSheet] = useState<string | undefined>(undefined)
  const found = useApi(previewImport, { params: { id: run.id }, query: sheet === undefined ? {} : { sheet } }, { staleTime: Number.POSITIVE_INFINITY })
  return (
    <>
      {found.data !== undefined && found.data.sheets.length > 1 ? (
        <div className="field import-sheet"><label className="field-label" htmlFor="import-sheet">{t('console.imports.sheet')}</label>
          <select id="import-sheet" className="input" value={sheet ?? found.data.sheet ?? ''} onChange={(event) => setSheet(event.target.value)}>{found.data.sheets.map((each) => <option key={each.name} value={each.name}>{each.name}{each.hidden ? ` ${t('console.imports.hidden')}` : ''}</option>)}</select></div>
      ) : null}
      {found.isPending ? <Skeleton /> : found.isError ? <><ErrorState error={found.error} />{sheet === undefined ? null : <div className="import-acts"><Button onClick={() => setSheet(undefined)}>{t('console.imports.first_sheet')}</Button></div>}</> : <Columns key={found.data.sheet} run={run} preview={found.data} onStarted={onStarted} />}
    </>
  )
}

function Columns({ run, preview, onStarted }: { run: ImportRun; preview: ImportPreview; onStarted: () => void }) {
  const [chosen, setChosen] = useState<Choice>({ sheet: preview.sheet, fields: preview.columns.map((column) => column.field) })
  const [channel, setChannel] = useState('')
  const [proof, setProof] = useState('')
  const start = useAct(startImport, { onDone: onStarted })
  const has = (field: ImportField): boolean => chosen.fields.includes(field)
  // one column a field: choosing it elsewhere takes it from the former
  const choose = (column: number, field: ImportField | null): void => setChosen({ ...chosen, fields: chosen.fields.map((former, i) => (i === column ? field : former === field ? null : former)) })
  const missing = [...(has('verbatim') ? [] : [t('console.imports.needs_words')]), ...(has('channel') || channel !== '' ? [] : [t('console.imports.needs_channel')])]
  const begin = (): void => start.mutate({ params: { id: run.id }, body: { mapping: Object.fromEntries(chosen.fields.flatMap((field, i) => (field === null ? [] : [[field, i]]))), defaults: { ...(channel === '' ? {} : { channel: channel as (typeof channels)[number] }), ...(proof.trim() === '' ? {} : { reportedProof: proof.trim() }) } } })
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (missing.length === 0) begin() }}>
      <section className="card import-columns" aria-label={t('console.imports.columns')}>
        <header><h2>{t('console.imports.columns')}</h2><p className="hint">{t('console.imports.columns_hint', { known: chosen.fields.filter((field) => field !== null).length, all: preview.columns.length })}{preview.encoding === null || preview.encoding === 'utf-8' ? '' : ` ${t('console.imports.encoding', { encoding: preview.encoding.toUpperCase() })}`}</p></header>
        {preview.columns.map((column, i) => (
          <div key={i} className={`import-column${chosen.fields[i] === null ? ' is-out' : ''}`}>
            <label htmlFor={`column-${i}`}><strong>{column.name}</strong><span className="hint">{examples(preview, i)}</span></label>
            <select id={`column-${i}`} className="input" value={chosen.fields[i] ?? ''} onChange={(event) => choose(i, event.target.value === '' ? null : (event.target.value as ImportField))}>
              <option value="">{t('console.imports.left_out')}</option>
              {importFields.map((field) => <option key={field} value={field}>{label('importField', field)}</option>)}
            </select>
          </div>
        ))}
      </section>
      <div className="fields is-two import-defaults">
        <div className="field"><label className="field-label" htmlFor="import-channel">{t('console.imports.channel')}</label>
          <select id="import-channel" className="input" value={channel} onChange={(event) => setChannel(event.target.value)}><option value="">{has('channel') ? t('console.imports.by_line') : t('console.imports.choose_one')}</option>{channels.map((each) => <option key={each} value={each}>{label('channel', each)}</option>)}</select>
          <span className="hint">{t('console.imports.channel_hint')}</span></div>
        {has('reportedAt') ? <div className="field"><label className="field-label" htmlFor="import-proof">{t('console.imports.proof')}</label><input id="import-proof" className="input" maxLength={200} value={proof} onChange={(event) => setProof(event.target.value)} /><span className="hint">{t('console.imports.proof_hint')}</span></div> : null}
      </div>
      <Sample preview={preview} fields={chosen.fields} />
      <div className="import-foot">
        {start.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(start.error))}</p> : null}
        {missing.length > 0 ? <p className="hint">{missing.join(t('console.app.list_semicolon'))}</p> : <p className="hint">{t('console.imports.start_means')}</p>}
        <Button type="primary" htmlType="submit" disabled={missing.length > 0} loading={start.isPending}>{t('console.imports.start', { n: count(preview.lines) })}</Button>
      </div>
    </form>
  )
}

function examples(preview: ImportPreview, column: number): string {
  return [...new Set(preview.sample.map((row) => row.cells[column] ?? '').filter((cell) => cell !== ''))].slice(0, 2).map((cell) => ([...cell].length > 40 ? `${[...cell].slice(0, 39).join('')}…` : cell)).join(' · ')
}

function Sample({ preview, fields }: { preview: ImportPreview; fields: Choice['fields'] }) {
  const kept = preview.columns.flatMap((column, i) => (fields[i] === null || fields[i] === undefined ? [] : [{ name: label('importField', fields[i]), at: i, key: column.name }]))
  return (
    <details className="import-sample">
      <summary><Icon name="right" size={12} />{t('console.imports.sample', { n: preview.sample.length })}</summary>
      <div className="card import-scroll" tabIndex={0} role="group" aria-label={t('console.imports.sample', { n: preview.sample.length })}><table><thead><tr><th scope="col">{t('console.imports.line')}</th>{kept.map((column) => <th key={column.at} scope="col">{column.name}</th>)}</tr></thead>
        <tbody>{preview.sample.map((row) => <tr key={row.line}><td className="num hint">{row.line}</td>{kept.map((column) => <td key={column.at}><span>{row.cells[column.at]}</span></td>)}</tr>)}</tbody></table></div>
    </details>
  )
}
