// Holds the files on disk against their fingerprints, and the rows of files and of their custody against the pieces of evidence: read as a stream, one file at a time.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { rowsInBatches } from './batches.ts'

type Blob = [hex: string, storedAs: string, size: string, complaintId: string | null, seq: string | null]
export type FileBreak = { readonly streamId: string; readonly detail: string }

/** How many bytes were read, and one line per file that is missing or changed, or that no piece of evidence or another one claims. */
export async function verifyFiles(client: pg.Client, filesDir: string | null): Promise<{ readonly bytes: number; readonly breaks: readonly FileBreak[] }> {
  const breaks: FileBreak[] = (await client.query<{ id: string; detail: string }>(`
    select e.complaint_id::text as id, 'evidence.sha256 (' || e.id || ')' as detail from evidence e join attachments a on a.id = e.attachment_id where a.sha256 is distinct from e.sha256
    union all select a.complaint_id::text, 'attachments (' || a.id || ') belongs to another case than its evidence' from evidence e join attachments a on a.id = e.attachment_id where a.complaint_id is distinct from e.complaint_id
    union all select a.complaint_id::text, 'attachments (' || a.id || ') is no piece of evidence' from attachments a where a.complaint_id is not null and not exists (select from evidence e where e.attachment_id = a.id)
    union all select e.complaint_id::text, 'evidence.order_id (' || e.id || ')' from evidence e join attachments a on a.id = e.attachment_id where a.order_id is distinct from e.order_id
    union all select e.complaint_id::text, 'evidence_custody (' || e.id || ') does not tell of its arrival' from evidence e where not exists (select from evidence_custody k where k.evidence_id = e.id and k.act = 'added' and k.at = e.added_at and k.by_name = e.added_by_name)
    union all select e.stream_id::text, 'evidence_custody (' || (e.body::jsonb #>> '{data,evidence}') || ') does not tell that it was ' || substr(e.type, 10) from events e where e.type in ('evidence.handed_out', 'evidence.withdrawn')
      and not exists (select from evidence_custody k where k.evidence_id::text = e.body::jsonb #>> '{data,evidence}' and 'evidence.' || k.act = e.type and k.at = e.at and k.by_name = e.body::jsonb #>> '{actor,name}')
    union all select k.complaint_id::text, 'evidence_custody (' || k.evidence_id || ') tells that it was ' || k.act || ', which no event does' from evidence_custody k where k.act in ('handed_out', 'withdrawn', 'held', 'released', 'erased')
      and not exists (select from events e where e.stream_id = k.complaint_id and e.at = k.at and e.type = case k.act when 'erased' then 'personal_data.erased' else 'evidence.' || k.act end)
    union all select b.complaint_id::text, 'blobs (' || encode(b.sha256, 'hex') || ') is gone' from evidence b where b.attachment_id is not null and not exists (select from blobs x where x.sha256 = b.sha256) order by 1, 2`)).rows.map((r) => ({ streamId: r.id, detail: r.detail }))
  let bytes = 0
  if (filesDir === null) return { bytes, breaks }
  const query = `select encode(b.sha256, 'hex'), b.stored_as, b.size, e.complaint_id, e.seq from blobs b left join lateral (select complaint_id, seq from evidence where sha256 = b.sha256 and attachment_id is not null order by complaint_id limit 1) e on true order by b.stored_as`
  for await (const rows of rowsInBatches<Blob>(client, 'files', query)) {
    for (const [hex, storedAs, size, complaintId, seq] of rows) {
      const read = await fingerprint(join(filesDir, storedAs))
      bytes += read?.size ?? 0
      const wrong = read === null ? 'is missing' : read.size !== Number(size) ? `has ${read.size} bytes instead of ${size}` : read.hex !== hex ? 'was changed' : null
      if (wrong !== null) breaks.push({ streamId: complaintId ?? '', detail: `file ${storedAs}${seq === null ? '' : `, evidence no. ${seq},`} ${wrong}` })
    }
  }
  return { bytes, breaks }
}

async function fingerprint(path: string): Promise<{ hex: string; size: number } | null> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) { hash.update(chunk); size += chunk.length }
  } catch {
    return null
  }
  return { hex: hash.digest('hex'), size }
}
