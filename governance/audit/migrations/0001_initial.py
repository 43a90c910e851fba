"""The trail, and the triggers that refuse to change it."""

from django.db import migrations, models

REFUSE = """
CREATE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_trail();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_trail();
"""
ALLOW = """
DROP TRIGGER refuse_change ON audit_auditevent;
DROP TRIGGER refuse_truncate ON audit_auditevent;
DROP FUNCTION refuse_to_change_the_trail();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=40)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=150)),
                ('team', models.CharField(blank=True, max_length=50)),
                ('object_kind', models.CharField(max_length=40)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('object_name', models.CharField(blank=True, max_length=200)),
                ('details', models.JSONField(default=dict)),
                ('previous_sha256', models.CharField(max_length=64, unique=True)),
                ('previous_sm3', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('sm3', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=16)),
                ('signature', models.CharField(max_length=88)),
            ],
            options={
                'ordering': ['-sequence'],
                'indexes': [models.Index(fields=['team', '-sequence'], name='events_of_a_team')],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
