-- What the roles of a floor may do besides: a database founded earlier gets the permissions that a new one is founded with.

update roles set permissions = permissions || array['complaint:merge'] where code in ('agent', 'lead', 'liaison') and not permissions @> array['complaint:merge'];
update roles set permissions = permissions || array['complaint:import'] where code in ('lead', 'liaison', 'account_manager') and not permissions @> array['complaint:import'];
update roles set permissions = permissions || array['data_request:handle'] where code in ('lead', 'liaison') and not permissions @> array['data_request:handle'];
update roles set permissions = permissions || array['view:share', 'floor:read', 'assignment:manage', 'surge:manage'] where code in ('lead', 'admin') and not permissions @> array['floor:read'];
update roles set permissions = permissions || array['duty:manage'] where code = 'lead' and not permissions @> array['duty:manage'];
update roles set permissions = permissions || array['system:manage'] where code = 'admin' and not permissions @> array['system:manage'];
