-- The parcel of a case from all sides: every look of the carrier is kept, and what roads and stays ordinarily take is counted.

-- a case keeps every look at its parcel, not only the first
alter table waybill_snapshots drop constraint waybill_snapshots_pkey;
alter table waybill_snapshots add primary key (complaint_id, number, taken_at);

-- What parcels took: on the road from one unit to the next, or (to_code = from_code) staying at one. `parcel` is a hash of the number: one
-- parcel counts once, in however many cases and looks it stands. Written by a sweep over new snapshots; older than 45 days is cleared.
create table hop_times (
  from_code text not null, to_code text not null, ended_at timestamptz not null, parcel bigint not null, minutes integer not null check (minutes >= 0), primary key (from_code, to_code, ended_at, parcel)
);
create index hop_times_age on hop_times (ended_at);

-- up to which snapshot the sweep has read
insert into settings (name, value) values ('hop_times', '{"id": "00000000-0000-0000-0000-000000000000", "number": ""}');

grant select, insert, delete on hop_times to :app_role;
