"""The invented cases that the dashboard is measured over, as statements over series.

Two years of them. Ten cases share an account and its block; a wave is a fortnight, and who
complains was in one of the last six. Of forty cases one is a banding, of sixty one opened again,
both about a case of a fortnight before; of fifty one is about no block. Nine in ten are decided
within eleven days, a third is asked something first, and of thirty proposals one came back.
Seventeen rules with three versions each, every one over two registers that send a file each
second or third day; three thousand officers. A case has one file, of which some are hard to use.
"""

OFFICERS = 3_000
WAVES = 48
DAYS = 730
REGISTERS = (
    "dukcapil", "kemdikbud", "emis", "bkn", "tni", "polri", "bumn", "bpjs", "pddikti", "taspen",
    "asabri", "ahu", "dtks", "simpkb", "sipp", "lpse", "kominfo",
)  # fmt: skip
FILE_EVERY = 2.5  # days
VERSIONS = 3

TABLES = (
    "appeals_appeal", "appeals_contestedblock", "appeals_decision", "appeals_evidence",
    "appeals_feedback", "appeals_outcome", "appeals_qualityreview", "appeals_sourcerequest",
    "appeals_step", "eligibility_account", "eligibility_block", "eligibility_finding",
    "eligibility_gelombang", "eligibility_grant", "eligibility_importbatch", "eligibility_remedy",
    "eligibility_rulepolicy",
)  # fmt: skip
COUNTED = (
    "appeals_figureslice", "appeals_countedday", "appeals_staleday", "appeals_boardfigure",
    "appeals_ruleday", "appeals_officerday", "appeals_photoday", "appeals_feedbackday",
    "appeals_remedyfigure", "appeals_rulemonth", "appeals_officermonth",
)  # fmt: skip
# Keys of officers: those of others lie below.
_FIRST_OFFICER = 1_000_000

