-- Runs over many cases for policy's sake: a draft played on real history, and open clocks counted anew after publishing.

create table policy_runs (
  id uuid primary key, what text not null check (what in ('simulation','recompute')), scope jsonb not null,
  -- a simulation reads the draft as it was when it began; the hash tells later whether that is still what is drafted
  body json, body_hash text, days integer check (days between 1 and 180), since timestamptz,
  state text not null check (state in ('previewing','ready','running','done','cancelled','failed')),
  total integer not null default 0, looked integer not null default 0, moved integer not null default 0, cursor jsonb, result jsonb not null, failure text,
  by_id uuid not null references users (id), by_name text not null, at timestamptz not null, started_at timestamptz, worked_at timestamptz, ended_at timestamptz,
  check ((what = 'simulation') = (body_hash is not null)),
  check ((state in ('done','cancelled','failed')) = (ended_at is not null))
);
-- one of each at a time: two would only slow the floor, and two recomputes would judge each other's half-done work
create unique index policy_runs_alone on policy_runs (what) where state in ('previewing','running');
create index policy_runs_latest on policy_runs (what, at desc, id desc);

-- the cases a recompute has to look at; gone once it has ended
create table policy_run_cases (
  run_id uuid not null references policy_runs (id), place integer not null, complaint_id uuid not null, is_done boolean not null default false,
  primary key (run_id, place)
);
create index policy_run_cases_left on policy_run_cases (run_id, place) where not is_done;

grant select, insert, update on policy_runs to :app_role;
grant select, insert, update, delete on policy_run_cases to :app_role;
