-- Bulk intake: runs, their lines, errors and progress.

create table imports (
  id uuid primary key,
  state text not null check (state in ('draft', 'running', 'cancelled', 'failed', 'done')),
  maker_kind text not null check (maker_kind in ('user', 'token')),
  maker_id uuid not null,
  maker_name text not null,
  maker_role text,
  maker_unit_id uuid,
  file_name text not null,
  sha256 bytea not null,
  size integer not null,
  format text not null check (format in ('csv', 'xlsx')),
  -- the file lies sealed in the folder of files until nothing needs it any more
  file_kept boolean not null default true,
  -- sheets, columns and the masked first lines of the sheet looked at, sealed
  look bytea not null,
  sheet text,
  mapping jsonb,
  defaults jsonb,
  lines integer not null,
  done integer not null default 0,
  accepted integer not null default 0,
  rejected integer not null default 0,
  ran_ms bigint not null default 0,
  problem text,
  created_at timestamptz not null default app_now(),
  started_at timestamptz,
  ended_at timestamptz,
  -- who runs it now, in real time: a worker that died is followed by another when this has passed
  lease_by uuid,
  lease_until timestamptz,
  check (done = accepted + rejected)
);
create index imports_file on imports (sha256);
create index imports_running on imports (started_at) where state = 'running';

-- Lines that could not be filed: what is wrong, by column, and the cells sealed, for the file to correct and import again.
create table import_rejections (
  import_id uuid not null references imports,
  line integer not null,
  problems jsonb not null,
  sealed bytea not null,
  primary key (import_id, line)
);

grant select, insert, update on imports to :app_role;
grant select, insert, delete on import_rejections to :app_role;
