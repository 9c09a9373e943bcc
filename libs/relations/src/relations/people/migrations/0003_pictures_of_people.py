"""The pictures of people, from ProfileUpdated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_find_people_by_username")]
    operations = [
        migrations.AddField("person", "avatar_path", models.TextField(db_default="", default="")),
        migrations.AddField("person", "avatar_blurhash", models.TextField(db_default="", default="")),
    ]
