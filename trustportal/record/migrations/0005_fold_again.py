"""Texts to search are folded further since: quotes, dashes and spaces of every kind are alike."""

from django.db import migrations

from trustportal.record.search import folded


def fold_again(apps, schema_editor):
    texts = apps.get_model("record", "SearchText").objects.using(schema_editor.connection.alias)
    for pk in list(texts.values_list("pk", flat=True)):
        text = texts.values_list("text", flat=True).get(pk=pk)
        texts.filter(pk=pk).update(folded=folded(text))


class Migration(migrations.Migration):
    dependencies = [("record", "0004_imported_index")]
    operations = [migrations.RunPython(fold_again, migrations.RunPython.noop)]
