-- The process template a case is pinned to, and whether cases that ended kept to theirs.

-- such as dhl_seven@1; null until the first step on the case: then it is chosen by the version of the document its policy_version names
alter table complaints add column process text;

-- Written by a sweep that follows the feed, never by a step of a case; made anew from the record at any time. unit_id: the province or partner the case concerns.
create table complaint_conformance (
  complaint_id uuid primary key references complaints (id), template text not null, process text not null, unit_id uuid references org_units (id),
  verdict text not null check (verdict in ('running','conforms','deviates','exempt')),
  -- kind:step, such as late:decide
  deviations text[] not null default '{}', ended_at timestamptz not null, seq integer not null, assessed_at timestamptz not null
);
create index complaint_conformance_ended on complaint_conformance (ended_at desc, complaint_id desc);
create index complaint_conformance_unit on complaint_conformance (unit_id, ended_at desc, complaint_id desc);
-- where the sweep stands in the feed
insert into settings (name, value) values ('conformance', jsonb_build_object('tx', pg_current_xact_id()::text, 'id', '0'));

grant select, insert, update, delete on complaint_conformance to :app_role;
