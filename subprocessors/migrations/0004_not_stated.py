import django.db.models.deletion
import subprocessors.company
import trustportal.language.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0003_reworded'),
        ('vocabulary', '0003_not_stated'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='processinglocation',
            name='subprocessors_location_once',
        ),
        migrations.RemoveConstraint(
            model_name='subprocessor',
            name='subprocessors_subprocessor_dates',
        ),
        # What these said is carried over by the next migration, and removed by the one after it.
        migrations.RenameField(model_name='transfer', old_name='regime', new_name='law_code'),
        migrations.RenameField(model_name='transfer', old_name='mechanism', new_name='mechanism_code'),
        migrations.RenameField(model_name='subprocessor', old_name='trains_ai', new_name='trained'),
        migrations.AddField(
            model_name='processinglocation',
            name='place',
            field=trustportal.language.fields.I18nCharField(blank=True, help_text='Where no country or region says it, for example: where the customer is.', verbose_name='place in words'),
        ),
        migrations.AddField(
            model_name='processinglocation',
            name='region',
            field=models.CharField(blank=True, choices=[('EU', 'European Union'), ('EEA', 'European Economic Area'), ('EUROPE', 'Europe'), ('WORLDWIDE', 'worldwide')], max_length=20, verbose_name='region'),
        ),
        migrations.AddField(
            model_name='register',
            name='laws',
            field=models.ManyToManyField(blank=True, help_text='Transfer mechanisms are asked for under these laws alone. Not published.', to='vocabulary.transferlaw', verbose_name='transfer laws that apply to us'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='agreement',
            field=trustportal.language.fields.I18nCharField(blank=True, help_text='What it is called, or where it is, if it has no address.', verbose_name='data processing agreement in words'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='ai_feature',
            field=trustportal.language.fields.I18nCharField(blank=True, verbose_name='feature that turns AI on'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='ai_models',
            field=models.CharField(blank=True, help_text='Separated by semicolons.', max_length=200, verbose_name='AI models'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='ai_monitoring',
            field=trustportal.language.fields.I18nCharField(blank=True, verbose_name='retention for abuse monitoring'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='ai_retention',
            field=trustportal.language.fields.I18nCharField(blank=True, verbose_name='retention of prompts and answers'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='ai_role',
            field=models.CharField(blank=True, choices=[('host', 'hosts a model'), ('maker', 'makes a model'), ('feature', 'offers a feature that uses one')], max_length=10, verbose_name='role with AI'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='data_in_words',
            field=trustportal.language.fields.I18nTextField(blank=True, help_text='Beside the categories, or instead of them.', verbose_name='data in words'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='editions',
            field=models.ManyToManyField(blank=True, to='vocabulary.productedition', verbose_name='product editions'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='vocabulary.subprocessorgroup', verbose_name='group'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='lei',
            field=models.CharField(blank=True, help_text='Legal Entity Identifier (ISO 17442).', max_length=20, validators=[subprocessors.company.legal_entity_identifier], verbose_name='LEI'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='note',
            field=trustportal.language.fields.I18nTextField(blank=True, help_text='Published with the entry.', verbose_name='note'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='parent',
            field=models.CharField(blank=True, max_length=200, verbose_name='parent company'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='parent_country',
            field=models.CharField(blank=True, max_length=2, validators=[subprocessors.company.country_code], verbose_name='country of the parent company'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='law',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vocabulary.transferlaw', verbose_name="exporter's law"),
        ),
        migrations.AlterField(
            model_name='processinglocation',
            name='activity',
            field=models.CharField(blank=True, choices=[('storage', 'storage'), ('processing', 'processing'), ('support', 'support'), ('backup', 'backup'), ('development', 'development'), ('monitoring', 'monitoring')], max_length=20, verbose_name='activity'),
        ),
        migrations.AlterField(
            model_name='processinglocation',
            name='country',
            field=models.CharField(blank=True, max_length=2, validators=[subprocessors.company.country_code], verbose_name='country'),
        ),
        migrations.AlterField(
            model_name='subprocessor',
            name='applies',
            field=models.CharField(blank=True, choices=[('always', 'Always'), ('optional', 'With an optional feature'), ('opt_in', 'Only if you turn it on')], max_length=20, verbose_name='applies'),
        ),
        migrations.AlterField(
            model_name='subprocessor',
            name='country',
            field=models.CharField(blank=True, max_length=2, validators=[subprocessors.company.country_code], verbose_name='country of registration'),
        ),
        migrations.AlterField(
            model_name='subprocessor',
            name='legal_name',
            field=models.CharField(blank=True, help_text='As in the register of companies. If you leave it empty, the name is used.', max_length=200, verbose_name='legal name'),
        ),
        migrations.AlterField(
            model_name='subprocessor',
            name='slug',
            field=models.SlugField(blank=True, help_text="The last part of the entry's address. If you leave it empty, the name gives it.", unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='subprocessor',
            name='starts_on',
            field=models.DateField(blank=True, null=True, verbose_name='starts on'),
        ),
        migrations.AddField(
            model_name='subprocessor',
            name='trains_ai',
            field=models.CharField(blank=True, choices=[('no', 'No'), ('yes', 'Yes'), ('consent', 'Only with your consent')], max_length=10, verbose_name='trains AI models with the data'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='mechanism',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='vocabulary.transfermechanism', verbose_name='mechanism'),
        ),
        migrations.AddConstraint(
            model_name='processinglocation',
            constraint=models.UniqueConstraint(fields=('subprocessor', 'country', 'region', 'activity'), condition=models.Q(('place', '')), name='subprocessors_location_once', violation_error_message='This place is listed already with the same activity.'),
        ),
        migrations.AddConstraint(
            model_name='subprocessor',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='subprocessors_subprocessor_dates', violation_error_message='The end is before the start.'),
        ),
    ]
