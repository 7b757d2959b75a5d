-- What the customer requests and steps of the spine still need.

-- payments that wait for finance: few, and found at once
create index clocks_to_pay on clocks (complaint_id) where kind = 'payment' and stopped_at is null;
