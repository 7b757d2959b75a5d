// Sends answers as soon as there is a line: files first, then the answer, once, whichever page of whichever day it was written on.
import { useEffect } from 'react'
import { answerOrder } from '../../contract/investigation.ts'
import type { OrderAnswer } from '../../domain/complaints/vocabulary.ts'
import { call } from '../kit/api.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { dropDraft, keepDraft, readDraft, tellDrafts, toAnswer, waitingOrders } from './outlet-draft.ts'
import type { AnswerDraft } from './outlet-draft.ts'
import { dropFilesOf, dropOldFiles, filesOf, noteUploaded } from './outlet-files.ts'
import { uploadInPieces } from './outlet-upload.ts'

const againMs = 30_000
const underWay = new Map<string, Promise<boolean>>()
const uploading = new Map<string, Promise<string>>()
const shares = new Map<string, number>()

/** How much of a file is over, 0–1; undefined while it waits. */
export function shareOf(fileId: string): number | undefined {
  return shares.get(fileId)
}

/** Begins to upload what an order's answer will carry, so that little is left when it is sent. A lost line is no failure: it goes on later. */
export async function uploadFiles(orderId: string): Promise<void> {
  await uploadedIds(orderId).catch(() => undefined)
}

async function uploadedIds(orderId: string): Promise<string[]> {
  const ids: string[] = []
  for (const file of await filesOf(orderId)) {
    const sending = file.uploadedId === undefined ? (uploading.get(file.id) ?? uploadInPieces(file, (share) => { shares.set(file.id, share); tellDrafts() })) : Promise.resolve(file.uploadedId)
    uploading.set(file.id, sending)
    try {
      const id = await sending
      if (file.uploadedId === undefined) await noteUploaded(file, id)
      ids.push(id)
    } finally {
      uploading.delete(file.id)
      shares.delete(file.id)
      tellDrafts()
    }
  }
  return ids
}

/** Sends the answer of an order; true when the server has it. What it refuses is kept with the reason, what found no line waits for one. */
export function sendAnswer(orderId: string, by: string): Promise<boolean> {
  const sending = underWay.get(orderId) ?? send(orderId, by).finally(() => { underWay.delete(orderId); tellDrafts() })
  underWay.set(orderId, sending)
  return sending
}

function isAnswered(draft: AnswerDraft): draft is AnswerDraft & { answer: OrderAnswer } {
  return draft.answer !== ''
}

async function send(orderId: string, by: string): Promise<boolean> {
  const draft = readDraft(orderId, by)
  if (!isAnswered(draft)) return false
  const wait = (): boolean => { keepDraft(orderId, { ...readDraft(orderId, by), waiting: true, refused: '' }); return false }
  if (!navigator.onLine) return wait()
  try {
    await call(answerOrder, { params: { id: orderId }, body: toAnswer(draft, await uploadedIds(orderId)), idempotencyKey: draft.key })
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'client.offline' || problem.status === 503) return wait()
    // what was refused is another answer once it is mended
    keepDraft(orderId, { ...readDraft(orderId, by), waiting: false, key: crypto.randomUUID(), refused: sayProblem(problem) })
    return false
  }
  dropDraft(orderId)
  await dropFilesOf(orderId)
  toast(t(draft.partial ? 'console.outletPage.part_sent' : 'console.outlet.sent'))
  await forget('/api/orders', '/api/order-batches')
  return true
}

/** Sends what this person left waiting: now, when the line comes back, and every half minute while something waits. */
export function useOutbox(by: string | undefined): void {
  useEffect(() => {
    if (by === undefined) return undefined
    const all = (): void => { for (const orderId of waitingOrders(by)) void sendAnswer(orderId, by) }
    all()
    void dropOldFiles()
    addEventListener('online', all)
    const timer = setInterval(all, againMs)
    return () => {
      removeEventListener('online', all)
      clearInterval(timer)
    }
  }, [by])
}
