from django.db import migrations


def in_edits(old, new):
    """Return what names the targets of edits anew; they hold the model's label and the key of its row."""

    def rename(apps, schema_editor):
        for edit in apps.get_model("publishing", "Edit").objects.filter(target__startswith=f"{old} "):
            edit.target = f"{new} {edit.target.removeprefix(f'{old} ')}"
            edit.save(update_fields=["target"])

    return rename


PAGE, STATEMENT = "pages.page", "pages.statement"


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial"), ("publishing", "0001_initial")]

    operations = [
        migrations.RenameModel("Page", "Statement"),
        migrations.RunPython(in_edits(PAGE, STATEMENT), in_edits(STATEMENT, PAGE)),
    ]
