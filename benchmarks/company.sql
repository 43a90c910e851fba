-- A company as it is after a year: what scans, people and the clock would have written, row by row but quickly.
--
-- `scan` is 1 to `scans` for each service, and ids follow time, so that the rows of a service lie far apart as they do
-- in life. Pseudo-random choices are hashes of ids: every run makes the same company. Details (pools, occurrences) are
-- there for the three newest scans and for how each finding was seen last; retention has dropped the others.

INSERT INTO accounts_team (id, slug, name, created_at)
SELECT id, 'team-' || id, 'Team ' || id, now() - interval '2 years'
FROM generate_series(1, %(teams)s) AS id;

INSERT INTO accounts_user (id, username, first_name, last_name, email, password, language, is_superuser, is_staff,
                           is_active, is_service_account, date_joined)
SELECT id, 'person-' || id, '', '', 'person-' || id || '@example.com', '!', '', false, false, true, false, now()
FROM generate_series(1, 5 * %(teams)s) AS id;

INSERT INTO accounts_membership (user_id, team_id, role)
SELECT id, (id - 1) / 5 + 1, (ARRAY['admin', 'admin', 'maintainer', 'maintainer', 'viewer'])[(id - 1) %% 5 + 1]
FROM generate_series(1, 5 * %(teams)s) AS id;

INSERT INTO registry_service (id, team_id, slug, name, repository_url, default_branch, badge_is_public, created_at)
SELECT id, (id - 1) %% %(teams)s + 1, 'service-' || id, 'Service ' || id,
       'https://git.example.com/service-' || id || '.git', 'main', true, now() - interval '1 year'
FROM generate_series(1, %(services)s) AS id;

-- Every tenth scan is of a pull request, every fiftieth failed; the newest is of the default branch and done.
INSERT INTO scans_scan (id, service_id, branch, commit, commit_subject, committed_at, pull_request, base_branch,
                        base_commit, trigger, state, attempts, worker, queued_at, fetching_at, analysing_at, saving_at,
                        ended_at, progress, stats, problems, connections, analyser, profile, error_code,
                        error_messages, error_reference)
SELECT (scan - 1) * %(services)s + service, service,
       CASE WHEN scan %% 10 = 3 THEN 'feature-' || scan ELSE 'main' END,
       left(md5(service || ' ' || scan) || md5(scan || ' ' || service), 40), 'Reuse buffers in the encoder', at,
       CASE WHEN scan %% 10 = 3 THEN scan END, CASE WHEN scan %% 10 = 3 THEN 'main' ELSE '' END, '',
       CASE WHEN scan %% 10 = 3 THEN 'pull-request' ELSE 'push' END,
       CASE WHEN scan %% 50 = 7 THEN 'failed' ELSE 'done' END, 1, 'worker-1', at, at, at, at, at + interval '4 seconds',
       '{}',
       '{"fetch": {"bytes": 812345, "objects": 1204}, "report": {"files": 420, "parsed": 61, "pools": 16},
         "analysis": {"seconds": 1.2, "peak_memory": 120000000}, "findings": {"new": 2, "fixed": 1, "reopened": 0}}',
       CASE WHEN service %% 10 = 0 THEN '[{"path": "a.go", "line": 3, "messages": {"en": "syntax error"}}]'::jsonb
            ELSE '[]' END,
       '[]', 'ironrules 0.1.0', 'iron', '', '{}', ''
FROM generate_series(1, %(scans)s) AS scan, generate_series(1, %(services)s) AS service,
     LATERAL (SELECT now() - (%(scans)s - scan) * interval '86 hours' - service * interval '80 seconds' AS at) AS moment;

INSERT INTO scorecards_scorecard (service_id, scan_id, created_at, analyser, policy, figures, pragmatic, score,
                                  raw_score, grade, cap, coverage_passed, coverage_total, conclusive, is_clean,
                                  criticals, waived, change, gate_base_id, gate_passed, gate_reasons, gate_excused)
SELECT service_id, id, ended_at, analyser, %(policy)s::jsonb, figures, figures, 50 + turn %% 50, 45 + turn %% 50,
       CASE WHEN turn %% 9 = 0 THEN 'A' ELSE 'D' END, CASE WHEN turn %% 9 = 0 THEN '' ELSE 'critical' END,
       100 - service_id %% 15, 100, service_id %% 15 < 10, service_id %% 9 = 0, service_id %% 9, '[]',
       jsonb_build_object('scan', id - %(services)s, 'commit', md5(id::text), 'analyser', analyser, 'rules',
                          jsonb_build_object('IR2', '{"points": 4.0, "repaired": 3, "new": 1, "parts": {"code": 4.0}}'::jsonb)),
       CASE WHEN id > %(services)s THEN id - %(services)s END, service_id %% 6 > 0, '[]', '[]'
