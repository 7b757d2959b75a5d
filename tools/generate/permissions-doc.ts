// Writes `docs/generated/permissions.md`: what each shipped role holds, and what each endpoint asks for.
import { endpoints } from '../../src/contract/endpoints.ts'
import type { Endpoint } from '../../src/contract/endpoint.ts'
import { permissions, shippedRoles } from '../../src/domain/identity/permissions.ts'
import { head, table } from './markdown.ts'

const everywhere = permissions.filter(permission => shippedRoles.every(role => role.permissions.includes(permission)))

/** Gives the text of the page. */
export function permissionsDoc(): string {
  const rest = permissions.filter(permission => !everywhere.includes(permission))
  return [
    head('Who may do what', ['src/domain/identity/permissions.ts', 'src/contract/endpoints.ts'],
      'The roles as a new database gets them; an administrator may change them (`PUT /api/roles/:code`), and the table `roles` is what counts.'),
    `## Roles and their permissions\n\nEvery role holds ${everywhere.map(each => `\`${each}\``).join(', ')}.\n**Scope** *all*: every case. *Unit*: the cases the unit of the post is a party of (a province, hub or outlet also those of the units below it).\nCustomers hold no permission: what they may do on their own case is in [lifecycle.md](lifecycle.md).\n\n${matrix(rest)}`,
    `## Endpoints and what they need\n\n\`public\` is for everybody, \`signed_in\` for any person or token, \`portal\` for a customer's session. A key: the endpoint takes an \`Idempotency-Key\`, which tokens must send.\n\n${table(
      ['endpoint', 'needs', 'key', 'what it does', 'shipped roles that hold it'], endpoints.map(endpointRow))}`,
  ].join('\n')
}

function matrix(rest: readonly string[]): string {
  return table(
    ['permission', ...shippedRoles.map(role => role.code)],
    [['*scope*', ...shippedRoles.map(role => `*${role.scope}*`)], ...rest.map(permission => [`\`${permission}\``, ...shippedRoles.map(role => ((role.permissions as readonly string[]).includes(permission) ? '●' : ''))])],
  )
}

function endpointRow(endpoint: Endpoint): string[] {
  return [`\`${endpoint.method} ${endpoint.path}\``, `\`${endpoint.needs}\``, endpoint.idempotent ? 'yes' : '', endpoint.summary, holders(endpoint.needs)]
}

function holders(needs: string): string {
  if (!(permissions as readonly string[]).includes(needs)) return '–'
  const some = shippedRoles.filter(role => (role.permissions as readonly string[]).includes(needs)).map(role => role.code)
  return some.length === shippedRoles.length ? 'all' : some.length === 0 ? 'none' : some.join(', ')
}
