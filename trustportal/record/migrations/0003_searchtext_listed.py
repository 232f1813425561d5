from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0002_content_index")]

    operations = [
        migrations.AddField(model_name="searchtext", name="listed", field=models.JSONField(null=True)),
    ]
