-- What the floor still lacked: the columns a person wants in a queue, and uploads that go on where a cut line stopped them.

-- Which columns, in which order, how dense: `place` is a view of the queue (its name, or the id of a saved one), '' stands for all others.
create table queue_layouts (
  user_id uuid not null references users (id), place text not null check (length(place) <= 60), columns text[] not null check (cardinality(columns) <= 20), density text check (density in ('compact','normal','roomy')), saved_at timestamptz not null default now(), primary key (user_id, place)
);

-- A file that arrives in pieces: how much of it is on disk. `owner_hash` is that of a secret only the sender has. Real time counts, not the moved clock.
create table partial_uploads (
  id uuid primary key, owner_hash bytea not null, place text not null, name text not null, size integer not null check (size > 0), received integer not null default 0 check (received between 0 and size), touched_at timestamptz not null default now(), expires_at timestamptz not null
);
create index partial_uploads_expiry on partial_uploads (expires_at);
create index partial_uploads_place on partial_uploads (place);

-- runs of bulk acts are shown for a while and then cleaned up by their age
create index bulk_runs_age on bulk_runs (at);

grant select, insert, update, delete on queue_layouts, partial_uploads to :app_role;
grant delete on bulk_runs, bulk_items to :app_role;
