-- Work contact orders with a life of their own: to departments, couriers and partners too; and units that are out of order.

alter table org_units drop constraint org_units_kind_check;
alter table org_units add constraint org_units_kind_check check (kind in ('headquarters','province','hub','outlet','station','complaint_centre','department','partner'));
insert into roles (code, scope, permissions) select 'department_desk', 'unit', array['self:manage','policy:read','complaint:read','complaint:note','attachment:add','attachment:read','waybill:read','stream:read','queue:read','order:answer']
  where exists (select 1 from roles) on conflict do nothing;

-- kind: question | priority_instruction (SOL-22) | partner_enquiry (CN 08) | notice (only its receipt is asked for: no clock, epoch 0)
-- ended_as: why a cancelled one ended; handed_over and rerouted have a successor, which is the same question at another unit
alter table orders alter column asked_by drop not null;
alter table orders
  add column kind text not null default 'question' check (kind in ('question','priority_instruction','partner_enquiry','notice')),
  add column addressee text not null default 'unit' check (addressee in ('unit','department','staff','partner')),
  add column staff_id uuid references users (id), add column staff_name text,
  add column asked_unit_id uuid references org_units (id), add column automatic boolean not null default false,
  add column wanted_types text[] not null default '{}', add column fields jsonb, add column prefill jsonb,
  add column accept_due_at timestamptz, add column accepted_at timestamptz, add column accepted_by_name text, add column acceptance_missed_at timestamptz,
  add column part_answered_at timestamptz, add column returned smallint not null default 0, add column missing text, add column returned_at timestamptz,
  add column reminded smallint not null default 0, add column reminded_at timestamptz,
  add column extension jsonb, add column extended_at timestamptz, add column silent_at timestamptz,
  add column settled_at timestamptz, add column settled_by_name text,
  add column ended_as text check (ended_as in ('cancelled','handed_over','rerouted')), add column end_reason text, add column ended_at timestamptz, add column ended_by_name text,
  add column former_id uuid, add column successor_id uuid, add column meant_for uuid references org_units (id);
-- where it stands, as one word; what is filtered by is a column
alter table orders add column stage text not null generated always as (case
  when state = 'cancelled' then coalesce(ended_as, 'cancelled')
  when settled_at is not null then 'settled'
  when state = 'answered' and answer = 'other_unit' then 'disowned'
  when state = 'answered' then 'answered'
  when returned > 0 and (part_answered_at is null or part_answered_at < returned_at) then 'returned'
  when part_answered_at is not null then 'part_answered'
  when accepted_at is not null then 'accepted'
  else 'issued' end) stored;
alter table orders add constraint orders_staff check ((addressee = 'staff') = (staff_id is not null));
create index orders_asked on orders (asked_by, asked_at desc, id desc);
create index orders_asked_open on orders (asked_by, due_at, id) where state = 'open';
create index orders_open_due on orders (due_at, id) where state = 'open';
create index orders_recent on orders (asked_at desc, id desc);
create index orders_province_recent on orders (province_id, asked_at desc, id desc) where province_id is not null;
create index orders_unaccepted on orders (accept_due_at) where state = 'open' and accepted_at is null and acceptance_missed_at is null and accept_due_at is not null;
create index orders_unsaid on orders (due_at) where state = 'open' and silent_at is null and kind <> 'notice';
create unique index orders_notice_once on orders (complaint_id, unit_id) where kind = 'notice' and automatic;

-- what happened to an order, in its own words; the chained record holds the gist
create table order_turns (
  complaint_id uuid not null references complaints (id), order_id uuid not null, seq smallint not null, step text not null, at timestamptz not null, by_id text not null, by_name text not null, by_unit boolean not null,
  answer text, text text, files uuid[] not null default '{}', due_at timestamptz, primary key (complaint_id, order_id, seq)
);

-- a unit out of order: 停网 (suspended) or 跑路 (absconded), from when to when, by whom and why (OPN-35)
create table unit_abnormalities (
  id uuid primary key, unit_id uuid not null references org_units (id), kind text not null check (kind in ('suspended','absconded')), from_at timestamptz not null, to_at timestamptz, reason text not null,
  by_id text not null, by_name text not null, recorded_at timestamptz not null, ended_at timestamptz, ended_by_name text, end_reason text, check (to_at is null or to_at > from_at)
);
create index unit_abnormalities_unit on unit_abnormalities (unit_id, from_at desc);
create index unit_abnormalities_open on unit_abnormalities (from_at) where ended_at is null;
insert into unit_abnormalities (id, unit_id, kind, from_at, reason, by_id, by_name, recorded_at) select gen_random_uuid(), u.id, 'suspended', u.created_at, 'status', 'system', 'system', app_now() from org_units u where u.status = 'suspended';

-- partners found in the custody chain of a new case, to be told of it once: filled beside the insert, emptied by the sweep (OPN-38)
create table partner_news (complaint_id uuid not null, unit_id uuid not null, primary key (complaint_id, unit_id));
create function tell_partner_party() returns trigger language plpgsql as $$ begin
  insert into partner_news (complaint_id, unit_id) select new.complaint_id, new.unit_id from org_units u where u.id = new.unit_id and u.kind = 'partner' on conflict do nothing;
  return null;
end $$;
create trigger parties_tell_partner after insert on parties for each row when (new.role in ('partner','respondent')) execute function tell_partner_party();

grant select, insert, update, delete on order_turns, unit_abnormalities, partner_news to :app_role;
revoke update, delete on order_turns from :app_role;
revoke delete on unit_abnormalities from :app_role;
