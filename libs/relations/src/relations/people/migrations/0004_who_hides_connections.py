"""Whether an account shows who follows it and whom it follows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_pictures_of_people")]
    operations = [
        migrations.AddField("person", "hides_connections", models.BooleanField(default=False, db_default=False)),
    ]