_PEOPLE = (
    """
    INSERT INTO portal_user
        (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active,
         date_joined)
    SELECT %(officer)s + i, '', false, 'bench-' || i, 'Petugas', i::text, '', true, true, %(start)s
    FROM generate_series(0, %(officers)s - 1) i
    ON CONFLICT (id) DO NOTHING
    """,
    """
    INSERT INTO eligibility_gelombang (id, number, opens_at, closes_at)
    SELECT i, i, %(start)s + (i - 3) * interval '15 days', %(start)s + (i - 2) * interval '15 days'
    FROM generate_series(1, %(waves)s) i
    """,
    """
    INSERT INTO eligibility_account
        (id, external_id, nik, kk, name, phone, email, sex, education, employment, citizenship,
         declared_office, registered_at, province_code, nik_sex, is_nik_well_formed, is_test,
         status)
    SELECT i, 'B' || i, int8send(i), int8send(i), '', int8send(i), int8send(i), 'f', 'none',
           'other', '', '', %(start)s, '31', 'f', true, false, 'blocked'
    FROM generate_series(1, %(accounts)s) i
    """,
    """
    INSERT INTO eligibility_grant
        (account_id, gelombang_id, granted_at, kk, slot, first_training_until)
    SELECT i, 1 + i %% %(waves)s, %(start)s + (i %% %(waves)s - 2) * interval '15 days',
           int8send(i), 1, %(start)s
    FROM generate_series(1, %(accounts)s) i
    WHERE i %% 20 <> 0
    """,
)
_RULES = (
    """
    INSERT INTO eligibility_rulepolicy
        (id, rule, version, mode, limits, legal_source, valid_from, note)
    SELECT 1 + rule * %(versions)s + version, (%(rules)s::text[])[1 + rule], 1 + version, 'block', '{}',
           '', %(start)s, ''
    FROM generate_series(0, cardinality(%(rules)s::text[]) - 1) rule,
         generate_series(0, %(versions)s - 1) version
    """,
    """
    INSERT INTO eligibility_importbatch
        (id, kind, source, source_date, extent, file_sha256, rows_read, rows_written,
         rows_refused, rows_removed, rows_unnamed, blocks_resting, started_at, finished_at,
         refusals, fault, withdrawal_reason)
    SELECT register * 10000 + file, 'verdicts', (%(registers)s::text[])[1 + register],
           (%(start)s + (file * %(file_every)s - 30) * interval '1 day')::date, 'part', '', 1000,
           1000, 0, 0, 0, 0, %(start)s + (file * %(file_every)s - 30) * interval '1 day',
           %(start)s + (file * %(file_every)s - 30) * interval '1 day', '{}', '', ''
    FROM generate_series(0, cardinality(%(registers)s::text[]) - 1) register,
         generate_series(0, ((%(days)s + 60) / %(file_every)s)::int) file
    """,
    """
    CREATE TEMP TABLE found ON COMMIT DROP AS
    SELECT id, rule, day, (id %% 10 <> 4) AS is_of_file,
           (rule + id %% 2 * 5) %% cardinality(%(registers)s::text[]) AS register,
           least(%(versions)s - 1, greatest(0, day::int * %(versions)s / %(days)s)) AS version
    FROM (SELECT i AS id, i / %(waves)s %% cardinality(%(rules)s::text[]) AS rule,
                 (i - 1) %% %(waves)s * 15 - (i / %(waves)s %% 15) AS day
          FROM generate_series(1, %(accounts)s) i) accounts
    """,
    """
    INSERT INTO eligibility_finding
        (id, account_id, rule, ground, facts, facts_digest, source, batch_id, policy_id, found_at,
         status)
    SELECT id, id, (%(rules)s::text[])[1 + rule], (%(grounds)s::text[])[1 + rule], '{}', '',
           CASE WHEN is_of_file THEN (%(registers)s::text[])[1 + register] ELSE '' END,
           CASE WHEN is_of_file THEN register * 10000 + floor((day + 30) / %(file_every)s)::int END,
           1 + rule * %(versions)s + version, %(start)s + day * interval '1 day', 'acted'
    FROM found
    """,
    """
    INSERT INTO eligibility_block
        (id, account_id, finding_id, policy_id, rule, ground, status, proposed_at, ended_at, reason)
    SELECT id, id, id, CASE WHEN id %% 8 <> 0 THEN 1 + rule * %(versions)s + version END,
           (%(rules)s::text[])[1 + rule], (%(grounds)s::text[])[1 + rule],
           CASE WHEN id %% 50 = 7 THEN 'lifted' ELSE 'confirmed' END,
           %(start)s + day * interval '1 day', CASE WHEN id %% 50 = 7 THEN now() END,
           CASE WHEN id %% 50 = 7 THEN 'remedy-' || (1 + rule * %(versions)s + version) ELSE '' END
    FROM found
    """,
    """
    INSERT INTO eligibility_remedy
        (id, title, explanation, policy_id, opened_at, opened_by_id, approved_at, approved_by_id,
         finished_at, blocks, lifted, passed_over)
    SELECT policy.id, 'Pemulihan ' || policy.id, '', policy.id, %(start)s, %(officer)s, now(),
           %(officer)s + 1, CASE WHEN policy.id %% 9 <> 8 THEN now() END, 1000, 900, 100
    FROM eligibility_rulepolicy policy
    """,
)
_CASES = (
    """
    CREATE TEMP TABLE filed ON COMMIT DROP AS
    SELECT n, of_n, at, account, officer, rule, is_about_block,
           CASE WHEN n %% 10 <> 3 AND at + (1 + n * 31 %% 11) * interval '1 day' < now()
                THEN at + (1 + n * 31 %% 11) * interval '1 day' END AS decided,
           n * 7919 %% 100 < 15 + 5 * (rule %% 9) AS is_lifted
    FROM (SELECT n, of_n, at, account, account / %(waves)s %% cardinality(%(rules)s::text[]) AS rule,
                 %(officer)s + n * 7907 %% %(officers)s AS officer, n %% 50 <> 7 AS is_about_block
          FROM (SELECT n, of_n, at,
                       1 + (of_n * 7919 %% (%(accounts)s / %(waves)s)) * %(waves)s + greatest(0,
                           floor(of_n::float8 / %(many)s * %(waves)s)::bigint - of_n %% 6) AS account
                FROM (SELECT n, CASE WHEN (n %% 40 = 0 OR n %% 60 = 1) AND n > %(later)s
                                     THEN n - %(later)s ELSE n END AS of_n,
                             %(start)s + (n::float8 / %(many)s) * %(days)s * interval '1 day' AS at
                      FROM generate_series(1, %(many)s::bigint) n) numbered) filed_by) cases
    """,
    """
    INSERT INTO appeals_appeal
        (id, reference, form_token, account_id, level, previous_id, root_id, status, revision,
         channel, language, lane, has_rival, name, email, phone, nik, kk, membership, subject,
         chronology, late_reason, province_code, submitted_at, due_date, taken_at, officer_id,
         decided_at, closed_at, grounds)
    SELECT n, 'PRK-' || lpad(to_hex(n), 10, '0'), gen_random_uuid(), account,
           CASE WHEN n <> of_n AND n %% 40 = 0 THEN 2 ELSE 1 END, nullif(of_n, n), nullif(of_n, n),
           CASE WHEN decided IS NOT NULL THEN 'closed'
                WHEN at < now() - interval '30 days' THEN 'withdrawn'
                WHEN n %% 3 = 1 THEN 'submitted' ELSE 'in_review' END,
           1, (ARRAY['web', 'web', 'web', 'whatsapp', 'phone', 'email'])[1 + of_n %% 6], 'id',
           'usual', false, '', '', '', int8send(account), int8send(account), 'participant', '', '',
           '', (%(provinces)s::text[])[1 + floor(cardinality(%(provinces)s::text[])
               * power((of_n * 104729 %% 10007) / 10007.0, 2))::int],
           at, (at + interval '14 days')::date,
           CASE WHEN decided IS NOT NULL OR n %% 3 <> 1 THEN at + interval '2 hours' END,
           CASE WHEN decided IS NOT NULL OR n %% 3 <> 1 THEN officer END, decided,
           CASE WHEN decided IS NOT NULL THEN decided + interval '1 day'
                WHEN at < now() - interval '30 days' THEN at + interval '5 days' END,
           CASE WHEN is_about_block THEN ARRAY[(%(grounds)s::text[])[1 + rule]]
                ELSE ARRAY[]::text[] END
    FROM filed
    """,
    """
    INSERT INTO appeals_contestedblock (appeal_id, block_id, leads)
    SELECT n, account, false FROM filed WHERE is_about_block
    """,
    """
    INSERT INTO appeals_evidence
        (appeal_id, kind, ground, state, deliveries, done_at, last_fault, fault, original_name,
         original_sha256, original_bytes, upload_name, image_name, thumbnail_name, flaws,
         uploaded_at)
    SELECT n, (ARRAY['ektp', 'kk', 'selfie_ektp', 'selfie_kk', 'screenshot', 'supporting'])
              [1 + n * 31 %% 6], '', CASE WHEN n %% 50 = 11 THEN 'refused' ELSE 'ready' END, 1, at,
           '', '', '', '', 400000, '', '', '',
           CASE WHEN n %% 7 = 3 THEN jsonb_build_array((%(flaws)s::text[])
                [1 + n * 13 %% cardinality(%(flaws)s::text[])]) ELSE '[]' END, at
    FROM filed
    """,
)
_DECIDED = (
    """
    INSERT INTO appeals_decision
        (id, appeal_id, conclusion, explanation, proposed_by_id, proposed_at, effective_at)
    SELECT n, n, CASE WHEN NOT is_about_block THEN 'answered' WHEN is_lifted OR n %% 200 = 9
                      THEN 'granted' ELSE 'refused' END, '',
           CASE WHEN n %% 200 <> 9 THEN officer END, decided - interval '1 hour', decided
    FROM filed WHERE decided IS NOT NULL
    """,
    """
    INSERT INTO appeals_decision
        (id, appeal_id, conclusion, explanation, proposed_by_id, proposed_at, voided_at)
    SELECT %(many)s + n, n, 'refused', '', officer, decided - interval '9 hours',
           decided - interval '6 hours'
    FROM filed WHERE decided IS NOT NULL AND n %% 30 = 17
    """,
    """
    INSERT INTO appeals_outcome (decision_id, block_id, result, reason, text)
    SELECT n, account, CASE WHEN is_lifted OR n %% 200 = 9 THEN 'lifted' ELSE 'upheld' END,
           CASE WHEN n %% 200 = 9 THEN 'silence' WHEN is_lifted THEN 'source_wrong'
                ELSE 'rule_applies' END, ''
    FROM filed WHERE decided IS NOT NULL AND is_about_block
    """,
    """
    INSERT INTO appeals_step (appeal_id, was, became, verb, by_id, at)
    SELECT n, 'submitted', 'in_review', 'take', officer, at + interval '2 hours' FROM filed
    WHERE decided IS NOT NULL OR n %% 3 <> 1
    UNION ALL
    SELECT n, 'in_review', 'info_requested', 'ask', officer, at + interval '6 hours' FROM filed
    WHERE n %% 3 = 0
    UNION ALL
    SELECT n, 'info_requested', 'in_review', 'answer', NULL, at + interval '12 hours' FROM filed
    WHERE n %% 3 = 0
    UNION ALL
    SELECT n, 'for_approval', 'in_review', 'send_back', %(officer)s, decided - interval '6 hours'
    FROM filed WHERE decided IS NOT NULL AND n %% 30 = 17
    UNION ALL
    SELECT n, 'in_review', 'decided', CASE WHEN n %% 200 = 9 THEN 'grant_by_silence' ELSE 'decide'
           END, officer, decided
    FROM filed WHERE decided IS NOT NULL
    """,
    """
    INSERT INTO appeals_feedback (appeal_id, score, understood, text, at)
    SELECT n, 1 + (n * 7 %% 13) %% 5, CASE n %% 4 WHEN 0 THEN NULL WHEN 1 THEN false ELSE true END,
           '', decided + interval '1 day'
    FROM filed WHERE decided IS NOT NULL AND n * 17 %% 100 < 30
    """,
    """
    INSERT INTO appeals_qualityreview
        (appeal_id, decision_id, decider_id, reviewer_id, kind, percent, drawn_at, verdict, words,
         reviewed_at)
    SELECT n, n, officer, %(officer)s + (officer - %(officer)s + 1) %% %(officers)s,
           CASE WHEN is_lifted THEN 'grant' ELSE 'refusal' END, 3, decided,
           (ARRAY['agree', 'agree', 'agree', 'agree', 'form_fault', 'wrong_outcome'])
           [1 + n * 11 %% 6], '', decided + interval '3 days'
    FROM filed WHERE decided IS NOT NULL AND n * 37 %% 100 < 3 AND n %% 200 <> 9
    """,
    """
    INSERT INTO appeals_sourcerequest
        (appeal_id, institution, wanted, outside_reference, expected_date, pause_until, asked_by_id,
         asked_at, judged, had_ceased, checked_at, "end", answer)
    SELECT n, 'dukcapil', '', '', (at + interval '7 days')::date, (at + interval '30 days')::date,
           officer, at, '{}', false, at, '', ''
    FROM filed WHERE decided IS NULL AND at > now() - interval '30 days' AND n %% 60 = 23
    """,
)
STATEMENTS = (*_PEOPLE, *_RULES, *_CASES, *_DECIDED)


def values(many: int) -> dict[str, object]:
    """Return what the statements name beside the first moment; Django is set up."""
    from appeals.evidence.quality import Flaw  # noqa: PLC0415 - only once Django is set up
    from eligibility.rules.catalogue import RULES  # noqa: PLC0415
    from portal import regions  # noqa: PLC0415

    return {
        "many": many,
        # At least a few of each rule in each wave.
        "accounts": max(WAVES * 20, many // 10),
        "waves": WAVES,
        "days": DAYS,
        # A fortnight; so that no case goes on from one that goes on itself.
        "later": many * 14 // DAYS // 120 * 120 + 20,
        "provinces": list(regions.PROVINCES),
        "rules": [rule.code for rule in RULES],
        "grounds": [rule.ground.value for rule in RULES],
        "registers": list(REGISTERS),
        "file_every": FILE_EVERY,
        "versions": VERSIONS,
        "officer": _FIRST_OFFICER,
        "officers": OFFICERS,
        "flaws": [flaw.value for flaw in Flaw],
    }
