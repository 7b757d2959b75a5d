-- The vault of evidence: bytes stored once under their SHA-256, what each piece is and whose, who had it in hand, what holds it, what the customer was asked for.

-- Bytes as they came, once per content. A row is there only while its file is; `scan_state` is of the bytes, so the same file is looked at once.
create table blobs (
  sha256 bytea primary key check (octet_length(sha256) = 32), size integer not null check (size > 0), stored_as text not null unique, stored_at timestamptz not null default now(),
  scan_state text not null default 'unavailable' check (scan_state in ('unscanned','clean','infected','unavailable')), scan_by text, scan_found text, scanned_at timestamptz
);
create index blobs_to_scan on blobs (stored_at) where scan_state in ('unscanned','unavailable');
insert into blobs (sha256, size, stored_as, stored_at) select distinct on (sha256) sha256, size, stored_as, added_at from attachments order by sha256, added_at, id;
-- `from_place`: the address it came from; `meta_sealed`: when and where a picture says it was taken
alter table attachments add constraint attachments_blob foreign key (sha256) references blobs (sha256), add column from_place text, add column meta_sealed bytea, drop column stored_as;
create index attachments_blob on attachments (sha256);

create table evidence (
  complaint_id uuid not null references complaints (id), id uuid not null unique, seq integer not null, type text not null, side text not null check (side in ('customer','unit','staff','partner','company','third_party','system')),
  unit_id uuid references org_units (id), attachment_id uuid unique references attachments (id) on delete set null, sha256 bytea, text text, about_at timestamptz, origin text not null, origin_id uuid, order_id uuid,
  added_by_kind text not null, added_by text not null, added_by_name text not null, added_by_unit_id uuid, added_at timestamptz not null, from_place text,
  state text not null default 'kept' check (state in ('kept','withdrawn','erased')), state_by text, state_by_name text, state_at timestamptz, state_reason text,
  primary key (complaint_id, id), unique (complaint_id, seq), check (attachment_id is not null or text is not null or state = 'erased')
);
create index evidence_unit on evidence (complaint_id, added_by_unit_id);
create index evidence_bytes on evidence (sha256) where attachment_id is not null;
-- what was attached before has its row too: what kind of thing it is says the file, whose side it is says who brought it
insert into evidence (complaint_id, id, seq, type, side, attachment_id, sha256, origin, origin_id, order_id, added_by_kind, added_by, added_by_name, added_by_unit_id, added_at)
  select a.complaint_id, gen_random_uuid(), row_number() over (partition by a.complaint_id order by a.added_at, a.id), case when a.media_type like 'image/%' then 'photo' else 'document' end,
    case when a.uploader_kind = 'customer' then 'customer' when a.order_id is not null or u.kind in ('outlet','hub','station','province','complaint_centre') then 'unit' when u.kind = 'partner' then 'partner' else 'company' end,
    a.id, a.sha256, case when a.order_id is not null then 'order' when a.uploader_kind = 'customer' then 'portal' else 'desk' end, a.order_id, a.order_id,
    a.uploader_kind, a.uploader_id, coalesce((select w.name from users w where w.id::text = a.uploader_id), ''), a.uploader_unit_id, coalesce(a.attached_at, a.added_at)
  from attachments a left join org_units u on u.id = a.uploader_unit_id where a.complaint_id is not null;

-- Who had a piece in hand: only ever added to.
create table evidence_custody (
  id uuid primary key, complaint_id uuid not null references complaints (id), evidence_id uuid not null, at timestamptz not null default app_now(), act text not null check (act in ('added','viewed','downloaded','held','released','withdrawn','handed_out','erased')),
  by_kind text not null, by_id text not null, by_name text not null, unit_id uuid, from_place text, note text, ticket text, foreign key (complaint_id, evidence_id) references evidence (complaint_id, id)
);
create index evidence_custody_piece on evidence_custody (evidence_id, at, id);
-- a film is sent in many pieces: one look is one line
create unique index evidence_custody_once on evidence_custody (evidence_id, by_id, act, ticket) where ticket is not null;
insert into evidence_custody (id, complaint_id, evidence_id, at, act, by_kind, by_id, by_name, unit_id) select gen_random_uuid(), complaint_id, id, added_at, 'added', added_by_kind, added_by, added_by_name, added_by_unit_id from evidence;
create trigger evidence_custody_keep before update or delete on evidence_custody for each row execute function refuse_change();
create trigger evidence_custody_keep_all before truncate on evidence_custody for each statement execute function refuse_change();

-- What must not be erased, for a reason: one piece, or (without one) the whole case.
create table evidence_holds (
  complaint_id uuid not null references complaints (id), id uuid not null, evidence_id uuid, reason text not null, by_id uuid not null, by_name text not null, at timestamptz not null,
  released_by uuid, released_by_name text, released_at timestamptz, release_reason text, primary key (complaint_id, id), foreign key (complaint_id, evidence_id) references evidence (complaint_id, id)
);
create unique index evidence_holds_open on evidence_holds (complaint_id, coalesce(evidence_id, complaint_id)) where released_at is null;

-- What the customer was asked to bring: why, until when, and that they were told what happens without it. `expired` is one that is asked and past its day.
create table evidence_requests (
  complaint_id uuid not null references complaints (id), id uuid not null, what text not null, reason text not null, due_at timestamptz not null, adverse_effect_told boolean not null, channel text not null, contact_id uuid,
  asked_by uuid, asked_by_name text not null, asked_at timestamptz not null, state text not null default 'asked' check (state in ('asked','answered','waived')),
  ended_at timestamptz, ended_via text check (ended_via in ('portal','desk')), ended_by text, ended_by_name text, words text, evidence_ids uuid[] not null default '{}', primary key (complaint_id, id)
);
insert into evidence_requests (complaint_id, id, what, reason, due_at, adverse_effect_told, channel, contact_id, asked_by, asked_by_name, asked_at, state, ended_at, ended_via)
  select k.complaint_id, k.id, k.evidence_request ->> 'what', '', (k.evidence_request ->> 'dueAt')::timestamptz, (k.evidence_request ->> 'adverseEffectTold')::boolean, k.channel, k.id, k.by_id, k.by_name, k.at,
    case when m.at is null then 'asked' else 'answered' end, m.at, case when m.at is null then null else 'portal' end
  from contacts k left join lateral (select min(e.at) as at from events e where e.stream_id = k.complaint_id and e.type = 'complaint.material_added' and e.at >= k.at) m on true where k.evidence_request is not null;
alter table contacts drop column evidence_request;

grant select, insert, update, delete on blobs, evidence, evidence_holds, evidence_requests to :app_role;
grant select, insert on evidence_custody to :app_role;
revoke delete on evidence, evidence_holds from :app_role;
