// Writes `docs/generated/events.md`: everything the record can say, with the shape of each payload.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { caseEvents } from '../../src/domain/complaints/events.ts'
import type { EventShape } from '../../src/domain/complaints/events.ts'
import { transitions } from '../../src/domain/complaints/lifecycle.ts'
import { identityEventTypes } from '../../src/domain/identity/events.ts'
import { policyEventTypes } from '../../src/domain/policy/events.ts'
import { toldEvents } from '../../src/server/complaints/tell.ts'
import { head, table } from './markdown.ts'

const identitySource = 'src/domain/identity/events.ts'
const policySource = 'src/domain/policy/events.ts'

/** Gives the text of the page. */
export function eventsDoc(): string {
  return [
    head('What the record can say', ['src/domain/complaints/events.ts', identitySource, policySource, 'src/server/complaints/tell.ts'],
      'Payloads are frozen once shipped. Each event is a row of `events`, chained to the one before it in its stream.'),
    `## The stream of a case\n\n\`gist\` is scrubbed text of at most 200 characters, \`text\` scrubbed text, \`minor\` money in minor units, \`?\` a field that may be absent, \`null\` one that may be empty.\nAn event whose step moved the case also carries \`from\` and \`to\`; the first step of a case \`pinned\`, the process it follows from then on. **step** records it; **told** is the message the customer gets.\n\n${table(
      ['event', 'says', 'payload', 'step', 'told'], Object.entries(caseEvents).map(caseRow))}`,
    `## The streams of people, units, roles and tokens\n\n${table(['event', 'payload'], payloadRows(identitySource, identityEventTypes))}`,
    `## The streams of policy, one per kind of document\n\n${table(['event', 'payload'], payloadRows(policySource, policyEventTypes))}`,
  ].join('\n')
}

function caseRow([type, shape]: [string, EventShape]): string[] {
  const fields = Object.entries(shape.data).map(([name, kind]) => `\`${name}\` ${kind.replace('|null', ' or null')}`)
  const steps = transitions.filter(row => row.event === type).map(row => `\`${row.action}\``)
  const told = toldEvents[type]
  return [`\`${type}\``, shape.says, fields.join(', '), steps.join(', ') || '–', told === undefined ? '–' : `\`${told}\``]
}

// The payloads of streams beside the cases are types only, so they are read from their file.
function payloadRows(file: string, types: readonly string[]): string[][] {
  const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
  return types.map(type => {
    const payload = new RegExp(`type: '${type.replace('.', '\\.')}'; readonly data: \\{(.*?)\\} \\}$`, 'm').exec(source)?.[1]
    if (payload === undefined) throw new Error(`${file} has no payload for ${type} on one line`)
    return [`\`${type}\``, payload.split(';').map(field => field.replace('readonly', '').trim()).filter(Boolean).map(field => `\`${field.replace('readonly ', '')}\``).join(', ')]
  })
}
