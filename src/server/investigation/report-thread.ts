// The thread that draws one report: reading a font and choosing its glyphs takes half a second, which no other request should wait for.
import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { tellReport } from '../../contract/report-text.ts'
import { translator } from '../../contract/words.ts'
import type { Texts } from '../../contract/words.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import type { PaperTask } from './report-pdf.ts'
import { drawReport } from './report-paper.ts'

const { report, locale, author, madeAt } = workerData as PaperTask
const read = (name: string): Texts => JSON.parse(readFileSync(new URL(`../../../locales/${locale}/${name}.json`, import.meta.url), 'utf8')) as Texts
const t = translator({ codes: read('codes'), clocks: read('clocks'), reasons: read('reasons') })
const told = tellReport(report, t, locale, showComplaintNumber(report.content.complaintNo))
drawReport(told, { author, madeAt: new Date(madeAt), pageWords: (n, all) => t('codes.report.page', { n, all }) }).then((bytes) => parentPort?.postMessage(bytes), (error: unknown) => { throw error }).finally(() => parentPort?.close())
