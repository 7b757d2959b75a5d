// A business "no": the only exception the system throws on purpose.

/** Values a refusal's sentence needs; never personal data. */
export type RefusalParams = Readonly<Record<string, string | number | boolean | null | readonly string[] | Readonly<Record<string, string>>>>

/** What `whyNot` questions answer and what the problem reply carries (`contract.md`, Errors). */
export type Why = { readonly code: string; readonly params: RefusalParams }

/** A refusal by rule. `code` has its sentence under `errors.<code>` in every locale; `status` is the HTTP status of the reply. */
export class Refusal extends Error {
  readonly code: string
  readonly params: RefusalParams
  readonly status: number
  constructor(code: string, params: RefusalParams = {}, status = 409) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.params = params
    this.status = status
  }
}

/** Builds the plain value of a refusal, for questions that answer instead of throwing. */
export function why(code: string, params: RefusalParams = {}): Why {
  return { code, params }
}

/** Throws the answer of a `whyNot` question as a refusal, if there is one. `status` 400 for input that can't be meant, 409 for "not now". */
export function insist(no: Why | null, status = 409): void {
  if (no) throw new Refusal(no.code, no.params, status)
}