FROM scans_scan, LATERAL (SELECT (id / %(services)s + service_id)::integer AS turn) AS trend,
     LATERAL (SELECT jsonb_build_object(
         'IR1', jsonb_build_object('passed', 8 + turn %% 8, 'waived', 1, 'units', 20),
         'IR2', jsonb_build_object('passed', 20 + turn %% 30, 'waived', 2, 'units', 64),
         'IR3', jsonb_build_object('passed', 4 + turn %% 4, 'waived', 0, 'units', 20),
         'CP', jsonb_build_object('passed', 1, 'waived', 0, 'units', 2)) AS figures) AS counted
WHERE state = 'done'
ORDER BY id;

INSERT INTO scorecards_dailyscore (service_id, day, rule, passed, waived, units)
SELECT service, current_date - back, rule, 8 + (back + service) %% 8, 1, 20
FROM generate_series(%(days)s, 1, -1) AS back, generate_series(1, %(services)s) AS service,
     unnest(ARRAY['IR1', 'IR2', 'IR3', 'CP']) AS rule;

INSERT INTO scorecards_dailytotal (team_id, day, rule, passed, waived, units)
SELECT team_id, day, rule, sum(passed), sum(waived), sum(units)
FROM scorecards_dailyscore JOIN registry_service ON registry_service.id = service_id
GROUP BY GROUPING SETS ((team_id, day, rule), (day, rule));

-- A fifth of all findings belongs to every fiftieth service: such a service has about 2,000, the others 160.
CREATE TEMPORARY TABLE fate AS
SELECT id, service, state, first, last, severity_rank,
       (first - 1) * %(services)s + service AS first_scan, (last - 1) * %(services)s + service AS last_scan,
       now() - (%(scans)s - first) * interval '86 hours' - service * interval '80 seconds' AS first_at,
       now() - (%(scans)s - last) * interval '86 hours' - service * interval '80 seconds' AS last_at
FROM generate_series(1, %(findings)s) AS id,
     LATERAL (SELECT CASE WHEN id %% 5 = 0 THEN 50 * (1 + id / 5 %% (%(services)s / 50))
                          ELSE 1 + (id * 7) %% %(services)s END AS service,
                     abs(hashint8(id)) %% 100 AS chance, abs(hashint8(id + 1)) AS dice) AS drawn,
     LATERAL (SELECT CASE WHEN chance < 55 THEN 'open' WHEN chance < 60 THEN 'waived' WHEN chance < 98 THEN 'fixed'
                          ELSE 'elsewhere' END AS state,
                     CASE WHEN dice %% 100 < 4 THEN 0 WHEN dice %% 100 < 40 THEN 1 WHEN dice %% 100 < 80 THEN 2
                          ELSE 3 END AS severity_rank) AS fated,
     LATERAL (SELECT CASE WHEN state IN ('open', 'waived') THEN %(scans)s
                          WHEN state = 'elsewhere' THEN 10 * (dice %% ((%(scans)s - 10) / 10)) + 3
                          ELSE 10 * (dice %% ((%(scans)s - 10) / 10)) + 8 END AS last) AS ending,
     LATERAL (SELECT CASE WHEN dice %% 3 = 0 OR last < 10 THEN 1 WHEN state = 'elsewhere' THEN last
                          ELSE 10 * (dice %% (last / 10)) + 1 END AS first) AS beginning;

ANALYZE fate;

INSERT INTO findings_finding (id, service_id, fingerprint, code, severity, severity_rank, state, first_scan_id,
                              last_scan_id, first_seen_at, last_seen_at, opened_at, fixed_at, returned, assignee_id,
                              due_at, author_name, author_email, authored_in)
SELECT id, service, md5(id::text) || md5('f' || id),
       (ARRAY['IR101', 'IR104', 'IR201', 'IR202', 'IR204', 'IR207', 'IR208', 'IR302', 'IR303', 'CP404'])[id %% 10 + 1],
       (ARRAY['critical', 'high', 'medium', 'low'])[severity_rank + 1], severity_rank, state, first_scan, last_scan,
       first_at, last_at, CASE WHEN state <> 'elsewhere' THEN first_at END, CASE WHEN state = 'fixed' THEN last_at END,
       CASE WHEN id %% 40 = 0 THEN 1 ELSE 0 END,
       CASE WHEN id %% 7 = 0 THEN 5 * ((service - 1) %% %(teams)s) + 1 + id %% 5 END,
       CASE WHEN severity_rank < 3 AND state <> 'elsewhere' THEN first_at + (severity_rank + 1) * interval '90 days' END,
       '', '', ''
