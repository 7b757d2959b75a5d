-- Pauses as a ledger: coded, capped, proven, approved by a second person, never quietly; promises that were not kept; replies that say process and time.

alter table clock_pauses
  add column code text not null default 'waiting_customer',
  add column state text not null default 'counted' check (state in ('asked','counted','refused','lapsed')),
  -- the kinds of clock this entry stands, as the policy had it when it was entered
  add column kinds text[] not null default '{preliminary_finding,decision,claim_decision,payment,corrective_action}',
  add column late boolean not null default false,
  add column cap_at timestamptz,
  add column attachment_ids uuid[] not null default '{}',
  add column by_name text not null default '',
  add column policy_version text not null default '',
  add column decided_by uuid,
  add column decided_by_name text,
  add column decided_at timestamptz,
  add column decision_reason text,
  add constraint clock_pauses_second_pair check (decided_by is null or decided_by <> by_id);
update clock_pauses z set by_name = u.name, cap_at = z.until_at from users u where u.id = z.by_id;
alter table clock_pauses alter column code drop default, alter column state drop default, alter column kinds drop default, alter column by_name drop default, alter column policy_version drop default;
drop index clock_pauses_open;
create index clock_pauses_open on clock_pauses (until_at) where to_at is null and state = 'counted';
create index clock_pauses_asked on clock_pauses (entered_at, id) where state = 'asked';
create index clock_pauses_entered on clock_pauses (entered_at);

-- which stretch counts for which kind of clock: the one place that says so to queries
create view counted_pauses as select z.complaint_id, k.kind, z.from_at, z.to_at, z.until_at, z.id from clock_pauses z cross join lateral unnest(z.kinds) k(kind) where z.state = 'counted' and (z.to_at is null or z.to_at > z.from_at);

-- what stands today stands in its row
update clocks k set paused_at = greatest(z.from_at, k.opened_at) from clock_pauses z
  where z.complaint_id = k.complaint_id and z.to_at is null and k.kind = any(z.kinds) and k.stopped_at is null and k.due_at >= z.from_at and not k.statutory;

-- a breach that a pause entered after the fact explains: it stays on record with the entry that explains it
alter table clock_breaches add column excused_by uuid, add column excused_at timestamptz;

-- what the first substantive reply told: process and expected time (ACK-04)
alter table contacts add column reply jsonb;

grant select on counted_pauses to :app_role;
