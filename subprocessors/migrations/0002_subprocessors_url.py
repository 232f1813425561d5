from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0001_initial'),
    ]

    operations = [
        migrations.RenameField(
            model_name='subprocessor',
            old_name='onward_url',
            new_name='subprocessors_url',
        ),
        migrations.AlterField(
            model_name='subprocessor',
            name='subprocessors_url',
            field=models.URLField(blank=True, verbose_name='its own subprocessors'),
        ),
    ]
