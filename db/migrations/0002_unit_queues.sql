-- A unit's queue starts at its parties of cases that are not over: few, however long its history grows.
alter table parties add column ended boolean not null default false;
create index parties_province_open on parties (province_id, complaint_id) where not ended and province_id is not null;
create index parties_hub_open on parties (hub_id, complaint_id) where not ended and hub_id is not null;
create index parties_outlet_open on parties (outlet_id, complaint_id) where not ended and outlet_id is not null;
create index parties_unit_open on parties (unit_id, complaint_id) where not ended;

create function is_open_status(status text) returns boolean language sql immutable parallel safe as $$
  select status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming') $$;
create function keep_parties_ended() returns trigger language plpgsql as $$ begin
  update parties set ended = not is_open_status(new.status) where complaint_id = new.id;
  return null;
end $$;
-- Only the few steps that end or reopen a case pay for it.
create trigger complaints_keep_parties after update of status on complaints for each row when (is_open_status(old.status) <> is_open_status(new.status)) execute function keep_parties_ended();
