// Permissions (`noun:verb`) and the roles shipped (OPN-31); the roles live in a table, this is their first content.

export const permissions = [
  'complaint:create', 'complaint:read', 'complaint:accept', 'complaint:reject', 'complaint:decide_over_age', 'complaint:classify',
  'complaint:assign', 'complaint:take', 'complaint:hand_over', 'complaint:contact', 'complaint:note', 'complaint:promise', 'complaint:pause', 'complaint:approve_pause',
  'complaint:reveal', 'complaint:investigate', 'complaint:plan', 'complaint:offer', 'complaint:answer', 'complaint:decide', 'complaint:execute',
  'complaint:confirm', 'complaint:close', 'complaint:archive', 'complaint:reopen', 'complaint:withdraw', 'complaint:object', 'complaint:review',
  'complaint:settle_on_spot', 'complaint:register', 'complaint:import', 'complaint:merge',
  'order:issue', 'order:answer', 'evidence:hold', 'incident:manage', 'liability:judge', 'liability:contest', 'liability:review', 'liability:arbitrate',
  'settlement:manage', 'settlement:dispute', 'staff_measure:record',
  'approval:level1', 'approval:level2', 'payment:execute',
  'attachment:add', 'attachment:read', 'waybill:read', 'customer:read',
  'queue:read', 'stream:read', 'message:read', 'view:share', 'floor:read', 'duty:manage', 'assignment:manage', 'surge:manage', 'data_request:handle',
  'identity:read', 'identity:manage', 'policy:read', 'policy:draft', 'policy:publish', 'calendar:manage', 'token:manage', 'audit:read', 'system:manage', 'self:manage',
] as const

export type Permission = (typeof permissions)[number]

/** How a role's posts see rows: everything, or by the unit of the post. */
export type RoleScope = 'all' | 'unit'

export type Role = { readonly code: string; readonly scope: RoleScope; readonly permissions: readonly Permission[] }

const everyone: Permission[] = ['self:manage', 'policy:read', 'complaint:read', 'complaint:note', 'attachment:add', 'attachment:read', 'waybill:read', 'stream:read', 'queue:read']
const desk: Permission[] = ['complaint:create', 'complaint:contact', 'complaint:promise', 'complaint:reveal', 'complaint:hand_over', 'complaint:take', 'complaint:classify', 'customer:read', 'identity:read']
const agent: Permission[] = [...everyone, ...desk, 'complaint:accept', 'complaint:reject', 'complaint:assign', 'complaint:pause', 'complaint:investigate', 'complaint:plan',
  'complaint:offer', 'complaint:answer', 'complaint:decide', 'complaint:execute', 'complaint:confirm', 'complaint:close', 'complaint:withdraw', 'complaint:object',
  'complaint:settle_on_spot', 'complaint:merge', 'order:issue']
const lead: Permission[] = [...agent, 'complaint:decide_over_age', 'complaint:approve_pause', 'complaint:reopen', 'complaint:review', 'complaint:archive', 'complaint:import', 'approval:level1', 'message:read', 'view:share', 'floor:read', 'duty:manage', 'assignment:manage', 'surge:manage', 'data_request:handle', 'evidence:hold', 'incident:manage', 'staff_measure:record']
const unitDesk: Permission[] = [...everyone, 'order:answer', 'complaint:register', 'complaint:contact', 'complaint:execute', 'liability:contest', 'settlement:dispute']

