// What the record says about people, units, roles and tokens; payloads are frozen once shipped and name staff only.

export type RecordedPost = { readonly roleCode: string; readonly unitCode: string }

/** The streams of identity and of running the house: one per person, unit, role, token, surge, channel, and per job or message somebody acted on. */
export type IdentityStream = 'user' | 'unit' | 'role' | 'token' | 'assignment_rules' | 'calendar' | 'surge' | 'channel' | 'job' | 'message'

export type IdentityEvent =
  | { readonly type: 'identity.user_created'; readonly data: { readonly username: string; readonly name: string; readonly staffNo: string | null; readonly posts: readonly RecordedPost[] } }
  | { readonly type: 'identity.user_posts_set'; readonly data: { readonly username: string; readonly before: readonly RecordedPost[]; readonly after: readonly RecordedPost[] } }
  | { readonly type: 'identity.user_disabled'; readonly data: { readonly username: string; readonly reason: string; readonly sessions: number; readonly tokens: number } }
  | { readonly type: 'identity.user_enabled'; readonly data: { readonly username: string; readonly reason: string } }
  | { readonly type: 'identity.password_reset'; readonly data: { readonly username: string } }
  | { readonly type: 'identity.password_changed'; readonly data: { readonly username: string } }
  | { readonly type: 'identity.unit_created'; readonly data: { readonly code: string; readonly name: string; readonly kind: string; readonly parentCode: string } }
  | { readonly type: 'identity.organisation_founded'; readonly data: { readonly units: number; readonly code: string; readonly name: string } }
  | { readonly type: 'identity.role_changed'; readonly data: { readonly code: string; readonly added: readonly string[]; readonly removed: readonly string[] } }
  | { readonly type: 'identity.token_created'; readonly data: { readonly name: string; readonly permissions: readonly string[]; readonly expiresAt: string | null } }
  | { readonly type: 'identity.token_revoked'; readonly data: { readonly name: string; readonly because: 'revoked' | 'creator_disabled' } }
  | { readonly type: 'identity.session_ended'; readonly data: { readonly username: string; readonly session: string } }
  | { readonly type: 'identity.unit_renamed'; readonly data: { readonly code: string; readonly before: string; readonly after: string } }
  | { readonly type: 'identity.unit_status_set'; readonly data: { readonly code: string; readonly before: string; readonly after: string; readonly reason: string } }
  | { readonly type: 'identity.unit_abnormal'; readonly data: { readonly code: string; readonly kind: string; readonly from: string; readonly to: string | null; readonly reason: string } }
  | { readonly type: 'identity.unit_works_again'; readonly data: { readonly code: string; readonly reason: string } }
  | { readonly type: 'identity.unit_moved'; readonly data: { readonly code: string; readonly fromCode: string | null; readonly toCode: string; readonly units: number; readonly reason: string } }
  | { readonly type: 'surge.started'; readonly data: { readonly startsAt: string; readonly endsAt: string; readonly reason: string; readonly shortIntake: boolean; readonly suspends: readonly string[]; readonly expectedHours: number } }
  | { readonly type: 'surge.ended'; readonly data: { readonly because: 'time' | 'person'; readonly reason: string | null; readonly posts: number } }
  | { readonly type: 'surge.staff_lent'; readonly data: { readonly usernames: readonly string[]; readonly roleCode: string; readonly until: string } }
  | { readonly type: 'channel.set'; readonly data: { readonly channel: string; readonly available: boolean; readonly reason: string | null } }
  | { readonly type: 'job.retried'; readonly data: { readonly name: string; readonly job: string } }
  | { readonly type: 'job.discarded'; readonly data: { readonly name: string; readonly job: string; readonly reason: string } }
  | { readonly type: 'message.resent'; readonly data: { readonly template: string; readonly channel: string } }

  | { readonly type: 'identity.skills_set'; readonly data: { readonly username: string; readonly languages: readonly string[]; readonly reasons: readonly string[]; readonly channels: readonly string[]; readonly keyCustomers: boolean; readonly regulator: boolean; readonly capacity: number } }
  | { readonly type: 'identity.shifts_planned'; readonly data: { readonly username: string; readonly code: string; readonly minutes: number; readonly from: readonly string[] } }
  | { readonly type: 'identity.shift_dropped'; readonly data: { readonly username: string; readonly code: string; readonly from: string } }
  | { readonly type: 'identity.absence_recorded'; readonly data: { readonly username: string; readonly from: string; readonly to: string } }
  | { readonly type: 'identity.absence_ended'; readonly data: { readonly username: string; readonly from: string; readonly at: string } }
  | { readonly type: 'identity.assignment_rules_set'; readonly data: { readonly version: number; readonly rules: readonly unknown[] } }
  | { readonly type: 'calendar.notice_proposed'; readonly data: { readonly change: string; readonly number: string; readonly title: string; readonly publishedOn: string; readonly coversUntil: string | null; readonly shape: 'house' | 'holiday_cn'; readonly textSha256: string } }
  | { readonly type: 'calendar.unit_proposed'; readonly data: { readonly change: string; readonly code: string; readonly ownWeekly: boolean; readonly days: number; readonly reason: string } }
  | { readonly type: 'calendar.change_confirmed'; readonly data: { readonly change: string; readonly what: string; readonly proposedBy: string; readonly before: string; readonly after: string } }
  | { readonly type: 'order_link.made'; readonly data: { readonly order: string; readonly complaintNo: string; readonly unitName: string; readonly expiresAt: string; readonly sent: boolean; readonly unit?: string; readonly linkHash?: string } }
  | { readonly type: 'order_link.revoked'; readonly data: { readonly order: string } }
  | { readonly type: 'order_link.opened'; readonly data: { readonly order: string } }
  | { readonly type: 'calendar.version_kept'; readonly data: { readonly version: string; readonly line: string; readonly base: string | null; readonly bodyHash: string } }
  | { readonly type: 'staff_measure.recorded'; readonly data: { readonly unit: string; readonly kind: string; readonly dueOn: string; readonly hash: string } }
  | { readonly type: 'staff_measure.ended'; readonly data: { readonly result: 'done' | 'dropped'; readonly hash: string } }
  | { readonly type: 'settlement.month_issued'; readonly data: { readonly month: string; readonly statements: number; readonly totalMinor: number; readonly hash: string } }
  | { readonly type: 'calendar.change_withdrawn'; readonly data: { readonly change: string; readonly what: string; readonly proposedBy: string; readonly reason: string } }

export const identityEventTypes = [
  'calendar.notice_proposed', 'calendar.unit_proposed', 'calendar.change_confirmed', 'calendar.change_withdrawn',
  'identity.skills_set', 'identity.shifts_planned', 'identity.shift_dropped', 'identity.absence_recorded', 'identity.absence_ended', 'identity.assignment_rules_set',
  'identity.user_created', 'identity.user_posts_set', 'identity.user_disabled', 'identity.user_enabled', 'identity.password_reset', 'identity.password_changed',
  'identity.unit_created', 'identity.organisation_founded', 'identity.role_changed', 'identity.token_created', 'identity.token_revoked', 'identity.session_ended',
  'identity.unit_renamed', 'identity.unit_status_set', 'identity.unit_moved', 'surge.started', 'surge.ended', 'surge.staff_lent', 'channel.set', 'job.retried', 'job.discarded', 'message.resent', 'order_link.made', 'order_link.revoked', 'order_link.opened', 'calendar.version_kept', 'staff_measure.recorded', 'staff_measure.ended', 'settlement.month_issued',
] as const satisfies readonly IdentityEvent['type'][]
