-- Surge mode, notifications to staff, administration.

-- people and units are found by the beginning of a name, a part of it, its pinyin, its initials, a username, a number (lexemes, see identity/search-words.ts)
alter table users add column search tsvector;
alter table org_units add column search tsvector;
create index users_search on users using gin (search);
create index org_units_search on org_units using gin (search);
create index org_units_children on org_units (parent_id, code);
-- what a person who was disabled leaves behind: their open cases go to the pool or to a person, a few at a time
alter table users add column leaves_cases boolean not null default false;
alter table users add column cases_to uuid references users (id);
create index users_leaving on users (id) where leaves_cases;
create index api_tokens_creator on api_tokens (created_by) where revoked_at is null;

-- posts lent for a time end by themselves
create table surges (
  id uuid primary key, starts_at timestamptz not null, ends_at timestamptz not null, reason text not null, notice text, expected_hours smallint not null check (expected_hours between 1 and 168), short_intake boolean not null, suspends text[] not null default '{}',
  started_by uuid not null references users (id), started_by_name text not null, created_at timestamptz not null default app_now(), ended_at timestamptz, ended_by text, end_reason text,
  check (ends_at > starts_at), check (ended_at is null or ended_at >= starts_at),
  -- never two at once; one that was called off before its start is an empty stretch
  exclude using gist (tstzrange(starts_at, coalesce(ended_at, ends_at)) with &&)
);
create index surges_starts on surges (starts_at desc, id desc);
alter table posts add column ends_at timestamptz;
alter table posts add column surge_id uuid references surges (id);
create index posts_lent on posts (ends_at) where ended_at is null and ends_at is not null;

-- the channels customers come by (CH-13); one without a row is open
create table channel_states (channel text primary key, available boolean not null, reason text, message text, since timestamptz not null, by_name text not null);

-- a unit under another parent: its open cases' rows follow in steps
create table unit_moves (
  id uuid primary key, unit_id uuid not null references org_units (id), from_parent_id uuid not null, to_parent_id uuid not null, reason text not null, by_name text not null, at timestamptz not null,
  unit_ids uuid[] not null, cases_moved integer not null default 0, orders_moved integer not null default 0, state text not null default 'running' check (state in ('running','done')), settled_at timestamptz
);
create index unit_moves_running on unit_moves (at) where state = 'running';
create index unit_moves_unit on unit_moves (unit_id, at desc);

-- a case that is reopened belongs to its units as they stand then
create or replace function keep_parties_ended() returns trigger language plpgsql as $$ begin
  if is_open_status(new.status) then
    update parties p set ended = false, province_id = o.province_id, hub_id = o.hub_id, outlet_id = o.outlet_id from org_units o where p.complaint_id = new.id and o.id = p.unit_id;
    update orders q set province_id = o.province_id, hub_id = o.hub_id, outlet_id = o.outlet_id from org_units o where q.complaint_id = new.id and o.id = q.unit_id and (q.province_id, q.hub_id, q.outlet_id) is distinct from (o.province_id, o.hub_id, o.outlet_id);
  end if;
  update parties set ended = not is_open_status(new.status) where complaint_id = new.id and ended is distinct from not is_open_status(new.status);
  return null;
end $$;

-- notices: to one person, or to whoever holds a permission (at a unit); one row per case and kind until it is read
create table notifications (
  id uuid primary key, user_id uuid references users (id), unit_id uuid, permission text, complaint_id uuid, kind text not null, params jsonb not null default '{}', by_id text, times integer not null default 1, at timestamptz not null, read_at timestamptz,
  check ((user_id is null) <> (permission is null)), check (user_id is null or unit_id is null)
);
create unique index notifications_unread on notifications (user_id, complaint_id, kind) where user_id is not null and read_at is null;
create unique index notifications_shared on notifications (permission, unit_id, complaint_id, kind) nulls not distinct where user_id is null;
create index notifications_user on notifications (user_id, at desc, id desc) where user_id is not null;
create index notifications_permission on notifications (permission, at desc, id desc) where user_id is null and unit_id is null;
create index notifications_unit on notifications (unit_id, at desc, id desc) where unit_id is not null;
create index notifications_age on notifications (at);
-- who has read a notice that several share, and when: it is news again once it happens again
create table notification_reads (notification_id uuid not null references notifications (id) on delete cascade, user_id uuid not null references users (id), at timestamptz not null, primary key (notification_id, user_id));
alter table outbox add column notification_id uuid;
-- notices are made from the feed, from here on
insert into settings (name, value) values ('notices', jsonb_build_object('tx', pg_current_xact_id()::text, 'id', '0'));

create index messages_unsent on messages (at desc, id desc) where state <> 'sent';
create index messages_complaint on messages (complaint_id, at desc, id desc) where complaint_id is not null;

grant select, insert, update, delete on surges, channel_states, unit_moves, notifications, notification_reads to :app_role;
revoke delete on surges, unit_moves from :app_role;