/** The roles shipped with a new database. Nobody is both judge and inspector of one case (OPN-31): guards hold that, not this list. */
export const shippedRoles: readonly Role[] = [
  { code: 'agent', scope: 'all', permissions: agent },
  { code: 'lead', scope: 'all', permissions: lead },
  { code: 'province_manager', scope: 'unit', permissions: [...everyone, 'complaint:contact', 'complaint:investigate', 'complaint:hand_over', 'complaint:assign', 'order:issue', 'order:answer', 'complaint:register', 'identity:read', 'incident:manage', 'liability:contest', 'settlement:dispute', 'staff_measure:record'] },
  { code: 'investigator', scope: 'all', permissions: [...everyone, 'complaint:contact', 'complaint:investigate', 'complaint:take', 'complaint:hand_over', 'complaint:classify', 'complaint:reveal', 'complaint:promise', 'order:issue', 'customer:read', 'identity:read'] },
  { code: 'judge', scope: 'all', permissions: [...everyone, 'liability:judge', 'liability:review', 'evidence:hold', 'identity:read'] },
  { code: 'arbitrator', scope: 'all', permissions: [...everyone, 'liability:judge', 'liability:review', 'liability:arbitrate', 'settlement:manage', 'complaint:review', 'identity:read'] },
  { code: 'inspector', scope: 'all', permissions: [...everyone, 'audit:read', 'customer:read', 'identity:read'] },
  { code: 'claims_officer', scope: 'all', permissions: [...everyone, 'complaint:contact', 'complaint:promise', 'complaint:plan', 'complaint:offer', 'complaint:answer', 'complaint:decide', 'complaint:execute', 'complaint:reveal', 'complaint:take', 'complaint:hand_over', 'approval:level1', 'customer:read', 'identity:read'] },
  { code: 'finance', scope: 'all', permissions: [...everyone, 'complaint:execute', 'complaint:reveal', 'payment:execute', 'approval:level1', 'approval:level2', 'settlement:manage', 'identity:read'] },
  { code: 'liaison', scope: 'all', permissions: [...agent, 'complaint:reopen', 'complaint:review', 'complaint:import', 'data_request:handle', 'policy:draft', 'policy:publish', 'calendar:manage', 'evidence:hold', 'incident:manage'] },
  { code: 'account_manager', scope: 'all', permissions: [...everyone, 'complaint:create', 'complaint:import', 'complaint:contact', 'complaint:promise', 'customer:read', 'identity:read'] },
  { code: 'caller', scope: 'all', permissions: [...everyone, 'complaint:contact', 'complaint:reveal', 'complaint:confirm', 'complaint:withdraw', 'complaint:object'] },
  { code: 'trainer', scope: 'all', permissions: [...everyone] },
  { code: 'analyst', scope: 'all', permissions: [...everyone, 'audit:read', 'identity:read', 'policy:draft'] },
  { code: 'outlet_manager', scope: 'unit', permissions: [...unitDesk, 'staff_measure:record'] },
  { code: 'hub_manager', scope: 'unit', permissions: [...unitDesk, 'staff_measure:record'] },
  { code: 'station_keeper', scope: 'unit', permissions: unitDesk },
  { code: 'courier', scope: 'unit', permissions: [...everyone, 'order:answer', 'complaint:register'] },
  // a department (operations, service assurance, IT security, legal) answers what it is asked and no more
  { code: 'department_desk', scope: 'unit', permissions: [...everyone, 'order:answer'] },
  { code: 'partner', scope: 'unit', permissions: ['self:manage', 'policy:read', 'complaint:read', 'attachment:add', 'attachment:read', 'queue:read', 'stream:read', 'order:answer', 'liability:contest', 'settlement:dispute'] },
  { code: 'admin', scope: 'all', permissions: ['self:manage', 'policy:read', 'policy:draft', 'policy:publish', 'calendar:manage', 'identity:read', 'identity:manage', 'token:manage', 'audit:read', 'message:read', 'view:share', 'floor:read', 'assignment:manage', 'surge:manage', 'system:manage', 'complaint:read', 'queue:read', 'stream:read', 'waybill:read', 'attachment:read', 'evidence:hold'] },
]

/** What no machine may hold: the second pair of eyes belongs to a person (SOL-04). */
export const personsOnly: readonly Permission[] = ['approval:level1', 'approval:level2']

/** Whether a string is a permission known to this version. */
export function isPermission(value: string): value is Permission {
  return (permissions as readonly string[]).includes(value)
}
