from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subprocessors", "0005_stated_before")]
    operations = [
        migrations.RemoveField(model_name="transfer", name="law_code"),
        migrations.RemoveField(model_name="transfer", name="mechanism_code"),
        migrations.RemoveField(model_name="subprocessor", name="trained"),
    ]
