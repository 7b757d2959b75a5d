// What the server says of a text while it is written: asked a moment after the last key, the former answer standing meanwhile.
import { useEffect, useState } from 'react'
import { checkPolicy } from '../../contract/policy.ts'
import type { LegalExceptionInput, PolicyCheck } from '../../contract/policy.ts'
import type { PolicyKind } from '../../domain/policy/documents.ts'
import { call } from '../kit/api.ts'

export type Written = { readonly text: string; readonly basedOn: number; readonly sources: Readonly<Record<string, string>>; readonly exceptions: readonly LegalExceptionInput[] }

const pauseMs = 400

/** The check of what is written; `busy` while a newer one is awaited. */
export function useCheck(kind: PolicyKind, written: Written, start: PolicyCheck): { check: PolicyCheck; busy: boolean } {
  const asked = JSON.stringify(written)
  const [answer, setAnswer] = useState({ of: asked, check: start })
  useEffect(() => {
    if (answer.of === asked) return undefined
    const leave = new AbortController()
    const timer = setTimeout(() => {
      const { exceptions, ...rest } = JSON.parse(asked) as Written
      // a reason still being written is not one yet, and must not hide what else is wrong
      const whole = exceptions.filter((e) => e.text.trim() !== '' && /^\d{4}-\d\d-\d\d$/.test(e.date))
      call(checkPolicy, { params: { kind }, body: { ...rest, sources: { ...rest.sources }, exceptions: [...whole] }, signal: leave.signal }).then((check) => setAnswer({ of: asked, check }), () => undefined)
    }, pauseMs)
    return () => { clearTimeout(timer); leave.abort() }
  }, [asked, answer.of, kind])
  return { check: answer.check, busy: answer.of !== asked }
}
