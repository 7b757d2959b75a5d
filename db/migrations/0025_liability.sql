-- Fault: which unit bears it. The roles of an earlier founding get what a new one is founded with.

update roles set permissions = permissions || array['evidence:hold'] where code in ('lead', 'liaison', 'judge', 'admin') and not permissions @> array['evidence:hold'];
update roles set permissions = permissions || array['incident:manage'] where code in ('lead', 'liaison', 'province_manager') and not permissions @> array['incident:manage'];
update roles set permissions = permissions || array['liability:contest', 'settlement:dispute'] where code in ('outlet_manager', 'hub_manager', 'station_keeper', 'province_manager', 'partner') and not permissions @> array['liability:contest'];
update roles set permissions = permissions || array['liability:review'] where code in ('judge', 'arbitrator') and not permissions @> array['liability:review'];
update roles set permissions = permissions || array['liability:arbitrate'] where code = 'arbitrator' and not permissions @> array['liability:arbitrate'];
update roles set permissions = permissions || array['settlement:manage'] where code in ('finance', 'arbitrator') and not permissions @> array['settlement:manage'];
update roles set permissions = permissions || array['staff_measure:record'] where code in ('province_manager', 'outlet_manager', 'hub_manager', 'lead') and not permissions @> array['staff_measure:record'];
