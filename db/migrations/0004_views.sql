-- Saved views and bulk actions.

-- A saved view is a name for filters of the queue: one's own, a unit's (team) or everybody's (system).
create table saved_views (
  id uuid primary key,
  level text not null check (level in ('own', 'team', 'system')),
  owner_id uuid references users,
  unit_id uuid references org_units,
  name text not null,
  filters jsonb not null,
  place integer not null,
  version integer not null default 1,
  updated_by uuid not null references users,
  updated_at timestamptz not null,
  check ((level = 'own') = (owner_id is not null)),
  check ((level = 'team') = (unit_id is not null))
);
create index saved_views_owner on saved_views (owner_id) where owner_id is not null;
create index saved_views_unit on saved_views (unit_id) where unit_id is not null;
create index saved_views_system on saved_views (place) where level = 'system';

-- A bulk run: one act for many cases, each taken through the gate by itself, in its own transaction with its result.
create table bulk_runs (
  id uuid primary key,
  by_id uuid not null references users,
  act text not null,
  body jsonb not null,
  undoes uuid references bulk_runs,
  at timestamptz not null
);
create index bulk_runs_by on bulk_runs (by_id, at desc);
-- an act is taken back once
create unique index bulk_runs_undoes on bulk_runs (undoes) where undoes is not null;

create table bulk_items (
  run_id uuid not null references bulk_runs,
  place integer not null,
  complaint_id uuid not null references complaints,
  version integer not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused', 'changed')),
  refusal jsonb,
  previous_owner_id uuid,
  new_version integer,
  primary key (run_id, place)
);
create index bulk_items_waiting on bulk_items (run_id, place) where state = 'waiting';

-- The open cases in the order of their deadlines, with what the filters ask for behind the order: a filter is answered in the index and the row is only
-- fetched when it fits. It takes the place of the former index, so that a new case still goes into one.
drop index complaints_open_due;
create index complaints_open_due on complaints (next_due_at, id, status, priority, kind, channel, next_due_kind, split_part(reason_code, '.', 1), reason_code)
  where status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming');

-- The ended ones in the order of their receipt; a new case never enters it.
create index complaints_ended on complaints (received_at desc, id desc, status, priority, kind, channel, split_part(reason_code, '.', 1), reason_code)
  where status not in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming');

-- Flags are rare by nature; only cases that have one cost an entry.
create index complaints_open_flags on complaints using gin (flags)
  where status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming') and flags <> '{}';

-- Payments that are owed: what waits for who pays out stands in their own view, and clocks of other kinds never enter it.
create index clocks_payment_open on clocks (complaint_id) where kind = 'payment' and stopped_at is null;

grant select, insert, update, delete on saved_views to :app_role;
grant select, insert, update on bulk_runs to :app_role;
grant select, insert, update on bulk_items to :app_role;
