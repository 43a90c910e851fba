from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('findings', '0004_what_is_known_already'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('suppressed__isnull', False)), fields=['finding'], name='suppressed_occurrences'),
        ),
    ]
