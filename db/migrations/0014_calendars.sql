-- Calendars: every value a clock was ever pinned to, and the changes people proposed, reviewed and confirmed.

-- kept forever; a national one holds the whole calendar, a unit's the layer over the version it lies on
create table calendar_versions (
  version text primary key, seq bigint generated always as identity unique, line text not null, base_version text references calendar_versions (version), body jsonb not null, created_at timestamptz not null default app_now(),
  check ((line = 'national') = (base_version is null))
);

-- a notice imported or a unit's own calendar; in force from the moment a second person confirmed it, in the order of `seq`
create table calendar_changes (
  id uuid primary key, kind text not null check (kind in ('notice','unit')), unit_id uuid references org_units (id), notice_number text, body jsonb not null, source text, reason text,
  state text not null default 'proposed' check (state in ('proposed','confirmed','withdrawn')), seq integer unique, version_before text references calendar_versions (version), version_after text references calendar_versions (version),
  proposed_by uuid not null references users (id), proposed_by_name text not null, proposed_at timestamptz not null, settled_by uuid references users (id), settled_by_name text, settled_at timestamptz, settle_reason text,
  check ((kind = 'unit') = (unit_id is not null)), check ((kind = 'notice') = (notice_number is not null)), check ((state = 'proposed') = (settled_at is null)), check ((state = 'confirmed') = (seq is not null)),
  check (state <> 'confirmed' or settled_by <> proposed_by)
);
create unique index calendar_changes_open on calendar_changes (kind, unit_id, notice_number) nulls not distinct where state = 'proposed';
create index calendar_changes_unit on calendar_changes (unit_id, seq desc) where state = 'confirmed' and kind = 'unit';
create index calendar_changes_listed on calendar_changes (proposed_at desc, id desc);
-- what waits for the next notice
create index clocks_provisional on clocks (due_at) where provisional and stopped_at is null;

grant select, insert on calendar_versions to :app_role;
grant select, insert, update on calendar_changes to :app_role;
