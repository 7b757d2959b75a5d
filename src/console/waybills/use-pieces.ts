// The pieces of evidence of a case that can be placed on the axis; none for those who may not read evidence.
import { useMemo } from 'react'
import { listEvidence } from '../../contract/evidence.ts'
import { holds, useMe } from '../identity/session.ts'
import { useApi } from '../kit/use-api.ts'
import type { Piece } from './marks-360.ts'

const none: readonly Piece[] = []

/** Undefined while they load, so that the axis is drawn once. */
export function usePieces(id: string): readonly Piece[] | undefined {
  const me = useMe().data
  const may = me !== null && me !== undefined && holds(me, 'attachment:read')
  const found = useApi(listEvidence, { params: { id }, query: { limit: '100' } }, { enabled: may && id !== '' })
  return useMemo(() => {
    if (!may || found.isError) return none
    return found.data?.items.filter((e) => e.state === 'kept').map((e): Piece => ({ id: e.id, seq: e.seq, type: e.type, aboutAt: e.aboutAt, addedAt: e.addedAt, text: e.text, picture: e.file?.picture ?? e.file?.original ?? null, takenAt: instantOf(e.file?.taken?.at ?? null) }))
  }, [may, found.data, found.isError])
}

/** When a picture says it was taken: cameras write local time, without a zone or in their own manner; what can't be read is left out. */
function instantOf(told: string | null): string | null {
  if (told === null) return null
  const plain = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)$/.exec(told)
  const at = Date.parse(plain ? `${plain[1]}-${plain[2]}-${plain[3]}T${plain[4]}+08:00` : told)
  return Number.isFinite(at) ? new Date(at).toISOString() : null
}
