// Writes `docs/generated/openapi.json`: the same document as `/openapi.json`, checked in so that a change of the wire shows in a diff.
import { problem } from '../../src/contract/common.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { version } from '../../src/server/platform/health.ts'
import { openApiOf } from '../../src/server/platform/openapi.ts'

/** Gives the text of the document. */
export function openApiDoc(): string {
  return `${JSON.stringify(openApiOf(endpoints, problem, version), null, 1)}\n`
}
