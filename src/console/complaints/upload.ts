// Uploading one file of a case through the contract.
import { uploadAttachment } from '../../contract/complaints.ts'
import { call } from '../kit/api.ts'
import type { UploadedFile } from '../kit/form.ts'

/** Uploads a file; answers its id and name. */
export async function upload(file: File): Promise<UploadedFile> {
  const form = new FormData()
  form.set('file', file)
  const { id, name } = await call(uploadAttachment, { form, idempotencyKey: crypto.randomUUID() })
  return { id, name }
}
