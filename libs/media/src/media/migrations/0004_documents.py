"""Documents are kept beside pictures, as they came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0003_hidden_pictures")]
    operations = [
        migrations.AddField("picture", "media_type", models.TextField(default="", db_default="")),
        migrations.AddField("picture", "name", models.TextField(default="", db_default="")),
        migrations.AddField("picture", "bytes", models.PositiveIntegerField(default=0, db_default=0)),
    ]
