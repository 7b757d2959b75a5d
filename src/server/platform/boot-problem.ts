// A reason why the server cannot start, said to the operator in one sentence and without a stack.

/** Makes an error whose message is all the operator needs; `main` prints it and exits with 1. */
export function bootProblem(sentence: string, cause?: unknown): Error {
  return Object.assign(new Error(sentence, { cause }), { name: 'BootProblem' })
}

/** Whether an error came from `bootProblem`. */
export function isBootProblem(error: unknown): error is Error {
  return error instanceof Error && error.name === 'BootProblem'
}

/** The code of a system or database error (`EACCES`, `28P01` …), or an empty string. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