FROM fate ORDER BY first, id;

INSERT INTO findings_findingevent (finding_id, kind, scan_id, at)
SELECT id, kind, CASE WHEN kind <> 'waived' THEN scan END, at
FROM fate, LATERAL (
    VALUES (CASE WHEN state = 'elsewhere' THEN 'elsewhere' ELSE 'opened' END, first_scan, first_at, true),
           ('changed', first_scan, first_at, id %% 4 = 0), ('fixed', last_scan, last_at, state = 'fixed'),
           ('waived', 0, last_at, state = 'waived')) AS event (kind, scan, at, happened)
WHERE happened;

INSERT INTO findings_alias (service_id, finding_id, fingerprint)
SELECT service, id, md5('a' || id) || md5(id::text) FROM fate WHERE id %% 4 = 0;

-- A pool for ten findings.
INSERT INTO findings_pool (scan_id, identity, name, path, line, package, scope, element, sites, wrappers, verdicts)
SELECT scan_id, 'example.com/service-' || service || '/p' || pool || '.bufPool', 'bufPool',
       'internal/p' || pool || '/pool.go', 10, 'example.com/service-' || service || '/p' || pool, 'package',
       '*bytes.Buffer',
       '[{"path": "pool.go", "line": 20, "kind": "get", "function": "Encode", "column": 2, "direct": true},
         {"path": "pool.go", "line": 30, "kind": "put", "function": "Encode", "column": 2, "direct": true},
         {"path": "pool.go", "line": 50, "kind": "get", "function": "Decode", "column": 2, "direct": true},
         {"path": "pool.go", "line": 60, "kind": "put", "function": "Decode", "column": 2, "direct": true}]',
       '[]', '{"IR1": "pass", "IR2": "fail", "IR3": "fail"}'
FROM generate_series(%(scans)s - 2, %(scans)s) AS scan, generate_series(1, %(services)s) AS service,
     LATERAL (SELECT (scan - 1) * %(services)s + service AS scan_id) AS seen,
     generate_series(1, CASE WHEN service %% 50 = 0 THEN 200 ELSE 16 END) AS pool
ORDER BY scan_id, pool;

ANALYZE findings_pool, findings_finding;

INSERT INTO findings_occurrence (finding_id, scan_id, fingerprint, pool_id, code, name, severity, severity_rank,
                                 verdicts, function, path, line, "column", end_line, messages, trace, excerpts, site,
                                 suppressed)
SELECT fate.id, seen.scan_id, finding.fingerprint, pool.id, finding.code, 'use-after-put', finding.severity,
       finding.severity_rank, '{"iron": "violation", "pragmatic": "advisory"}', 'Encoder.Encode', place.path, place.line,
       2, place.line,
       '{"en": "`buf` is used after it went back into `bufPool` (line 41). Move the Put after the last use, or copy.",
         "zh-hans": "`buf` 归还到 `bufPool` 之后仍在使用（第 41 行）。请把 Put 移到最后一次使用之后，或者复制。"}',
       (SELECT jsonb_agg(jsonb_build_object('path', place.path, 'line', place.line + step,
                                            'notes', '{"en": "taken here", "zh-hans": "此处取出"}'::jsonb))
        FROM generate_series(0, 3) AS step),
       jsonb_build_array(jsonb_build_object('path', place.path, 'start', greatest(1, place.line - 4), 'lines', (
           SELECT jsonb_agg(E'\tbuf := bufPool.Get().(*bytes.Buffer) // line ' || line || ' of ' || fate.id)
           FROM generate_series(1, 12) AS line))),
       jsonb_build_object('path', place.path, 'line', place.line, 'column', 2),
       CASE WHEN fate.id %% 50 = 1 THEN 'The caller resets it, see Encoder.Close.' END
