"""Fills the new columns of findings that were there before them, from how they were seen last."""

from django.db import migrations

FROM_LAST_OCCURRENCE = """
UPDATE findings_finding AS finding
SET severity = seen.severity, severity_rank = seen.severity_rank
FROM findings_occurrence AS seen
WHERE seen.finding_id = finding.id AND seen.scan_id = finding.last_scan_id
"""

# The days of the policy that every service had until now.
DUE = """
UPDATE findings_finding
SET opened_at = first_seen_at,
    due_at = first_seen_at + CASE severity
        WHEN 'critical' THEN interval '7 days' WHEN 'high' THEN interval '30 days'
        WHEN 'medium' THEN interval '90 days' ELSE interval '180 days' END
WHERE state <> 'elsewhere'
"""

FINGERPRINTS = """
UPDATE findings_occurrence AS seen SET fingerprint = finding.fingerprint
FROM findings_finding AS finding WHERE finding.id = seen.finding_id
"""

OPENED = """
INSERT INTO findings_findingevent (finding_id, kind, scan_id, at)
SELECT id, CASE state WHEN 'elsewhere' THEN 'elsewhere' ELSE 'opened' END, first_scan_id, first_seen_at
FROM findings_finding ORDER BY id
"""

FIXED = """
INSERT INTO findings_findingevent (finding_id, kind, scan_id, at)
SELECT id, 'fixed', NULL, fixed_at FROM findings_finding WHERE fixed_at IS NOT NULL ORDER BY id
"""


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("findings", "0003_findings_that_live")]

    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (FROM_LAST_OCCURRENCE, DUE, FINGERPRINTS, OPENED, FIXED)
    ]
