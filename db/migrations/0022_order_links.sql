-- The outlet's page: links to one question for who has no account, and how units answer, learnt every night.

-- Only the hash of a link's secret is kept. It ends with its time, its answer, its withdrawal, and when the question goes to another unit.
create table order_links (
  id uuid primary key, token_hash bytea not null unique check (length(token_hash) = 32), complaint_id uuid not null, order_id uuid not null, unit_id uuid not null references org_units (id),
  phone_masked text, made_by text not null, made_by_name text not null, made_at timestamptz not null, expires_at timestamptz not null check (expires_at <= made_at + interval '72 hours'),
  opened integer not null default 0, last_opened_at timestamptz, used_at timestamptz, revoked_at timestamptz, revoked_by_name text,
  foreign key (complaint_id, order_id) references orders (complaint_id, id) on update cascade
);
create index order_links_order on order_links (order_id, made_at desc);
create index order_links_expiry on order_links (expires_at);

-- What only sending fills into a message's words: the secret of a link never stands in the log.
alter table messages add column secret_sealed bytea;

-- How a unit answered over the last ninety days; null where nothing was asked. And the middle of its province over units of its kind with enough to compare.
create table unit_scores (
  unit_id uuid primary key references org_units (id), province_id uuid, asked integer not null, answered integer not null, in_time integer not null, silent integer not null, median_minutes integer,
  cases integer not null, reopened integer not null, judged integer not null, against integer not null, contested integer not null, overturned integer not null, learnt_at timestamptz not null
);
create index unit_scores_province on unit_scores (province_id);
create table region_scores (
  province_id uuid not null references org_units (id), kind text not null, measure text not null, units integer not null, median double precision not null, learnt_at timestamptz not null, primary key (province_id, kind, measure)
);

-- Questions that came back for more are few and stand first on the unit's page.
create index orders_came_back on orders (due_at, id) where state = 'open' and stage = 'returned';

grant select, insert, update, delete on order_links, unit_scores, region_scores to :app_role;
