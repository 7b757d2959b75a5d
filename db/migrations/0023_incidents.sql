-- One incident, many parcels (storm mode), batch orders and merchant batch cases: what ties cases together without touching their clocks (ADR 080, 081).

-- `rule` says which cases belong to it; `unit_id` and `link` where it happened. `province_id`: the part of the house that sees it, null for headquarters.
create table incidents (
  id uuid primary key, title text not null, what text not null, unit_id uuid references org_units (id), link text, rule jsonb not null, state text not null default 'open' check (state in ('open','closed')), province_id uuid,
  -- a finding proposed for every case; each case still finds for itself
  finding jsonb, notice text,
  opened_by uuid not null references users (id), opened_by_name text not null, opened_role text not null, opened_unit_id uuid not null, opened_at timestamptz not null, closed_at timestamptz, closed_by_name text, closed_reason text
);
create index incidents_at on incidents (state, opened_at desc, id desc);
-- One row per case that is or was in it: an excluded case is never joined again by the rule.
create table incident_cases (
  incident_id uuid not null references incidents (id), complaint_id uuid not null references complaints (id), state text not null check (state in ('joined','excluded')), how text not null check (how in ('rule','filed','hand')), reason text, by_name text not null, at timestamptz not null, primary key (incident_id, complaint_id)
);
create index incident_cases_case on incident_cases (complaint_id);
create index incident_cases_joined on incident_cases (incident_id, at desc, complaint_id desc) where state = 'joined';

-- One work contact order for many cases: the question stands here once, each case has its own order that names it.
create table order_batches (
  id uuid primary key, incident_id uuid references incidents (id), parent_id uuid references complaints (id), unit_id uuid not null references org_units (id), title text not null, question text not null, wanted text[] not null, hours smallint, asked_by_name text not null, asked_at timestamptz not null,
  -- the one answer the unit gave for all of them; for a case that comes later it counts only when staff confirm it
  standing jsonb, check ((incident_id is null) <> (parent_id is null))
);
create index order_batches_incident on order_batches (incident_id) where incident_id is not null;
create index order_batches_parent on order_batches (parent_id) where parent_id is not null;
alter table orders add column batch_id uuid;
create index orders_batch on orders (batch_id, state) where batch_id is not null;

-- One act on many cases, done by jobs: laid down whole, then case by case through the gate, each in one transaction with its result.
create table mass_runs (
  id uuid primary key, incident_id uuid references incidents (id), parent_id uuid references complaints (id), kind text not null check (kind in ('join','orders','answers','standing','notice','finding','contact')), body jsonb not null, batch_id uuid references order_batches (id), state text not null default 'running' check (state in ('running','done','failed')), problem text,
  by_id uuid not null references users (id), by_name text not null, by_role text not null, by_unit_id uuid not null, at timestamptz not null, ended_at timestamptz
);
create index mass_runs_incident on mass_runs (incident_id, at desc) where incident_id is not null;
create index mass_runs_parent on mass_runs (parent_id, at desc) where parent_id is not null;
create table mass_items (
  run_id uuid not null references mass_runs (id), place integer not null, complaint_id uuid not null references complaints (id), order_id uuid, body jsonb, state text not null default 'waiting' check (state in ('waiting','done','refused')), refusal jsonb, made uuid, primary key (run_id, place), unique (run_id, complaint_id)
);
create index mass_items_waiting on mass_items (run_id, place) where state = 'waiting';
create index mass_items_case on mass_items (complaint_id);

-- A merchant's batch case: a parent that holds the contact, and the lines it was made of. What a line says is sealed until it is filed.
create table batch_cases (
  parent_id uuid primary key references complaints (id), title text not null, lines integer not null, state text not null check (state in ('filing','done','failed')), problem text, defaults jsonb not null,
  by_id uuid not null references users (id), by_name text not null, by_role text not null, by_unit_id uuid not null, at timestamptz not null, ended_at timestamptz
);
create index batch_cases_at on batch_cases (at desc, parent_id desc);
create table batch_lines (
  parent_id uuid not null references batch_cases (parent_id), line integer not null, number text not null, sealed bytea, complaint_id uuid references complaints (id), state text not null default 'waiting' check (state in ('waiting','filed','refused')), problem jsonb, primary key (parent_id, line)
);
create index batch_lines_waiting on batch_lines (parent_id, line) where state = 'waiting';
-- where the watch for cases that come later stands in the feed
insert into settings (name, value) values ('incidents', jsonb_build_object('tx', pg_current_xact_id()::text, 'id', '0'));

grant select, insert, update, delete on incidents, incident_cases, order_batches, mass_runs, mass_items, batch_cases, batch_lines to :app_role;
