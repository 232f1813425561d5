import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0002_reworded'),
        ('vocabulary', '0003_not_stated'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dataelement',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='vocabulary.datacategory', verbose_name='category'),
        ),
        migrations.AlterField(
            model_name='dataelement',
            name='identifiability',
            field=models.CharField(blank=True, choices=[('direct', 'Identifies a person'), ('pseudonymous', 'Leads to a person or device'), ('none', 'Not personal')], max_length=20, verbose_name='identifiability'),
        ),
        migrations.AlterField(
            model_name='dataelement',
            name='necessity',
            field=models.CharField(blank=True, choices=[('required', 'Required'), ('optional', 'Optional'), ('conditional', 'In certain cases')], max_length=20, verbose_name='necessity'),
        ),
        migrations.AlterField(
            model_name='vendor',
            name='relationship',
            field=models.CharField(blank=True, choices=[('agent', 'Acts for us, as a subprocessor'), ('own_account', 'You have your own account and contract with them'), ('independent', 'Independent of us')], max_length=20, verbose_name='relationship'),
        ),
    ]
