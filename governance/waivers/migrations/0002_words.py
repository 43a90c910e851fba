from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('waivers', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='waiverevent',
            name='kind',
            field=models.CharField(choices=[('requested', 'asked for'), ('approved', 'approved'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn'), ('revoked', 'revoked'), ('expired', 'expired'), ('asked-again', 'asked again, because the code has changed')], max_length=20),
        ),
    ]
