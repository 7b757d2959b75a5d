-- Internal inquiries (CLS-12, RSP-08) open to named people only, and what the security of goods leaves on record (OPN-20).

-- One inquiry in the life of a case. The flag `inquiry` on the case closes it at once; this row holds what is done.
create table inquiries (
  complaint_id uuid primary key references complaints (id), reason_code text not null, opened_at timestamptz not null,
  result text check (result in ('confirmed','not_confirmed')), result_text text, concluded_by uuid references users (id), concluded_by_name text, concluded_at timestamptz,
  check ((result is null) = (concluded_at is null))
);

-- Who may open it: from naming to removal. A person named again has a further row.
create table inquiry_members (
  id uuid primary key, complaint_id uuid not null references complaints (id), user_id uuid not null references users (id), user_name text not null, reason text not null, named_by uuid not null references users (id), named_by_name text not null, named_at timestamptz not null,
  removed_at timestamptz, removed_by uuid references users (id), removed_by_name text, removed_reason text, check ((removed_at is null) = (removed_by is null))
);
create unique index inquiry_members_now on inquiry_members (complaint_id, user_id) where removed_at is null;
create index inquiry_members_person on inquiry_members (user_id, complaint_id) where removed_at is null;

-- Who opened it and when; a look again within minutes is the same look. Real time counts, not the moved clock.
create table inquiry_accesses (
  complaint_id uuid not null references complaints (id), user_id uuid not null references users (id), user_name text not null, at timestamptz not null, primary key (complaint_id, user_id, at)
);

-- What must be done, by when: containment, notices under the law, what follows for persons. Proof and words come with the deed.
create table inquiry_steps (
  complaint_id uuid not null references inquiries (complaint_id), kind text not null check (kind in ('stop_access','preserve_logs','assess_notice','notify_authority','notify_persons','person_dealt_with','apology')),
  due_at timestamptz, done_at timestamptz, done_by uuid references users (id), done_by_name text, needed boolean, note text, primary key (complaint_id, kind), check ((done_at is null) = (done_by is null))
);

-- Prohibited or seized goods handed to an authority: the document, and what may be told of it.
create table goods_handovers (
  id uuid primary key, complaint_id uuid not null references complaints (id), authority text not null, document_no text not null, goods text not null, handed_at timestamptz not null, tellable text not null, by_id uuid not null references users (id), by_name text not null, at timestamptz not null
);
create index goods_handovers_case on goods_handovers (complaint_id);

grant select, insert, update on inquiries, inquiry_members, inquiry_steps to :app_role;
grant select, insert on inquiry_accesses, goods_handovers to :app_role;