FROM findings_finding AS finding
JOIN fate ON fate.id = finding.id
CROSS JOIN LATERAL (
    SELECT last_scan AS scan_id
    UNION
    SELECT (scan - 1) * %(services)s + fate.service FROM generate_series(%(scans)s - 2, %(scans)s) AS scan
    WHERE fate.state IN ('open', 'waived') AND scan >= fate.first
) AS seen
CROSS JOIN LATERAL (
    SELECT 1 + fate.id / 5 %% CASE WHEN fate.service %% 50 = 0 THEN 200 ELSE 16 END AS number
) AS pooled
CROSS JOIN LATERAL (SELECT 'internal/p' || number || '/pool.go' AS path, (10 + fate.id %% 300)::integer AS line) AS place
LEFT JOIN findings_pool AS pool ON pool.scan_id = seen.scan_id
    AND md5(pool.identity) = md5('example.com/service-' || fate.service || '/p' || number || '.bufPool')
ORDER BY seen.scan_id, fate.id;

-- Half of the waivers are for findings, approved by another admin than the one who asked.
INSERT INTO waivers_waiver (service_id, kind, finding_id, pool, pool_name, code, pattern, reason, state,
                            requested_by_id, requested_at, decided_by_id, decided_at, note, expires_at, warn_at,
                            approved_code)
SELECT service, 'finding', id, '', '', '', '', 'Repaired with the next release of the encoder.', 'approved',
       admin, last_at, admin + 1, last_at, '', now() + number %% 90 * interval '1 day' + interval '1 hour',
       now() + (number %% 90 - 14) * interval '1 day', '{}'
FROM (SELECT id, service, last_at, row_number() OVER (ORDER BY id) AS number,
             5 * ((service - 1) %% %(teams)s) + 1 AS admin FROM fate WHERE state = 'waived') AS waived
WHERE number <= %(waivers)s / 2;

INSERT INTO waivers_waiver (service_id, kind, pool, pool_name, code, pattern, reason, state, requested_by_id,
                            requested_at, decided_by_id, decided_at, note, expires_at, approved_code)
SELECT service, 'path', '', '', 'IR20' || number %% 8, 'internal/generated' || number || '/*',
       'Generated code, which nobody edits.', state, admin, now() - number %% 300 * interval '1 day',
       CASE WHEN state IN ('approved', 'rejected') THEN admin + 1 END,
       CASE WHEN state IN ('approved', 'rejected') THEN now() END, '', now() + interval '30 days', '{}'
FROM generate_series(1, %(waivers)s - %(waivers)s / 2) AS number,
     LATERAL (SELECT 1 + number * 37 %% %(services)s AS service) AS owner,
     LATERAL (SELECT 5 * ((service - 1) %% %(teams)s) + 1 AS admin,
                     (ARRAY['approved', 'requested', 'rejected', 'expired', 'revoked'])[1 + number %% 5] AS state) AS told;

INSERT INTO waivers_waiverevent (waiver_id, kind, by_id, by_name, at, note)
SELECT id, 'requested', requested_by_id, 'person-' || requested_by_id, requested_at, '' FROM waivers_waiver;

INSERT INTO policies_policyversion (level, team_id, service_id, number, values, reason, created_at)
SELECT 'company', NULL::bigint, NULL::bigint, number, %(company)s::jsonb, 'A new quarter', now() - (21 - number) * interval '10 days'
FROM generate_series(1, 20) AS number
UNION ALL
SELECT 'team', team, NULL, number, '{"version": 1}', 'As agreed', now() - (4 - number) * interval '10 days'
FROM generate_series(1, %(teams)s) AS team, generate_series(1, 3) AS number;

INSERT INTO reports_report (kind, team_id, slug, name, since, until, language, formats, requested_by_name, requested_at,
                            state, attempts, error_code, error_messages)
SELECT 'team', 1 + number %% %(teams)s, 'team-' || 1 + number %% %(teams)s, 'Team', current_date - 90, current_date, 'en',
       '["pdf", "html"]', 'person-1', now() - number * interval '1 day', 'done', 1, '', '{}'
FROM generate_series(1, 500) AS number;

SELECT setval(pg_get_serial_sequence('accounts_team', 'id'), (SELECT max(id) FROM accounts_team)),
       setval(pg_get_serial_sequence('accounts_user', 'id'), (SELECT max(id) FROM accounts_user)),
       setval(pg_get_serial_sequence('registry_service', 'id'), (SELECT max(id) FROM registry_service)),
       setval(pg_get_serial_sequence('scans_scan', 'id'), (SELECT max(id) FROM scans_scan)),
       setval(pg_get_serial_sequence('findings_finding', 'id'), (SELECT max(id) FROM findings_finding));
