-- What Time's parts share: who may change policy and calendars and approve pauses, and whether a clock stands.

update roles set permissions = permissions || array['complaint:approve_pause'] where code = 'lead' and not permissions @> array['complaint:approve_pause'];
update roles set permissions = permissions || array['policy:draft', 'policy:publish', 'calendar:manage'] where code in ('admin', 'liaison') and not permissions @> array['policy:publish'];
update roles set permissions = permissions || array['policy:draft'] where code = 'analyst' and not permissions @> array['policy:draft'];

-- since when a clock stands still, null while it runs; a sweep never looks at a standing clock
alter table clocks add paused_at timestamptz;
