-- Relations between cases: merges that can be undone, parents and children, links, repeat contacts.

-- A merge in force or undone. `watch` and `own_watch` are the statutory watches of the merged case and of the survivor before any merge
-- ({openedAt, dueAt, strictDueAt, rolledDueAt}); `units` ('unit role') and `items` (normalised numbers) are what the survivor has through it.
create table merges (
  id uuid primary key,
  complaint_id uuid not null references complaints (id),
  into_id uuid not null references complaints (id),
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  reason text not null,
  status_before text not null,
  -- the event that ended the merged case and its clocks
  ended_by text not null default 'complaint.merged',
  channel text,
  notice text,
  told_at timestamptz,
  messaged_at timestamptz,
  watch jsonb,
  own_watch jsonb,
  own_epoch smallint,
  units text[] not null default '{}',
  items text[] not null default '{}',
  -- its questions to units that were withdrawn, and whether its waiting for the customer was ended
  orders uuid[] not null default '{}',
  ended_pause boolean not null default false,
  undone_at timestamptz,
  undone_by uuid,
  undone_by_name text,
  undone_reason text,
  check (complaint_id <> into_id)
);
create unique index merges_one_in_force on merges (complaint_id) where undone_at is null;
create index merges_into on merges (into_id) where undone_at is null;

create table links (
  id uuid primary key,
  complaint_id uuid not null references complaints (id),
  other_id uuid not null references complaints (id),
  kind text not null check (kind in ('related', 'follow_up', 'same_incident', 'regulator_prior')),
  reason text not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  removed_at timestamptz,
  removed_by uuid,
  removed_reason text,
  check (complaint_id <> other_id)
);
create unique index links_once on links (complaint_id, other_id, kind) where removed_at is null;
create index links_back on links (other_id) where removed_at is null;

-- Repeat contacts on a case (OPN-13). `words` are scrubbed.
create table repeat_contacts (
  complaint_id uuid not null references complaints (id),
  id uuid not null,
  kind text not null check (kind in ('chaser', 'trace', 'enquiry')),
  channel text not null,
  words text,
  at timestamptz not null,
  by_kind text not null,
  by_name text not null,
  primary key (complaint_id, id)
);

alter table complaints add column parent_id uuid;
create index complaints_parent on complaints (parent_id) where parent_id is not null;
create index complaints_merged on complaints (merged_into) where merged_into is not null;

alter table duplicates add column dismissed_at timestamptz, add column dismissed_by uuid, add column dismissed_reason text;
create index duplicates_other on duplicates (other_id) where dismissed_at is null;

-- Duplicates of earlier versions were ended by a rejection: from now on they are merges that can be undone.
insert into merges (id, complaint_id, into_id, at, by_name, reason, status_before, ended_by, channel, told_at)
  select gen_random_uuid(), c.id, c.merged_into, coalesce(c.closed_at, c.received_at), coalesce(e.body::jsonb #>> '{actor,name}', ''), coalesce(e.body::jsonb #>> '{data,reason}', ''), coalesce(e.body::jsonb #>> '{data,from}', 'accepted'), 'complaint.rejected', e.body::jsonb #>> '{data,channel}', c.decided_at
  from complaints c left join lateral (select body from events e where e.stream_id = c.id and e.type = 'complaint.rejected' order by seq desc limit 1) e on true
  where c.merged_into is not null and c.outcome = 'duplicate';

grant select, insert, update, delete on merges, links, repeat_contacts to :app_role;
