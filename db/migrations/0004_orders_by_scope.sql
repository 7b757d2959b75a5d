-- Open questions by each column a unit's scope goes by, soonest first; the answered ones newest first for the outlet's own list.
create index orders_outlet_open on orders (outlet_id, due_at, id) where state = 'open' and outlet_id is not null;
create index orders_hub_open on orders (hub_id, due_at, id) where state = 'open' and hub_id is not null;
create index orders_province_open on orders (province_id, due_at, id) where state = 'open' and province_id is not null;
create index orders_outlet_answered on orders (outlet_id, answered_at desc, id desc) where state = 'answered' and outlet_id is not null;
create index orders_unit_answered on orders (unit_id, answered_at desc, id desc) where state = 'answered';
