import trustportal.language.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vocabulary', '0002_reworded'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProductEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('slug', models.SlugField(help_text='Used in addresses and files. Do not change it once it is in use.', unique=True, verbose_name='slug')),
                ('label', trustportal.language.fields.I18nCharField(verbose_name='label')),
                ('description', trustportal.language.fields.I18nTextField(blank=True, verbose_name='description')),
            ],
            options={
                'verbose_name': 'product edition',
                'verbose_name_plural': 'product editions',
                'ordering': ['slug'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SubprocessorGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('slug', models.SlugField(help_text='Used in addresses and files. Do not change it once it is in use.', unique=True, verbose_name='slug')),
                ('label', trustportal.language.fields.I18nCharField(verbose_name='label')),
                ('description', trustportal.language.fields.I18nTextField(blank=True, verbose_name='description')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'group of subprocessors',
                'verbose_name_plural': 'groups of subprocessors',
                'ordering': ['order', 'slug'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TransferLaw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('slug', models.SlugField(help_text='Used in addresses and files. Do not change it once it is in use.', unique=True, verbose_name='slug')),
                ('label', trustportal.language.fields.I18nCharField(verbose_name='label')),
                ('description', trustportal.language.fields.I18nTextField(blank=True, verbose_name='description')),
                ('territory', models.CharField(blank=True, help_text='Codes of the countries inside which no transfer mechanism is needed (ISO 3166-1), separated by spaces, for example: DE FR.', max_length=500, verbose_name='territory')),
            ],
            options={
                'verbose_name': 'transfer law',
                'verbose_name_plural': 'transfer laws',
                'ordering': ['slug'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TransferMechanism',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('slug', models.SlugField(help_text='Used in addresses and files. Do not change it once it is in use.', unique=True, verbose_name='slug')),
                ('label', trustportal.language.fields.I18nCharField(verbose_name='label')),
                ('description', trustportal.language.fields.I18nTextField(blank=True, verbose_name='description')),
                ('legitimises', models.BooleanField(default=True, help_text='Not for a mechanism that says that none is needed.', verbose_name='makes a transfer lawful')),
                ('country', models.CharField(blank=True, help_text='Empty: anywhere. The Data Privacy Framework is for recipients in the US.', max_length=2, verbose_name='only for recipients in')),
            ],
            options={
                'verbose_name': 'transfer mechanism',
                'verbose_name_plural': 'transfer mechanisms',
                'ordering': ['slug'],
                'abstract': False,
            },
        ),
    ]
