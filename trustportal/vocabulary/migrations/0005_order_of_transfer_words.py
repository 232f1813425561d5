import trustportal.language.locales
from django.db import migrations, models

# The order in which forms and lists name them.
ORDER = {
    "TransferLaw": ["EU", "UK", "CH"],
    "TransferMechanism": [
        "adequacy", "dpf", "scc", "bcr", "uk_addendum", "idta", "swiss_scc", "derogation", "none",
    ],
}


def put_in_order(apps, schema_editor):
    for name, slugs in ORDER.items():
        words = apps.get_model("vocabulary", name).objects
        for order, slug in enumerate(slugs, 1):
            words.filter(slug=slug).update(order=order)


class Migration(migrations.Migration):

    dependencies = [
        ('vocabulary', '0004_slug_from_name'),
        # It makes the words of what transfers said before.
        ('subprocessors', '0005_stated_before'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='transferlaw',
            options={'ordering': ['order', 'slug'], 'verbose_name': 'transfer law', 'verbose_name_plural': 'transfer laws'},
        ),
        migrations.AlterModelOptions(
            name='transfermechanism',
            options={'ordering': ['order', 'slug'], 'verbose_name': 'transfer mechanism', 'verbose_name_plural': 'transfer mechanisms'},
        ),
        migrations.AddField(
            model_name='transferlaw',
            name='order',
            field=models.PositiveSmallIntegerField(default=100, verbose_name='order'),
        ),
        migrations.AddField(
            model_name='transfermechanism',
            name='order',
            field=models.PositiveSmallIntegerField(default=100, verbose_name='order'),
        ),
        migrations.AlterField(
            model_name='subprocessorgroup',
            name='order',
            field=models.PositiveSmallIntegerField(default=100, verbose_name='order'),
        ),
        migrations.AlterField(
            model_name='transferlaw',
            name='territory',
            field=models.CharField(blank=True, help_text='Countries inside which no transfer mechanism is asked for: their codes (ISO 3166-1), separated by spaces, for example: DE FR.', max_length=500, verbose_name='territory'),
        ),
        migrations.AlterField(
            model_name='transfermechanism',
            name='country',
            field=models.CharField(blank=True, help_text='A recipient registered in another country cannot rely on it. Empty: anywhere. The Data Privacy Framework is for recipients in the US.', max_length=2, validators=[trustportal.language.locales.country_code], verbose_name='only for recipients in'),
        ),
        migrations.AlterField(
            model_name='transfermechanism',
            name='legitimises',
            field=models.BooleanField(default=True, help_text='While it is in force, a transfer out of the territory of the law is covered. Not for a word that says that no mechanism is needed.', verbose_name='makes a transfer lawful'),
        ),
        migrations.RunPython(put_in_order, migrations.RunPython.noop),
    ]
